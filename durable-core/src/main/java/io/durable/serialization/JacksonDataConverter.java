package io.durable.serialization;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.ServiceLoader.Provider;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.durable.api.DataConverter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@link DataConverter} that writes JSON with Jackson. By default the mapper is our own,
 * so that a change of the application's Jackson settings cannot break stored histories;
 * types come from code only, default typing is never on.
 */
public final class JacksonDataConverter implements DataConverter {

	private static final Logger logger = LoggerFactory.getLogger(JacksonDataConverter.class);

	private static final int MAX_DEPTH = 200;

	// Reading one takes time that grows with their square
	private static final int MAX_DIGITS = 100_000;

	private static final Set<String> LANGUAGE_MODULES = Set.of("tools.jackson.module.kotlin.KotlinModule",
			"tools.jackson.module.scala.DefaultScalaModule");

	private final JsonMapper mapper;

	private final Map<Type, ObjectReader> readers = new ConcurrentHashMap<>();

	/**
	 * Create a converter with the modules of Jackson that payloads need: for Kotlin
	 * classes that of Kotlin, if it is on the class path.
	 */
	public JacksonDataConverter() {
		this(ownMapper(List.of()));
	}

	/**
	 * Create a converter with a mapper of the application.
	 * @param mapper the mapper; what it can read must stay readable as long as there are
	 * instances
	 */
	public JacksonDataConverter(JsonMapper mapper) {
		this.mapper = mapper.rebuild().addModule(new TypeIds()).build();
	}

	/**
	 * Create a converter like the default one, with further modules of Jackson. What a
	 * module changes of types that payloads had before must still be able to read them.
	 * @param modules the modules
	 * @return the converter
	 */
	public static JacksonDataConverter withModules(JacksonModule... modules) {
		return new JacksonDataConverter(ownMapper(List.of(modules)));
	}

	private static JsonMapper ownMapper(List<JacksonModule> modules) {
		return JsonMapper
			.builder(JsonFactory.builder()
				.streamReadConstraints(StreamReadConstraints.builder()
					.maxNestingDepth(MAX_DEPTH)
					.maxStringLength(Integer.MAX_VALUE)
					.maxNumberLength(MAX_DIGITS)
					.build())
				.build())
			.disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
			.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
			.disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
			.disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
			.disable(DateTimeFeature.NORMALIZE_DESERIALIZED_ZONE_ID)
			.enable(DateTimeFeature.WRITE_DATES_WITH_ZONE_ID)
			.addModule(new ZonedTexts())
			.addModules(languageModules())
			.addModules(modules)
			.build();
	}

	// Only what classes of that language cannot be read without: others might change how
	// stored payloads are read, just by being on the class path
	private static List<JacksonModule> languageModules() {
		List<JacksonModule> found = new ArrayList<>();
		Iterator<Provider<JacksonModule>> providers = ServiceLoader
			.load(JacksonModule.class, JacksonDataConverter.class.getClassLoader())
			.stream()
			.iterator();
		boolean more = true;
		while (more) {
			try {
				more = providers.hasNext();
				Provider<JacksonModule> next = more ? providers.next() : null;
				if (next != null && LANGUAGE_MODULES.contains(next.type().getName())) {
					found.add(next.get());
				}
			}
			catch (ServiceConfigurationError ex) {
				logger.warn("A module of Jackson that is on the class path cannot be loaded", ex);
			}
		}
		return found;
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
			throw new io.durable.api.DataConverterException(
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
			ObjectReader reader = reader(type);
			try (JsonParser parser = new ExactNumbers(reader.createParser(data))) {
				return reader.readValue(parser);
			}
		}
		catch (JacksonException ex) {
			throw new io.durable.api.DataConverterException(
					"Cannot read JSON as " + type.getTypeName() + ": " + message(ex), ex);
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
