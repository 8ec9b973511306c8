package io.durable.store.memory;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.ExecutionStarted;
import io.durable.store.DueTimer;
import io.durable.store.InboxMessage;
import io.durable.store.NewInstance;
import io.durable.store.NewMessage;
import io.durable.store.StoredInstance;
import io.durable.store.TaskHubStore.MessageListener;
import org.jspecify.annotations.Nullable;

/**
 * The data, under one lock. What is announced to the listener is announced after the lock
 * is released, as a database would after its commit.
 */
final class MemoryTables {

	final @Nullable String[] owners;

	final long[] epochs;

	final Map<String, Long> beats = new HashMap<>();

	final Map<String, Row> instances = new HashMap<>();

	final Map<UUID, List<HistoryEvent>> histories = new HashMap<>();

	final MemoryInbox inbox = new MemoryInbox();

	final MemoryTimers timers = new MemoryTimers();

	private final Map<Integer, NavigableSet<String>> open = new HashMap<>();

	// The event IDs that clients have given, for each incarnation
	private final Map<UUID, Set<String>> eventIds = new HashMap<>();

	private final InstantSource clock;

	private final List<InboxMessage> toAnnounce = new ArrayList<>();

	private MessageListener listener = (added) -> {
	};

	private long lastMessageId;

	MemoryTables(int partitions, InstantSource clock) {
		this.owners = new String[partitions];
		this.epochs = new long[partitions];
		this.clock = clock;
	}

	synchronized void setMessageListener(MessageListener newListener) {
		this.listener = newListener;
	}

	<T extends @Nullable Object> T transaction(Supplier<T> work) {
		T result;
		List<InboxMessage> added;
		MessageListener toCall;
		synchronized (this) {
			result = work.get();
			added = List.copyOf(this.toAnnounce);
			toCall = this.listener;
			this.toAnnounce.clear();
		}
		if (!added.isEmpty()) {
			toCall.onMessages(added);
		}
		return result;
	}

	Instant now() {
		return this.clock.instant().truncatedTo(ChronoUnit.MILLIS);
	}

	boolean owns(int partition, long epoch) {
		return this.owners[partition] != null && this.epochs[partition] == epoch;
	}

	void insert(NewInstance instance, Function<NewInstance, StoredInstance> row) {
		this.instances.put(instance.instanceId(), new Row(row.apply(instance), null, null));
		Instant startAt = instance.started().scheduledStartAt();
		if (startAt != null && startAt.isAfter(now())) {
			this.timers
				.put(new DueTimer(instance.partition(), instance.instanceId(), instance.executionId(), -1, startAt));
		}
		else {
			insert(new NewMessage(instance.partition(), instance.instanceId(), null, instance.started()),
					instance.incarnationId());
		}
		instance.events()
			.forEach((event) -> insert(new NewMessage(instance.partition(), instance.instanceId(), null, event),
					instance.incarnationId()));
	}

	void insert(NewMessage message, @Nullable UUID incarnationId) {
		long id = ++this.lastMessageId;
		Row row = this.instances.get(message.instanceId());
		boolean starts = message.event() instanceof ExecutionStarted;
		StoredInstance start = (starts && row != null) ? row.instance() : null;
		UUID executionId = (start != null) ? start.executionId() : message.executionId();
		InboxMessage inserted = new InboxMessage(message.partition(), id, message.instanceId(), incarnationId,
				executionId, message.event(), start);
		this.inbox.add(inserted);
		this.toAnnounce.add(inserted);
	}

	boolean isKnown(UUID incarnationId, String eventId) {
		return this.eventIds.getOrDefault(incarnationId, Set.of()).contains(eventId);
	}

	void know(UUID incarnationId, String eventId) {
		this.eventIds.computeIfAbsent(incarnationId, (id) -> new HashSet<>()).add(eventId);
	}

	/**
	 * Forget what belongs to an instance, whose row goes or is replaced.
	 * @param instance the instance
	 */
	void forget(StoredInstance instance) {
		this.histories.remove(instance.executionId());
		this.eventIds.remove(instance.incarnationId());
	}

	List<HistoryEvent> history(UUID executionId) {
		return List.copyOf(this.histories.getOrDefault(executionId, List.of()));
	}

	NavigableSet<String> openInstances(int partition) {
		return this.open.computeIfAbsent(partition, (number) -> new TreeSet<>());
	}

	/**
	 * The row of an instance.
	 *
	 * @param instance the content
	 * @param outputSequence where in the history its end is, or {@code null}
	 * @param completedAt when it ended, or {@code null}
	 */
	record Row(StoredInstance instance, @Nullable Integer outputSequence, @Nullable Instant completedAt) {

	}

}
