package io.durable.spring.boot.web;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.filter.CharacterEncodingFilter;
import org.springframework.web.filter.ForwardedHeaderFilter;

import static org.assertj.core.api.Assertions.assertThat;

class AccessGuardTests {

	private final MockHttpServletRequest request = new MockHttpServletRequest("POST", "/orchestrators/Hello");

	private final StandardEnvironment environment = new StandardEnvironment();

	private final StaticListableBeanFactory beans = new StaticListableBeanFactory();

	private @Nullable String refusal(HttpAccess access) {
		return AccessGuard.of(access, this.beans, this.environment).refusal(this.request);
	}

	private void local() {
		this.request.addHeader("Host", "localhost");
	}

	private void set(String name, String value) {
		this.environment.getPropertySources().addFirst(new MapPropertySource(name, Map.of(name, value)));
	}

	@Test
	void autoServesLocalRequestsOnly() {
		assertThat(refusal(HttpAccess.AUTO)).contains("durable.http.access=open").contains("Host header");
		local();
		assertThat(refusal(HttpAccess.AUTO)).isNull();
	}

	@Test
	void openServesEverybody() {
		this.request.setRemoteAddr("192.168.1.7");
		set("server.forward-headers-strategy", "framework");
		assertThat(refusal(HttpAccess.OPEN)).isNull();
	}

	@Test
	void withSpringSecurityItsFilterChainDecides() {
		this.beans.addBean("springSecurityFilterChain", new CharacterEncodingFilter());
		this.request.setRemoteAddr("192.168.1.7");
		set("server.forward-headers-strategy", "framework");
		assertThat(refusal(HttpAccess.AUTO)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "framework", "FRAMEWORK", "native", "Native" })
	void autoServesNothingWhereForwardedHeadersAreTrusted(String strategy) {
		set("server.forward-headers-strategy", strategy);
		local();
		assertThat(refusal(HttpAccess.AUTO)).contains("durable.http.access=open").contains("forge");
	}

	@Test
	void theStrategyNoneTrustsNothing() {
		set("server.forward-headers-strategy", "none");
		local();
		assertThat(refusal(HttpAccess.AUTO)).isNull();
	}

	@Test
	void platformsWithAProxyTrustForwardedHeaders() {
		set("spring.main.cloud-platform", "kubernetes");
		local();
		assertThat(refusal(HttpAccess.AUTO)).contains("forge");
	}

	@ParameterizedTest
	@ValueSource(strings = { "server.tomcat.remoteip.remote-ip-header", "server.tomcat.remoteip.protocol-header" })
	void headersConfiguredForTomcatAreTrusted(String property) {
		set(property, "x-anything");
		local();
		assertThat(refusal(HttpAccess.AUTO)).contains("forge");
	}

	@Test
	void aForwardedHeaderFilterOfTheApplicationTrustsThem() {
		local();
		this.beans.addBean("encoding", new FilterRegistrationBean<>(new CharacterEncodingFilter()));
		assertThat(refusal(HttpAccess.AUTO)).isNull();
		this.beans.addBean("registration", new FilterRegistrationBean<>(new ForwardedHeaderFilter()));
		assertThat(refusal(HttpAccess.AUTO)).contains("forge");
	}

	@Test
	void aForwardedHeaderFilterBeanTrustsThem() {
		local();
		this.beans.addBean("filter", new ForwardedHeaderFilter());
		assertThat(refusal(HttpAccess.AUTO)).contains("forge");
	}

}
