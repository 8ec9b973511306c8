package io.durable.api;

import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns properties into what a store makes of them, so that an orchestrator sees the same
 * before and after they were stored: texts, whole numbers as {@code Integer},
 * {@code Long} or {@code BigInteger}, others as {@code Double}, booleans, lists and maps.
 */
final class FailureProperties {

	private static final Logger logger = LoggerFactory.getLogger(FailureDetails.class);

	private static final int MAX_DEPTH = 16;

	private static final int MAX_CHARACTERS = FailureText.MAX_LENGTH;

	// Of brackets, commas and quotation marks, and of numbers
	private static final int VALUE_CHARACTERS = 4;

	private static final List<Class<?>> WRITTEN_AS_TEXT = List.of(CharSequence.class, Character.class,
			TemporalAccessor.class, TemporalAmount.class, Date.class, UUID.class, java.net.URI.class,
			java.net.URL.class, java.util.Locale.class, java.util.Currency.class);

	private int characters;

	private FailureProperties() {
	}

	/**
	 * Return properties as they are stored.
	 * @param properties the properties
	 * @return a copy
	 * @throws IllegalArgumentException if they cannot be stored; the message says why
	 */
	static Map<String, Object> stored(@Nullable Map<?, ?> properties) {
		return (properties == null || properties.isEmpty()) ? Map.of() : new FailureProperties().map(properties, 0);
	}

	static Map<String, Object> orNone(String errorType, @Nullable Map<?, ?> properties) {
		try {
			return stored(properties);
		}
		catch (Throwable ex) {
			warn(errorType, ex);
			return Map.of();
		}
	}

	// Without the exceptions themselves: what they say of themselves may throw again
	static void warn(String errorType, Throwable problem) {
		String reason = (problem instanceof IllegalArgumentException) ? ": " + FailureText.message(problem) : "";
		logger.warn("The properties of an exception of type {} are left out, since they cannot be read ({}{})",
				errorType, problem.getClass().getName(), reason);
	}

	static int characters(Map<String, Object> properties) {
		if (properties.isEmpty()) {
			return 0;
		}
		FailureProperties counted = new FailureProperties();
		counted.map(properties, 0);
		return counted.characters;
	}

	@SuppressWarnings("NullAway") // a value may be null
	private Map<String, Object> map(Map<?, ?> map, int depth) {
		Map<String, Object> stored = new LinkedHashMap<>();
		for (Map.Entry<?, ?> entry : map.entrySet()) {
			if (entry.getKey() == null) {
				throw new IllegalArgumentException("a key is null");
			}
			stored.put(text(name(entry.getKey())), value(entry.getValue(), depth + 1));
		}
		return stored;
	}

	private static String name(Object key) {
		return (key instanceof Enum<?> constant) ? constant.name() : key.toString();
	}

	private @Nullable Object value(@Nullable Object value, int depth) {
		if (depth > MAX_DEPTH) {
			throw new IllegalArgumentException(
					"they are nested more than %d deep, or contain themselves".formatted(MAX_DEPTH));
		}
		count(VALUE_CHARACTERS);
		if (value == null || value instanceof Boolean) {
			return value;
		}
		if (value instanceof Number number) {
			return number(number);
		}
		if (value instanceof Enum<?> constant) {
			return text(constant.name());
		}
		if (value instanceof Optional<?> optional) {
			return value(optional.orElse(null), depth + 1);
		}
		if (value instanceof Map<?, ?> map) {
			return map(map, depth);
		}
		if (value instanceof Collection<?> collection) {
			return list(collection, depth);
		}
		if (value.getClass().isArray()) {
			return array(value, depth);
		}
		if (value instanceof Record record) {
			return record(record, depth);
		}
		if (WRITTEN_AS_TEXT.stream().anyMatch((type) -> type.isInstance(value))) {
			return text(value.toString());
		}
		throw new IllegalArgumentException("there is a " + value.getClass().getName()
				+ "; use texts, numbers, booleans, and lists and maps of these");
	}

	private String text(String text) {
		count(text.length());
		return text;
	}

	private void count(int number) {
		this.characters += number;
		if (this.characters > MAX_CHARACTERS) {
			throw new IllegalArgumentException("they have more than %d characters".formatted(MAX_CHARACTERS));
		}
	}

	private Object number(Number number) {
		if (number instanceof BigDecimal decimal) {
			double nearest = decimal.doubleValue();
			boolean exact = Double.isFinite(nearest) && BigDecimal.valueOf(nearest).compareTo(decimal) == 0;
			return exact ? (Object) nearest : text(decimal.toString());
		}
		if (number instanceof Double || number instanceof Float) {
			// The digits that are written, not those of the wider type
			double read = Double.parseDouble(number.toString());
			return Double.isFinite(read) ? (Object) read : text(number.toString());
		}
		String text = number.toString();
		if (text.matches("-?\\d+")) {
			return whole(new BigInteger(text));
		}
		// A kind of number that is not of the JDK may be written otherwise
		return text.matches("-?\\d+\\.\\d+") ? number(new BigDecimal(text)) : text(text);
	}

	private Object whole(BigInteger number) {
		if (number.bitLength() < Integer.SIZE) {
			return number.intValue();
		}
		if (number.bitLength() < Long.SIZE) {
			return number.longValue();
		}
		// More digits than this are not read back
		return (number.bitLength() < 1000) ? number : text(number.toString());
	}

	private List<@Nullable Object> list(Iterable<?> values, int depth) {
		List<@Nullable Object> stored = new ArrayList<>();
		for (Object element : values) {
			stored.add(value(element, depth + 1));
		}
		return stored;
	}

	private List<@Nullable Object> array(Object array, int depth) {
		List<@Nullable Object> stored = new ArrayList<>();
		for (int i = 0; i < Array.getLength(array); i++) {
			stored.add(value(Array.get(array, i), depth + 1));
		}
		return stored;
	}

	private Map<String, Object> record(Record record, int depth) {
		Map<String, @Nullable Object> values = new LinkedHashMap<>();
		try {
			for (RecordComponent component : record.getClass().getRecordComponents()) {
				component.getAccessor().setAccessible(true);
				values.put(component.getName(), component.getAccessor().invoke(record));
			}
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			throw new IllegalArgumentException("the record " + record.getClass().getName() + " cannot be read", ex);
		}
		return map(values, depth);
	}

}
