package io.durable.testing;

import java.lang.reflect.RecordComponent;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What the texts in a record weigh, two bytes a character.
 */
public final class Weights {

	private Weights() {
	}

	/**
	 * Weigh a value.
	 * @param value a record, a list or a text; anything else weighs nothing
	 * @return the number of bytes
	 */
	public static long of(@Nullable Object value) {
		if (value instanceof String text) {
			return 2L * text.length();
		}
		if (value instanceof List<?> list) {
			return list.stream().mapToLong(Weights::of).sum();
		}
		if (!(value instanceof Record)) {
			return 0;
		}
		long bytes = 0;
		for (RecordComponent component : value.getClass().getRecordComponents()) {
			try {
				bytes += of(component.getAccessor().invoke(value));
			}
			catch (ReflectiveOperationException ex) {
				throw new IllegalStateException(ex);
			}
		}
		return bytes;
	}

}
