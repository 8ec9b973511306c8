package io.durable.spring.boot.autoconfigure;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

class DurableHttpPropertiesTests {

	private static DurableHttpProperties bind(String name, String value) {
		return new Binder(new MapConfigurationPropertySource(Map.of("durable.http." + name, value)))
			.bindOrCreate("durable.http", DurableHttpProperties.class);
	}

	@ParameterizedTest
	@CsvSource({ "https://app.example,https://app.example", "http://app.example:8080/a/b/,http://app.example:8080/a/b",
			"'',", "https://[::1]/,https://[::1]" })
	void publicUrlsAreNormalized(String url, String expected) {
		assertThat(bind("public-url", url).settings().publicUrl()).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "app.example", "ftp://app.example", "https://user@app.example", "https://app.example?x",
			"https://app.example/#x", "https://", "https://a b" })
	void otherPublicUrlsAreRefused(String url) {
		assertThatException().isThrownBy(() -> bind("public-url", url))
			.havingRootCause()
			.withMessageContaining("durable.http.public-url must be a URL such as");
	}

	@Test
	void allowedHostsDoNotDependOnCase() {
		assertThat(bind("allowed-hosts", "App.Example, other:8443 ").settings().allowedHosts())
			.containsExactlyInAnyOrder("app.example", "other:8443");
		assertThat(bind("enabled", "true").settings().allowedHosts()).isEmpty();
	}

	@Test
	void bodiesHaveRoomForALargestPayloadByDefault() {
		assertThat(bind("enabled", "true").settings().maxBody()).isGreaterThan(2 * 1024 * 1024);
		assertThatException().isThrownBy(() -> bind("max-body", "0"))
			.havingRootCause()
			.withMessageContaining("durable.http.max-body must be positive");
	}

}
