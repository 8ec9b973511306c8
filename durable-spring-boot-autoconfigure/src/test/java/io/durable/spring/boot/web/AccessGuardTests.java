package io.durable.spring.boot.web;

import java.security.Principal;
import java.util.Map;

import io.durable.spring.boot.security.CallerRoles;
import io.durable.spring.boot.security.InstanceOperation;
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

	private CallerRoles roles = CallerRoles.unknown();

	private final StaticListableBeanFactory beans = new StaticListableBeanFactory();

	private @Nullable String refusal(HttpAccess access) {
		boolean forwardedHeaders = ForwardedHeaders.areTrusted(this.environment, this.beans);
		return AccessGuard.of(access, this.roles, forwardedHeaders).refusal(this.request, InstanceOperation.READ);
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
	void whatAFilterChainCoversNeedsTheRole() {
		this.roles = new Covered(null);
		this.request.setRemoteAddr("192.168.1.7");
		set("server.forward-headers-strategy", "framework");
		assertThat(refusal(HttpAccess.AUTO)).isNull();
		this.roles = new Covered("This needs the role X");
		assertThat(refusal(HttpAccess.AUTO)).isEqualTo("This needs the role X");
		assertThat(refusal(HttpAccess.OPEN)).isNull();
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

	private record Covered(@Nullable String refusal) implements CallerRoles {

		@Override
		public boolean isCovered() {
			return true;
		}

		@Override
		public @Nullable Principal caller() {
			return null;
		}

		@Override
		public @Nullable String refusal(InstanceOperation operation) {
			return this.refusal;
		}

	}

}
