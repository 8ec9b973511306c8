package io.durable.serialization;

import java.lang.reflect.Type;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.durable.api.DataConverter;
import io.durable.api.DataConverterException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@link DataConverter} that writes JSON with Jackson. By default the mapper is our own,
 * so that a change of the application's Jackson settings cannot break stored histories;
 * types come from code only, default typing is never on.
 */
public final class JacksonDataConverter implements DataConverter {

	private static final int MAX_DEPTH = 200;

	private final JsonMapper mapper;

	private final Map<Type, ObjectReader> readers = new ConcurrentHashMap<>();

	public JacksonDataConverter() {
		this(JsonMapper
			.builder(JsonFactory.builder()
				.streamReadConstraints(StreamReadConstraints.builder()
					.maxNestingDepth(MAX_DEPTH)
					.maxStringLength(Integer.MAX_VALUE)
					.build())
				.build())
			.disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
			.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
			.build());
	}

	/**
	 * Create a converter with a mapper of the application.
	 * @param mapper the mapper; what it can read must stay readable as long as there are
	 * instances
	 */
	public JacksonDataConverter(JsonMapper mapper) {
		this.mapper = mapper;
	}

	@Override
	public @Nullable String serialize(@Nullable Object value) {
		if (value == null) {
			return null;
		}
		try {
			return LoneSurrogates.escape(this.mapper.writeValueAsString(value));
		}
		catch (JacksonException | StackOverflowError ex) {
			throw new DataConverterException(
					"Cannot write a value of type " + value.getClass().getTypeName() + " as JSON: " + message(ex)
							+ ". Pass a record, a plain bean, a collection or a simple value, without cycles.",
					ex);
		}
	}

	@Override
	public @Nullable Object deserialize(@Nullable String data, Type type) {
		if (data == null || type == void.class || type == Void.class) {
			return null;
		}
		try {
			return reader(type).readValue(data);
		}
		catch (JacksonException ex) {
			throw new DataConverterException("Cannot read JSON as " + type.getTypeName() + ": " + message(ex), ex);
		}
	}

	private ObjectReader reader(Type type) {
		ObjectReader reader = this.readers.get(type);
		if (reader == null) {
			JavaType javaType = this.mapper.getTypeFactory().constructType(type);
			reader = this.mapper.readerFor(javaType);
			this.readers.put(type, reader);
		}
		return reader;
	}

	private static String message(Throwable ex) {
		return (ex instanceof JacksonException jackson) ? jackson.getOriginalMessage() : String.valueOf(ex);
	}

}
