package io.durable.serialization;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.durable.api.DataConverter;
import io.durable.api.DataConverterException;
import io.durable.api.TypeReference;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The stored form of payloads.
 */
class JacksonDataConverterTests {

	private final JacksonDataConverter converter = new JacksonDataConverter();

	@Test
	void aLongNumberThatIsWrittenIsRead() {
		BigInteger number = BigInteger.TEN.pow(99_000);
		assertThat(this.converter.deserialize(this.converter.serialize(number), BigInteger.class)).isEqualTo(number);
		BigDecimal decimal = new BigDecimal(number, 1_500);
		assertThat(this.converter.deserialize(this.converter.serialize(decimal), BigDecimal.class))
			.isEqualByComparingTo(decimal);
	}

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

	private <T> T roundTrip(Object value, TypeReference<T> type) {
		return read(this.converter.serialize(value), type);
	}

	@SuppressWarnings("unchecked")
	private <T> T read(String json, TypeReference<T> type) {
		return (T) this.converter.deserialize(json, type.getType());
	}

	@Test
	void typeIdsAreWrittenInListsMapsAndGenericTypes() {
		Shape circle = new Circle(2);
		Shape square = new Square(3, new Circle(1));
		assertThat(roundTrip(List.of(circle, square), new TypeReference<List<Shape>>() {
		})).containsExactly(circle, square);
		assertThat(roundTrip(Map.of("a", circle, "b", square), new TypeReference<Map<String, Shape>>() {
		})).isEqualTo(Map.of("a", circle, "b", square));
		Page<Shape> page = new Page<>(List.of(circle, square), Optional.of(square));
		assertThat(roundTrip(page, new TypeReference<Page<Shape>>() {
		})).isEqualTo(page);
		assertThat(roundTrip(new Shape[] { circle }, new TypeReference<Shape[]>() {
		})).containsExactly(circle);
		assertThat(roundTrip(List.of(List.of(Color.RED, circle)), new TypeReference<List<List<Shape>>>() {
		})).containsExactly(List.of(Color.RED, circle));
		assertThat(roundTrip(square, new TypeReference<Shape>() {
		})).isEqualTo(square);
		assertThat(roundTrip(square, new TypeReference<Square>() {
		})).isEqualTo(square);
	}

	@Test
	void aTypeIdIsWrittenOnce() {
		assertThat(this.converter.serialize(new Square(3, new Circle(1))))
			.isEqualTo("{\"kind\":\"square\",\"side\":3,\"inner\":{\"kind\":\"circle\",\"radius\":1}}");
		assertThat(this.converter.serialize(List.of(new Circle(1)))).isEqualTo("[{\"kind\":\"circle\",\"radius\":1}]");
	}

	@Test
	void anApplicationsMapperWritesTypeIdsToo() {
		DataConverter own = new JacksonDataConverter(JsonMapper.builder().build());
		assertThat(own.serialize(List.of(new Circle(1)))).isEqualTo("[{\"kind\":\"circle\",\"radius\":1}]");
	}

	@Test
	void timesKeepTheirOffsetAndZone() {
		OffsetDateTime offset = OffsetDateTime.parse("2030-01-01T12:00:00.123456789+05:30");
		ZonedDateTime zoned = ZonedDateTime.of(2030, 7, 1, 12, 0, 0, 0, ZoneId.of("Europe/Paris"));
		assertThat(this.converter.deserialize(this.converter.serialize(offset), OffsetDateTime.class))
			.isEqualTo(offset);
		assertThat(this.converter.deserialize(this.converter.serialize(zoned), ZonedDateTime.class)).isEqualTo(zoned);
		ZonedDateTime twice = ZonedDateTime.of(2030, 10, 27, 2, 30, 0, 0, ZoneId.of("Europe/Paris"));
		for (ZonedDateTime time : List.of(twice.withEarlierOffsetAtOverlap(), twice.withLaterOffsetAtOverlap(),
				zoned.withZoneSameInstant(ZoneId.of("UTC")), zoned.withZoneSameInstant(ZoneOffset.UTC))) {
			assertThat(this.converter.deserialize(this.converter.serialize(time), ZonedDateTime.class)).isEqualTo(time);
		}
		Map<ZonedDateTime, OffsetDateTime> map = Map.of(zoned, offset);
		assertThat(roundTrip(map, new TypeReference<Map<ZonedDateTime, OffsetDateTime>>() {
		})).isEqualTo(map);
	}

	@Test
	void aTimeWithAZoneIsReadAsAnInstantOrWithAnOffset() {
		ZonedDateTime zoned = ZonedDateTime.of(2030, 7, 1, 12, 0, 0, 0, ZoneId.of("Europe/Paris"));
		String json = this.converter.serialize(zoned);
		assertThat(this.converter.deserialize(json, Instant.class)).isEqualTo(zoned.toInstant());
		assertThat(this.converter.deserialize(json, OffsetDateTime.class)).isEqualTo(zoned.toOffsetDateTime());
	}

	@Test
	void timesThatWereStoredBeforeAreRead() {
		assertThat(this.converter.deserialize("\"2030-07-01T12:00:00+02:00\"", ZonedDateTime.class))
			.isEqualTo(ZonedDateTime.parse("2030-07-01T12:00:00+02:00"));
		assertThat(this.converter.deserialize("\"2030-07-01T10:00:00Z\"", OffsetDateTime.class))
			.isEqualTo(OffsetDateTime.parse("2030-07-01T10:00:00Z"));
	}

