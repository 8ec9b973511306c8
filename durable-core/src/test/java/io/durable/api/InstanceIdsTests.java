package io.durable.api;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The rule for instance IDs.
 */
class InstanceIdsTests {

	@Test
	void generatesThirtyTwoHexadecimalDigits() {
		assertThat(InstanceIds.generate()).matches("[0-9a-f]{32}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", " ", "StaticId", "äöü", "日本", "😀", "a;b", "a b", "%2f", "a@b", "' OR 1=1 --", "..",
			"e\u0301", "\u202eabc" })
	void takesAnyUnicode(String id) {
		assertThat(InstanceIds.check(id)).isSameAs(id);
	}

	@Test
	void takesHundredUnits() {
		assertThat(InstanceIds.check("x".repeat(100))).hasSize(100);
		assertThatExceptionOfType(InvalidInstanceIdException.class)
			.isThrownBy(() -> InstanceIds.check("x".repeat(101)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "@counter@a", "a/b", "a\\b", "a#b", "a?b", "a\u0000b", "a\nb", "a\u001bb", "a\u007f",
			"a\u0085", "\ud800", "a\udc00b" })
	void refusesTheRest(String id) {
		assertThatExceptionOfType(InvalidInstanceIdException.class).isThrownBy(() -> InstanceIds.check(id));
	}

}
