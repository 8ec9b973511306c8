package io.durable.store.memory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

import io.durable.history.HistoryEvent.ExecutionResumed;
import io.durable.history.HistoryEvent.ExecutionRewound;
import io.durable.history.HistoryEvent.ExecutionSuspended;
import io.durable.history.HistoryEvent.ExecutionTerminated;
import io.durable.store.InboxMessage;
import io.durable.store.InboxPage;
import io.durable.store.InboxRead;
import io.durable.store.InboxRead.Selection;
import org.jspecify.annotations.Nullable;

/**
 * The messages, with the two indexes that pass a backlog: by instance and of requests to
 * terminate, suspend or resume.
 */
final class MemoryInbox {

	private final NavigableMap<Long, InboxMessage> all = new TreeMap<>();

	private final NavigableMap<Long, InboxMessage> control = new TreeMap<>();

	private final Map<String, NavigableMap<Long, InboxMessage>> byInstance = new HashMap<>();

	void add(InboxMessage message) {
		this.all.put(message.id(), message);
		if (isControl(message)) {
			this.control.put(message.id(), message);
		}
		this.byInstance.computeIfAbsent(message.instanceId(), (id) -> new TreeMap<>()).put(message.id(), message);
	}

	void remove(long messageId) {
		InboxMessage message = this.all.remove(messageId);
		if (message == null) {
			return;
		}
		this.control.remove(messageId);
		this.byInstance.computeIfPresent(message.instanceId(), (id, messages) -> {
			messages.remove(messageId);
			return messages.isEmpty() ? null : messages;
		});
	}

	boolean containsAll(Collection<Long> messageIds) {
		return this.all.keySet().containsAll(messageIds);
	}

	/**
	 * Read a page.
	 * @param read what to read
	 * @param completed gives a message what its instance's row holds
	 * @return the page
	 */
	InboxPage read(InboxRead read, UnaryOperator<InboxMessage> completed) {
		Set<Integer> partitions = Set.copyOf(read.partitions());
		List<InboxMessage> page = new ArrayList<>();
		long bytes = 0;
		Iterator<InboxMessage> next = index(read).tailMap(read.afterId(), false)
			.values()
			.stream()
			.filter((message) -> partitions.contains(message.partition()) && isSelected(read.selection(), message))
			.map(completed)
			.iterator();
		while (next.hasNext()) {
			InboxMessage message = next.next();
			bytes += MessageSize.of(message);
			if (page.size() == read.limit() || (!page.isEmpty() && bytes > read.maxBytes())) {
				return new InboxPage(page, false);
			}
			page.add(message);
		}
		return new InboxPage(page, true);
	}

	private NavigableMap<Long, InboxMessage> index(InboxRead read) {
		@Nullable String instanceId = read.instanceId();
		if (instanceId != null) {
			return this.byInstance.getOrDefault(instanceId, new TreeMap<>());
		}
		return (read.selection() == Selection.CONTROL) ? this.control : this.all;
	}

	private static boolean isSelected(Selection selection, InboxMessage message) {
		return switch (selection) {
			case ALL -> true;
			case CONTROL -> isControl(message);
			case REWIND -> message.event() instanceof ExecutionRewound;
		};
	}

	private static boolean isControl(InboxMessage message) {
		return message.event() instanceof ExecutionTerminated || message.event() instanceof ExecutionSuspended
				|| message.event() instanceof ExecutionResumed;
	}

}
