package io.durable.spring.boot.web.access;

import java.security.Principal;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

import io.durable.spring.boot.security.CallerRoles;
import io.durable.spring.boot.security.InstanceOperation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.filter.CharacterEncodingFilter;
import org.springframework.web.filter.ForwardedHeaderFilter;

import static org.assertj.core.api.Assertions.assertThat;

class AccessGuardTests {

	private final MockHttpServletRequest request = new MockHttpServletRequest("POST", "/orchestrators/Hello");

	private final StandardEnvironment environment = new StandardEnvironment();

	private CallerRoles roles = CallerRoles.unknown();

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	private final StaticListableBeanFactory beans = new StaticListableBeanFactory();

	private @Nullable String refusal(HttpAccess access) {
		boolean forwardedHeaders = ForwardedHeaders.areTrusted(this.environment, this.beans);
		return refusal(access, forwardedHeaders, InstanceOperation.READ);
	}

	private @Nullable String refusal(HttpAccess access, boolean forwardedHeaders, InstanceOperation operation) {
		HttpApiSettings settings = new HttpApiSettings("/base", "/orchestrators", access, "https://app.example/app",
				Set.of("other.example:8443"), 1000, Duration.ZERO);
		return AccessGuard.of(settings, this.roles, forwardedHeaders).refusal(this.request, this.response, operation);
	}

	@ParameterizedTest
	@CsvSource({ "https://evil.example,false", "null,false", "'',false", "https://app.example,true",
			"https://other.example:8443,true", "https://other.example,false", "https://inner.example,true",
			"http://inner.example,true", "https://inner.example:81,false", "ftp://inner.example,false" })
	void openRefusesChangesByPagesOfOtherOrigins(String origin, boolean passes) {
		this.request.addHeader("Host", "inner.example");
		this.request.setServerName("inner.example");
		this.request.addHeader("Origin", origin);
		assertThat(refusal(HttpAccess.OPEN, true, InstanceOperation.PURGE) == null).isEqualTo(passes);
		assertThat(refusal(HttpAccess.OPEN, true, InstanceOperation.READ)).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "same-origin,true", "none,true", "same-site,false", "cross-site,false" })
	void openBelievesWhatBrowsersSayOfTheSite(String site, boolean passes) {
		this.request.addHeader("Origin", "https://unknown.example");
		this.request.addHeader("Sec-Fetch-Site", site);
		assertThat(refusal(HttpAccess.OPEN, false, InstanceOperation.START) == null).isEqualTo(passes);
	}

	@Test
	void openLetsPassWhatTheApplicationAllowsByCors() {
		this.request.addHeader("Origin", "https://friend.example");
		this.request.addHeader("Sec-Fetch-Site", "cross-site");
		assertThat(refusal(HttpAccess.OPEN, false, InstanceOperation.START)).contains("CORS");
		this.response.setHeader("Access-Control-Allow-Origin", "https://friend.example");
		assertThat(refusal(HttpAccess.OPEN, false, InstanceOperation.START)).isNull();
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
