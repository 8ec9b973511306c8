package io.durable.spring.boot.web.access;

import java.time.Duration;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which hosts get into the URLs of answers.
 */
class PublicUrlsTests {

	private static String base(@Nullable String publicUrl, boolean forwardedHeaders, String scheme, String host,
			int port) {
		HttpApiSettings settings = new HttpApiSettings("/base", null, HttpAccess.AUTO, publicUrl,
				Set.of("app.example", "other.example:8443"), 1, Duration.ZERO);
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/context/anything");
		request.setContextPath("/context");
		request.setScheme(scheme);
		request.setServerName(host);
		request.setServerPort(port);
		request.setLocalAddr("10.0.0.5");
		request.setLocalPort(8080);
		return new PublicUrls(settings, forwardedHeaders).linksFor(request).base();
	}

	@ParameterizedTest
	@CsvSource({ "http,localhost,8080,http://localhost:8080", "http,LOCALHOST,1234,http://LOCALHOST:1234",
			"http,127.0.0.1,8080,http://127.0.0.1:8080", "http,[::1],8080,http://[::1]:8080",
			"http,10.0.0.5,8080,http://10.0.0.5:8080", "http,app.example,8080,http://app.example:8080",
			"https,App.Example,443,https://App.Example", "https,other.example,8443,https://other.example:8443" })
	void hostsThatSomebodyVouchesForAreTaken(String scheme, String host, int port, String origin) {
		assertThat(base(null, false, scheme, host, port)).isEqualTo(origin + "/context/base");
	}

	@ParameterizedTest
	@CsvSource({ "http,evil.example,80", "http,evil.example,8080", "http,app.example,6666", "http,10.0.0.6,8080",
			"http,10.0.0.5,6666", "http,other.example,8080", "http,app.example.evil.example,8080",
			"http,localhost.evil.example,8080" })
	void otherHostsAreLeftOut(String scheme, String host, int port) {
		assertThat(base(null, false, scheme, host, port)).isEqualTo("/context/base");
	}

	@Test
	void trustedForwardedHeadersAreTaken() {
		assertThat(base(null, true, "https", "any.example", 443)).isEqualTo("https://any.example/context/base");
	}

	@Test
	void aPublicUrlTakesThePlaceOfAll() {
		assertThat(base("https://public.example/shop", true, "http", "any.example", 80))
			.isEqualTo("https://public.example/shop/base");
	}

}
