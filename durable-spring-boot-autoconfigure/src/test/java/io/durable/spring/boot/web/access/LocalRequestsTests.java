package io.durable.spring.boot.web.access;

import jakarta.servlet.http.HttpServletRequestWrapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.filter.ForwardedHeaderFilter;

import static org.assertj.core.api.Assertions.assertThat;

class LocalRequestsTests {

	private final MockHttpServletRequest request = new MockHttpServletRequest("POST", "/orchestrators/Hello");

	LocalRequestsTests() {
		host("localhost:8080");
		this.request.setServerPort(8080);
	}

	private void host(String host) {
		this.request.removeHeader("Host");
		this.request.addHeader("Host", host);
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "127.8.9.1", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1" })
	void loopbackClientsPass(String address) {
		this.request.setRemoteAddr(address);
		this.request.setLocalAddr(address);
		assertThat(LocalRequests.whyForeign(this.request)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "192.168.1.7", "10.0.0.1", "8.8.8.8", "::", "0.0.0.0", "2001:db8::1", "fe80::1",
			"::ffff:192.168.1.7", "localhost", "cafe", "", "127.0.0.1.evil.example" })
	void otherClientsDoNot(String address) {
		this.request.setRemoteAddr(address);
		assertThat(LocalRequests.whyForeign(this.request)).contains("another machine");
	}

	@Test
	void aRequestToAnotherAddressOfTheMachineDoesNot() {
		this.request.setLocalAddr("192.168.1.7");
		assertThat(LocalRequests.whyForeign(this.request)).contains("loopback");
	}

	@ParameterizedTest
	@ValueSource(strings = { "localhost", "LOCALHOST:1", "127.0.0.1", "127.0.0.1:65535", "[::1]", "[::1]:8080" })
	void localHostNamesPass(String host) {
		host(host);
		assertThat(LocalRequests.whyForeign(this.request)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "example.com", "localhost.example.com", "evil-localhost", "localhost.", "localhost:",
			"localhost:80:80", "127.0.0.2", "127.1", "[::2]", "::1", "localhost@evil.example", "localhost evil" })
	void otherHostNamesDoNot(String host) {
		host(host);
		assertThat(LocalRequests.whyForeign(this.request)).contains("Host");
	}

	@Test
	void anotherServerNameThanTheHostHeaderSaysDoesNot() {
		MockHttpServletRequest absolute = new MockHttpServletRequest() {

			@Override
			public String getServerName() {
				return "evil.example";
			}

		};
		absolute.addHeader("Host", "localhost");
		assertThat(LocalRequests.whyForeign(absolute)).contains("Host");
	}

	@Test
	void noHostOrTwoDoNot() {
		this.request.addHeader("Host", "localhost");
		assertThat(LocalRequests.whyForeign(this.request)).contains("Host");
		this.request.removeHeader("Host");
		assertThat(LocalRequests.whyForeign(this.request)).contains("Host");
	}

	@ParameterizedTest
	@CsvSource({ "Forwarded,for=127.0.0.1", "X-Forwarded-For,127.0.0.1", "x-forwarded-for,::1",
			"X-FORWARDED-HOST,localhost", "X-Forwarded-Proto,http", "X-Forwarded-Port,80", "X-Forwarded-Prefix,/a",
			"X-Forwarded-Ssl,on", "X-Forwarded-Server,localhost", "X-Real-IP,127.0.0.1", "x-real-ip,127.0.0.1",
			"Via,1.1 localhost", "VIA,1.1 localhost", "CF-Connecting-IP,8.8.8.8", "CF-Ray,1", "True-Client-IP,8.8.8.8",
			"X-Client-IP,8.8.8.8", "X-Original-Host,app.example", "X-Original-URL,/a", "X-Cluster-Client-IP,8.8.8.8",
			"Fastly-Client-IP,8.8.8.8", "Fly-Client-IP,8.8.8.8", "X-Forwarded,1", "X_Forwarded_For,8.8.8.8",
			"X-Azure-ClientIP,8.8.8.8", "X-Envoy-External-Address,8.8.8.8", "X-Amzn-Trace-Id,1", "X-Remote-IP,8.8.8.8",
			"Client-IP,8.8.8.8", "Proxy-Client-IP,8.8.8.8", "WL-Proxy-Client-IP,8.8.8.8", "X-ProxyUser-Ip,8.8.8.8",
			"CDN-Loop,cloudflare", "X-Host,app.example", "X-Scheme,https", "Front-End-Https,on", "Max-Forwards,9",
			"X-Real-Port,80", "X-Connecting-IP,8.8.8.8", "X-Source-IP,8.8.8.8", "X-Appengine-Country,de",
			"Forwarded-For,8.8.8.8", "Forwarded-Host,app.example", "X-Originally-Forwarded-For,8.8.8.8",
			"X-Originating-IP,8.8.8.8", "X-Varnish,1", "Ali-CDN-Real-IP,8.8.8.8", "X-Nf-Client-Connection-Ip,8.8.8.8",
			"X-Client-Port,80", "X-Client-Verify,SUCCESS", "SSL-Client-Cert,a", "X-HTTP-Host-Override,app.example",
			"X-Backend-Host,app.example", "X-Base-URL,/a", "X-Port,80", "Tailscale-User-Login,a", "X-Kong-Request-Id,1",
			"X-BlueCoat-Via,1", "X-FD-HealthProbe,1", "DISGUISED-HOST,app.example", "X-WAWS-Unencoded-URL,/a",
			"X-MS-CLIENT-PRINCIPAL,a", "Surrogate-Capability,a", "Akamai-Origin-Hop,1", "Remote-User,a",
			"HTTP-X-Forwarded-For,8.8.8.8" })
	void headersOfProxiesDoNot(String name, String value) {
		this.request.addHeader(name, value);
		assertThat(LocalRequests.whyForeign(this.request)).contains("proxy");
	}

	@ParameterizedTest
	@CsvSource({ "User-Agent,curl", "Accept,*/*", "X-Request-Id,1", "traceparent,00-1-1-01", "Content-Type,text/plain",
			"x-ms-continuation-token,a", "x-functions-key,a", "Authorization,Basic a", "Connection,close",
			"Accept-Encoding,gzip", "X-Requested-With,XMLHttpRequest", "X-Correlation-ID,1", "Upgrade,h2c",
			"Expect,100", "X-HTTP-Method-Override,POST", "X-Client-Version,1", "Referer,http://localhost/" })
	void headersOfProgramsPass(String name, String value) {
		this.request.addHeader(name, value);
		assertThat(LocalRequests.whyForeign(this.request)).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "HTTP/0.9,false", "HTTP/1.0,false", "http/1.0,false", "HTTP/1.1,true", "HTTP/2.0,true" })
	void theProtocolOfABareProxyDoesNot(String protocol, boolean passes) {
		this.request.setProtocol(protocol);
		assertThat(LocalRequests.whyForeign(this.request) == null).isEqualTo(passes);
	}

