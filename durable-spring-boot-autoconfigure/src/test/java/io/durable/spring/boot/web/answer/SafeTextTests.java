package io.durable.spring.boot.web.answer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class SafeTextTests {

	@ParameterizedTest
	@ValueSource(strings = { "a\nb", "\u0000", "\u001b[31m", "\u007f", "\u0085", "\u202eabc", "\u200f", "\u2066",
			"\u061c", "\ud800", "\udc00x" })
	void harmIsFound(String text) {
		assertThat(SafeText.isUnsafe(text)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "", "order-1", "M\u00fcnchen", "\u0645\u0631\u062d\u0628\u0627", "\ud83d\ude00", "a'b\"%_" })
	void ordinaryTextIsSafe(String text) {
		assertThat(SafeText.isUnsafe(text)).isFalse();
	}

	@Test
	void quotedTextStaysOnItsLine() {
		assertThat(SafeText.quote("a\"\\\r\n\u001b[2J\u202e\u2028\u00fc"))
			.isEqualTo("\"a\\\"\\\\\\u000d\\u000a\\u001b[2J\\u202e\\u2028\u00fc\"");
	}

}
