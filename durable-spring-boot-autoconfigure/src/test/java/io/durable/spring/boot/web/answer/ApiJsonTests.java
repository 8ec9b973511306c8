package io.durable.spring.boot.web.answer;

import java.nio.charset.StandardCharsets;
import java.util.Collections;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ApiJsonTests {

	private static String embedded(@Nullable String stored) {
		return new String(ApiJson.write(Collections.singletonMap("v", ApiJson.embed(stored))), StandardCharsets.UTF_8);
	}

	@Test
	void storedJsonIsEmbeddedWithoutLoss() {
		for (String json : new String[] { "1.10", "1e400", "-0.0", "{\"b\":1,\"a\":[]}", "\"a\"", "null",
				"{\"a\":1,\"a\":2}", "[".repeat(1500) + "]".repeat(1500), "9".repeat(2000) }) {
			assertThat(embedded(json)).isEqualTo("{\"v\":" + json + "}");
		}
	}

	@Test
	void otherTextIsEmbeddedAsAString() {
		assertThat(embedded(null)).isEqualTo("{\"v\":null}");
		assertThat(embedded(" \t")).isEqualTo("{\"v\":\"\"}");
		for (String text : new String[] { "out of paper", "1 2", "{", "\u0000" }) {
			assertThat(embedded(text)).startsWith("{\"v\":\"").endsWith("\"}");
		}
	}

}
