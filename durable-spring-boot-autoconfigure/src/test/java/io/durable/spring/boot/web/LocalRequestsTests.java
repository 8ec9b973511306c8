package io.durable.spring.boot.web;

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
			"Via,1.1 localhost", "VIA,1.1 localhost" })
	void headersOfProxiesDoNot(String name, String value) {
		this.request.addHeader(name, value);
		assertThat(LocalRequests.whyForeign(this.request)).contains("proxy");
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