	@Test
	void decimalsKeepTheirDigitsWithoutADeclaredType() {
		for (String number : List.of("12345678901234567.89", "1e400", "-1E+400", "0.1234567890123456789", "1e-400")) {
			String json = "{\"n\":" + number + "}";
			Map<String, Object> map = read(json, new TypeReference<Map<String, Object>>() {
			});
			assertThat((BigDecimal) map.get("n")).isEqualByComparingTo(new BigDecimal(number));
			assertThat(roundTrip(map, new TypeReference<Map<String, Object>>() {
			})).isEqualTo(map);
			assertThat((BigDecimal) this.converter.deserialize(number, Object.class))
				.isEqualByComparingTo(new BigDecimal(number));
			assertThat((BigDecimal) this.converter.deserialize(number, Number.class))
				.isEqualByComparingTo(new BigDecimal(number));
			Page<Object> page = read("{\"items\":[" + number + "]}", new TypeReference<Page<Object>>() {
			});
			assertThat((BigDecimal) page.items().get(0)).isEqualByComparingTo(new BigDecimal(number));
			assertThat(((JsonNode) this.converter.deserialize(number, JsonNode.class)).decimalValue())
				.isEqualByComparingTo(new BigDecimal(number));
		}
	}

	@Test
	void whatADoubleHoldsIsADouble() {
		for (double number : new double[] { 0.1, 0.1 + 0.2, -1.5, 1e22, 1.7976931348623157E308, 4.9E-324, 0.0 }) {
			assertThat(this.converter.deserialize(this.converter.serialize(number), Object.class)).isEqualTo(number);
		}
		assertThat(this.converter.deserialize("1e2", Object.class)).isEqualTo(100.0);
		assertThat(this.converter.deserialize("1", Object.class)).isEqualTo(1);
	}

	@Test
	void aNumberThatIsTooGreatForItsTypeIsRefused() {
		for (Class<?> type : List.of(double.class, Double.class, float.class, Float.class)) {
			assertThatExceptionOfType(DataConverterException.class)
				.isThrownBy(() -> this.converter.deserialize("1e400", type))
				.withMessageContaining("too great");
		}
		assertThat(this.converter.deserialize(this.converter.serialize(Double.POSITIVE_INFINITY), double.class))
			.isEqualTo(Double.POSITIVE_INFINITY);
		assertThat(this.converter.deserialize("1e400", BigDecimal.class)).isEqualTo(new BigDecimal("1e400"));
	}

	@Test
	void nullForAPrimitiveIsZero() {
		assertThat(this.converter.deserialize("{\"second\":null,\"first\":\"x\"}", Pair.class))
			.isEqualTo(new Pair(0, "x"));
		assertThat((int[]) this.converter.deserialize("[1,null]", int[].class)).containsExactly(1, 0);
	}

	@Test
	void modulesOfTheApplicationAreAdded() {
		SimpleModule module = new SimpleModule("Temperatures");
		module.addSerializer(Temperature.class, new StdSerializer<Temperature>(Temperature.class) {

			@Override
			public void serialize(Temperature value, JsonGenerator generator, SerializationContext context) {
				generator.writeString(value.degrees + " C");
			}

		});
		module.addDeserializer(Temperature.class, new StdDeserializer<Temperature>(Temperature.class) {

			@Override
			public Temperature deserialize(JsonParser parser, DeserializationContext context) {
				return new Temperature(Integer.parseInt(parser.getString().replace(" C", "")));
			}

		});
		DataConverter own = JacksonDataConverter.withModules(module);
		assertThat(own.serialize(List.of(new Temperature(20)))).isEqualTo("[\"20 C\"]");
		assertThat(((Temperature) own.deserialize("\"20 C\"", Temperature.class)).degrees).isEqualTo(20);
		assertThat(own.deserialize("{\"second\":1,\"first\":\"x\",\"third\":3}", Pair.class))
			.isEqualTo(new Pair(1, "x"));
	}

	/**
	 * A type that only a module knows.
	 */
	static final class Temperature {

		private final int degrees;

		Temperature(int degrees) {
			this.degrees = degrees;
		}

	}

	/**
	 * Has several kinds.
	 */
	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
	@JsonSubTypes({ @JsonSubTypes.Type(value = Circle.class, name = "circle"),
			@JsonSubTypes.Type(value = Square.class, name = "square"),
			@JsonSubTypes.Type(value = Color.class, name = "color") })
	interface Shape {

	}

	/**
	 * A kind of shape.
	 *
	 * @param radius the radius
	 */
	record Circle(int radius) implements Shape {

	}

	/**
	 * A kind of shape.
	 *
	 * @param side the length of a side
	 * @param inner what is inside
	 */
	record Square(int side, Shape inner) implements Shape {

	}

	/**
	 * A kind of shape that has no shape.
	 */
	enum Color implements Shape {

		RED

	}

	/**
	 * A part of a list.
	 *
	 * @param <T> the type of the items
	 * @param items the items
	 * @param best one of them
	 */
	record Page<T>(List<T> items, Optional<T> best) {

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
