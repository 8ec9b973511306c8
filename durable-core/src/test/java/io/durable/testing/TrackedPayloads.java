package io.durable.testing;

import java.lang.ref.WeakReference;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Knows which long texts somebody still holds: each is handed out as an object of its
 * own, which only the receiver refers to. The characters are shared, so that this takes
 * no memory. Thread-safe.
 */
final class TrackedPayloads {

	private static final int LONG = 1000;

	private final List<WeakReference<String>> handedOut = new ArrayList<>();

	/**
	 * Return a copy whose long texts are known from now on.
	 * @param value a record, a list or a text; anything else is returned as it is
	 * @return the copy
	 */
	@Nullable Object handOut(@Nullable Object value) {
		return new Copy(true).of(value);
	}

	/**
	 * Know the long texts of a value from now on, and return a copy of it for somebody
	 * whose references do not count.
	 * @param value a record, a list or a text; anything else is returned as it is
	 * @return the copy
	 */
	@Nullable Object takeIn(@Nullable Object value) {
		return new Copy(false).of(value);
	}

	private synchronized void track(String text) {
		this.handedOut.add(new WeakReference<>(text));
	}

	/**
	 * Return how much of what was handed out is still held, two bytes a character.
	 * @return the number of bytes
	 */
	long heldBytes() {
		System.gc();
		synchronized (this) {
			this.handedOut.removeIf((text) -> text.refersTo(null));
			// A text of a message that is in a checkpoint too is one text
			Set<String> held = Collections.newSetFromMap(new IdentityHashMap<>());
			for (WeakReference<String> reference : this.handedOut) {
				String text = reference.get();
				if (text != null) {
					held.add(text);
				}
			}
			return held.stream().mapToLong((text) -> 2L * text.length()).sum();
		}
	}

	/**
	 * One copy, in which a text that occurs twice is still one object.
	 */
	private final class Copy {

		private final boolean trackCopies;

		private final Map<String, String> copies = new IdentityHashMap<>();

		private Copy(boolean trackCopies) {
			this.trackCopies = trackCopies;
		}

		private @Nullable Object of(@Nullable Object value) {
			if (value instanceof String text && text.length() >= LONG) {
				return this.copies.computeIfAbsent(text, this::copyOf);
			}
			if (value instanceof List<?> list) {
				List<@Nullable Object> copied = new ArrayList<>();
				list.forEach((element) -> copied.add(of(element)));
				return copied;
			}
			return (value instanceof Record) ? of((Record) value) : value;
		}

		// Another object with the same characters
		@SuppressWarnings("StringOperationCanBeSimplified")
		private String copyOf(String text) {
			String copied = new String(text);
			track(this.trackCopies ? copied : text);
			return copied;
		}

		private Record of(Record value) {
			try {
				RecordComponent[] components = value.getClass().getRecordComponents();
				Class<?>[] types = new Class<?>[components.length];
				Object[] values = new Object[components.length];
				for (int i = 0; i < components.length; i++) {
					types[i] = components[i].getType();
					values[i] = of(components[i].getAccessor().invoke(value));
				}
				Constructor<? extends Record> constructor = value.getClass().getDeclaredConstructor(types);
				return constructor.newInstance(values);
			}
			catch (ReflectiveOperationException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
