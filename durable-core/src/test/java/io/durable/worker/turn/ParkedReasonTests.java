package io.durable.worker.turn;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ParkedReasonTests {

	private static int bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8).length;
	}

	@Test
	void shortTextStaysAsItIs() {
		String text = "It was\n\tparked: ä € 😀";
		assertThat(ParkedReason.of(text)).isEqualTo(text);
		assertThat(ParkedReason.of("")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "ä", "€", "😀", "x€", "\u0000" })
	void longTextIsCutToOneKilobyteBetweenCharacters(String character) {
		String reason = ParkedReason.of(character.repeat(3_000));
		assertThat(bytes(reason)).isBetween(1_010, 1_024);
		assertThat(reason).endsWith("…");
		assertThat(new String(reason.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)).isEqualTo(reason);
	}

	@Test
	void whatDatabasesRefuseIsReplaced() {
		assertThat(ParkedReason.of("a\u0000b\u0007c\ud800d\udc00")).isEqualTo("a?b?c?d?");
	}

	@Test
	void anyTextBecomesStorable() {
		long seed = new SplittableRandom().nextLong();
		SplittableRandom random = new SplittableRandom(seed);
		for (int i = 0; i < 200; i++) {
			StringBuilder text = new StringBuilder();
			for (int length = random.nextInt(1_500); length > 0; length--) {
				text.append((char) random.nextInt(1 << random.nextInt(1, 17)));
			}
			String reason = ParkedReason.of(text.toString());
			assertThat(bytes(reason)).as("seed %d", seed).isLessThanOrEqualTo(1_024);
			assertThat(reason.chars().filter((c) -> c < ' ' && c != '\n' && c != '\t')).as("seed %d", seed).isEmpty();
			assertThat(new String(reason.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)).as("seed %d", seed)
				.isEqualTo(reason);
		}
	}

}
