package io.durable.serialization;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.durable.api.DataConverterException;
import io.durable.api.TypeReference;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The stored form of payloads.
 */
class JacksonDataConverterTests {

	private final JacksonDataConverter converter = new JacksonDataConverter();

	@Test
	void keepsTheOrderOfRecordComponents() {
		assertThat(this.converter.serialize(new Pair(1, "x"))).isEqualTo("{\"second\":1,\"first\":\"x\"}");
	}

	@Test
	void readsGenericTypes() {
		Object value = this.converter.deserialize("{\"a\":[{\"second\":1,\"first\":\"x\"}]}",
				new TypeReference<Map<String, List<Pair>>>() {
				}.getType());
		assertThat(value).isEqualTo(Map.of("a", List.of(new Pair(1, "x"))));
	}

	@Test
	void nullHasNoText() {
		assertThat(this.converter.serialize(null)).isNull();
		assertThat(this.converter.deserialize(null, String.class)).isNull();
	}

	@Test
	void nulAndLoneSurrogatesAreEscaped() {
		String text = "a\u0000b\ud800c\udc00d😀";
		String json = this.converter.serialize(text);
		assertThat(json).isEqualTo("\"a\\u0000b\\ud800c\\udc00d😀\"");
		assertThat(this.converter.deserialize(json, String.class)).isEqualTo(text);
	}

	@Test
	void unknownPropertiesDoNotBreakOldCode() {
		assertThat(this.converter.deserialize("{\"second\":1,\"first\":\"x\",\"third\":3}", Pair.class))
			.isEqualTo(new Pair(1, "x"));
	}

	@Test
	void saysWhatCannotBeWrittenOrRead() {
		List<Object> cycle = new ArrayList<>();
		cycle.add(cycle);
		assertThatExceptionOfType(DataConverterException.class).isThrownBy(() -> this.converter.serialize(cycle))
			.withMessageContaining("ArrayList");
		assertThatExceptionOfType(DataConverterException.class)
			.isThrownBy(() -> this.converter.deserialize("\"x\"", Integer.class))
			.withMessageContaining("java.lang.Integer");
		assertThatExceptionOfType(DataConverterException.class)
			.isThrownBy(() -> this.converter.deserialize("[".repeat(1000) + "]".repeat(1000), Object.class));
	}

	/**
	 * A pair.
	 *
	 * @param second a number
	 * @param first a text
	 */
	record Pair(int second, String first) {

	}

}
