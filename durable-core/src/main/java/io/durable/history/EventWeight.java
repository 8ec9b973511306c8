package io.durable.history;

import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;

import io.durable.api.FailureDetails;
import org.jspecify.annotations.Nullable;

/**
 * Estimates how much memory events take, from the layout that HotSpot gives to objects
 * with compressed references.
 */
final class EventWeight {

	private static final int HEADER = 12;

	private static final int REFERENCE = 4;

	// Rounded up to eight, as every object is
	private static final int INSTANT = 24;

	private static final int INTEGER = 16;

	private static final int STRING = 24;

	private static final int ARRAY = 16;

	private static final int PARENT = 32 + 32;

	private static final int FAILURE = 40;

	private static final int COLLECTION = 24;

	// A node of a hash map and its place in the table
	private static final int ENTRY = 48;

	private static final ClassValue<Integer> SHALLOW = new ClassValue<>() {

		@Override
		protected Integer computeValue(Class<?> type) {
			return shallow(type);
		}

	};

	private EventWeight() {
	}

	static long of(EventFields event) {
		long bytes = SHALLOW.get(event.getClass()) + text(event.name()) + text(event.version())
				+ text(event.instanceId()) + text(event.input()) + text(event.result()) + failure(event.failure());
		ParentTask parent = event.parent();
		if (parent != null) {
			bytes += PARENT + text(parent.name()) + text(parent.instanceId());
		}
		if (!event.tags().isEmpty()) {
			bytes += value(event.tags());
		}
		bytes += (event.scheduledStartAt() != null) ? INSTANT : 0;
		bytes += event.failedTasks().isEmpty() ? 0 : value(event.failedTasks());
		if (event instanceof HistoryEvent.Unreadable unreadable) {
			bytes += text(unreadable.problem()) + text(unreadable.stored().toString());
		}
		return bytes;
	}

	// The record itself, and the objects without which there is none of its type
	private static int shallow(Class<?> type) {
		int bytes = HEADER;
		int always = 0;
		for (RecordComponent component : type.getRecordComponents()) {
			bytes += (component.getType() == boolean.class) ? 1 : REFERENCE;
			boolean nullable = component.getName().equals("scheduledStartAt");
			always += (component.getType() == Instant.class && !nullable) ? INSTANT : 0;
		}
		return aligned(bytes) + always;
	}

	static long text(@Nullable String text) {
		if (text == null || text.isEmpty()) {
			return 0;
		}
		return STRING + aligned(ARRAY + (isLatin1(text) ? text.length() : 2L * text.length()));
	}

	private static boolean isLatin1(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (text.charAt(i) > 0xff) {
				return false;
			}
		}
		return true;
	}

	private static int aligned(int bytes) {
		return (bytes + 7) & ~7;
	}

	private static long aligned(long bytes) {
		return (bytes + 7) & ~7L;
	}

	private static long failure(@Nullable FailureDetails failure) {
		long bytes = 0;
		for (FailureDetails part = failure; part != null; part = part.getInnerFailure()) {
			bytes += FAILURE + text(part.getErrorType()) + text(part.getErrorMessage()) + text(part.getStackTrace());
			bytes += part.getProperties().isEmpty() ? 0 : value(part.getProperties());
		}
		return bytes;
	}

	private static long value(@Nullable Object value) {
		if (value instanceof String text) {
			return text(text);
		}
		long bytes = COLLECTION;
		if (value instanceof Map<?, ?> map) {
			for (Map.Entry<?, ?> entry : map.entrySet()) {
				bytes += ENTRY + value(entry.getKey()) + value(entry.getValue());
			}
			return bytes;
		}
		if (value instanceof Collection<?> collection) {
			for (Object element : collection) {
				bytes += REFERENCE + value(element);
			}
			return bytes;
		}
		return (value != null) ? INTEGER : 0;
	}

	static long payload(EventFields event) {
		long characters = length(event.input()) + length(event.result()) + length(event.instanceId());
		for (Map.Entry<String, String> tag : event.tags().entrySet()) {
			characters += length(tag.getKey()) + length(tag.getValue());
		}
		for (FailureDetails part = event.failure(); part != null; part = part.getInnerFailure()) {
			characters += length(part.getErrorType()) + length(part.getErrorMessage()) + length(part.getStackTrace())
					+ characters(part.getProperties());
		}
		if (event instanceof HistoryEvent.Unreadable unreadable) {
			characters += unreadable.stored().toString().length();
		}
		return 2 * characters;
	}

	private static long characters(@Nullable Object value) {
		long characters = 0;
		if (value instanceof Map<?, ?> map) {
			for (Map.Entry<?, ?> entry : map.entrySet()) {
				characters += characters(entry.getKey()) + characters(entry.getValue());
			}
			return characters;
		}
		if (value instanceof Collection<?> collection) {
			for (Object element : collection) {
				characters += characters(element);
			}
			return characters;
		}
		return length((value != null) ? value.toString() : null);
	}

	private static long length(@Nullable String text) {
		return (text != null) ? text.length() : 0;
	}

}