	@Test
	void aFilterThatHidesForwardedHeadersDoesNotHelp() throws Exception {
		this.request.addHeader("X-Forwarded-For", "127.0.0.1");
		MockFilterChain chain = new MockFilterChain();
		new ForwardedHeaderFilter().doFilter(this.request, new MockHttpServletResponse(), chain);
		HttpServletRequestWrapper filtered = (HttpServletRequestWrapper) chain.getRequest();
		assertThat(filtered).isNotNull();
		assertThat(filtered.getHeader("X-Forwarded-For")).isNull();
		assertThat(LocalRequests.whyForeign(filtered)).contains("proxy");
	}

	@Test
	void anAddressThatTomcatHasReplacedDoesNot() {
		this.request.setAttribute("org.apache.tomcat.request.forwarded", true);
		assertThat(LocalRequests.whyForeign(this.request)).contains("forwarded header");
	}

	@ParameterizedTest
	@CsvSource({ "same-origin,true", "none,true", "same-site,false", "cross-site,false", "nonsense,false" })
	void browsersTellOtherSites(String site, boolean passes) {
		this.request.addHeader("Sec-Fetch-Site", site);
		assertThat(LocalRequests.whyForeign(this.request) == null).isEqualTo(passes);
	}

	@ParameterizedTest
	@CsvSource({ "http://localhost:8080,true", "http://localhost:3000,false", "https://localhost:8080,false",
			"http://127.0.0.1:8080,false", "http://localhost,false", "https://evil.example,false", "null,false",
			"'',false", "http://localhost:8080.evil.example,false", "http://localhost:8080@evil.example,false",
			"%%%,false" })
	void browsersTellOtherOrigins(String origin, boolean passes) {
		this.request.addHeader("Origin", origin);
		assertThat(LocalRequests.whyForeign(this.request) == null).isEqualTo(passes);
	}

	@Test
	void theDefaultPortNeedNotBeNamed() {
		host("localhost");
		this.request.setServerPort(80);
		this.request.addHeader("Origin", "http://localhost");
		assertThat(LocalRequests.whyForeign(this.request)).isNull();
	}

}
