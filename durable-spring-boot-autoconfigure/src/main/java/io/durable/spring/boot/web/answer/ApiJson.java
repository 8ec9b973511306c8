package io.durable.spring.boot.web.answer;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.RawValue;

/**
 * JSON of the HTTP API, with a mapper of its own: fields keep their order and nulls are
 * written, whatever the application has configured.
 */
public final class ApiJson {

	/**
	 * As deep as the engine itself reads.
	 */
	private static final int MAX_DEPTH = 200;

	private static final JsonMapper MAPPER = JsonMapper.builder()
		.disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
		.build();

	private static final JsonFactory STRICT = JsonFactory.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
		.build();

	private static final JsonFactory LENIENT = JsonFactory.builder()
		.streamReadConstraints(StreamReadConstraints.builder()
			.maxNestingDepth(Integer.MAX_VALUE)
			.maxNumberLength(Integer.MAX_VALUE)
			.maxStringLength(Integer.MAX_VALUE)
			.maxNameLength(Integer.MAX_VALUE)
			.build())
		.build();

	private ApiJson() {
	}

	public static byte[] write(Object document) {
		return MAPPER.writeValueAsBytes(document);
	}

	/**
	 * Check text that a client sent.
	 * @param text the text
	 * @throws JacksonException if it is not one JSON value, or beyond what the engine
	 * reads
	 */
	public static void check(String text) {
		scan(STRICT, text);
	}

	/**
	 * Make stored text part of a document.
	 * @param stored the text, or {@code null}
	 * @return something that is written as the stored JSON, without loss, or as a string
	 * if it is not JSON
	 */
	public static @Nullable Object embed(@Nullable String stored) {
		if (stored == null) {
			return null;
		}
		if (stored.isBlank()) {
			return "";
		}
		try {
			scan(LENIENT, stored);
			return new RawValue(stored);
		}
		catch (JacksonException ex) {
			return stored;
		}
	}

	/**
	 * Take the value of the only member of an object.
	 * @param text the JSON, which has been checked
	 * @param name the name of the member
	 * @return the JSON of the value as it stands in the text, or {@code null} if the text
	 * is no object, or one with other members
	 */
	public static @Nullable String onlyMember(String text, String name) {
		try (JsonParser parser = LENIENT.createParser(ObjectReadContext.empty(), text)) {
			if (parser.nextToken() != JsonToken.START_OBJECT || !name.equals(parser.nextName())) {
				return null;
			}
			parser.nextToken();
			int from = (int) parser.currentTokenLocation().getCharOffset();
			parser.skipChildren();
			// A string is read only when somebody asks for it
			parser.finishToken();
			int to = (int) parser.currentLocation().getCharOffset();
			return (parser.nextToken() == JsonToken.END_OBJECT) ? text.substring(from, to).strip() : null;
		}
	}

	private static void scan(JsonFactory factory, String text) {
		try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), text)) {
			if (parser.nextToken() == null) {
				throw new StreamReadException(parser, "There is no JSON value");
			}
			parser.skipChildren();
			if (parser.nextToken() != null) {
				throw new StreamReadException(parser, "There is more than one JSON value");
			}
		}
	}

}
