package io.durable.soak;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.client.DurableTaskClient;
import io.durable.client.OrchestrationMetadata;
import io.durable.client.OrchestrationStatusQuery;
import io.durable.client.OrchestrationStatusQueryResult;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.Completion;
import io.durable.history.HistoryEvent.EventSent;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceCreated;
import io.durable.store.DueTimer;
import io.durable.store.InboxRead;
import io.durable.store.TaskHubStore;

/**
 * What is left in a task hub that has come to rest.
 */
final class Remains {

	private static final Instant FAR = Instant.parse("2100-01-01T00:00:00Z");

	private static final int MANY = 100_000;

	private final TaskHubStore store;

	private final DurableTaskClient client;

	Remains(TaskHubStore store, DurableTaskClient client) {
		this.store = store;
		this.client = client;
	}

	/**
	 * Find the instances that have not ended.
	 * @return what is known of them
	 */
	List<OrchestrationMetadata> open() {
		Set<OrchestrationRuntimeStatus> statuses = EnumSet.allOf(OrchestrationRuntimeStatus.class);
		statuses.removeIf(OrchestrationRuntimeStatus::isTerminal);
		OrchestrationStatusQuery query = new OrchestrationStatusQuery().setRuntimeStatusList(statuses);
		List<OrchestrationMetadata> open = new ArrayList<>();
		String token = null;
		do {
			OrchestrationStatusQueryResult page = this.client.queryInstances(query.setContinuationToken(token));
			open.addAll(page.getOrchestrationState());
			token = page.getContinuationToken();
		}
		while (token != null);
		return open;
	}

	/**
	 * Find the instances that wait for nothing.
	 * @return why each of them should go on, by instance ID
	 */
	Map<String, String> stuck() {
		Map<String, String> stuck = new LinkedHashMap<>();
		for (OrchestrationMetadata metadata : open()) {
			String problem = problem(metadata);
			if (problem != null) {
				stuck.put(metadata.getInstanceId(), problem);
			}
		}
		return stuck;
	}

	// Called when all timers have fired, so that only events and children are waited for
	private String problem(OrchestrationMetadata metadata) {
		if (metadata.getParkedReason() != null) {
			return null;
		}
		if (metadata.getRuntimeStatus() != OrchestrationRuntimeStatus.RUNNING) {
			return "It is " + metadata.getRuntimeStatus();
		}
		List<HistoryEvent> history = this.client.getOrchestrationHistory(metadata.getInstanceId(), false, false);
		Map<Integer, HistoryEvent> waitsFor = new LinkedHashMap<>();
		for (HistoryEvent event : history) {
			if (event instanceof Completion) {
				waitsFor.remove(event.taskId());
			}
			else if (event instanceof HistoryEvent.Action && !(event instanceof EventSent)
					&& !(event instanceof SubOrchestrationInstanceCreated created && created.detached())) {
				waitsFor.put(event.taskId(), event);
			}
		}
		boolean waitsForEvent = ("\"" + SoakPrograms.WAITS + "\"").equals(metadata.getSerializedCustomStatus());
		boolean children = waitsFor.values().stream().anyMatch(this::isOpenChild);
		if (waitsForEvent || children) {
			return null;
		}
		return "It waits for " + waitsFor.values().stream().map(HistoryEvent::describe).toList() + ", its history has "
				+ history.size() + " events and ends with "
				+ (history.isEmpty() ? "" : history.get(history.size() - 1).describe());
	}

	private boolean isOpenChild(HistoryEvent action) {
		if (!(action instanceof SubOrchestrationInstanceCreated created)) {
			return false;
		}
		OrchestrationMetadata child = this.client.getInstanceMetadata(created.instanceId(), false);
		return child.isInstanceFound() && !child.isCompleted();
	}

	/**
	 * Count the instances that have not begun.
	 * @return the number of instances
	 */
	long pending() {
		return this.store.client().countByStatus().getOrDefault(OrchestrationRuntimeStatus.PENDING, 0L);
	}

	/**
	 * Call the client, whatever it says to that.
	 * @param call the call
	 */
	void tolerant(Consumer<DurableTaskClient> call) {
		try {
			call.accept(this.client);
		}
		catch (RuntimeException ex) {
			// It has ended meanwhile
			Thread.onSpinWait();
		}
	}

	private List<String> messages(String instanceId) {
		return this.store.worker()
			.readInbox(InboxRead.all(partitions(), 0, MANY, Long.MAX_VALUE))
			.messages()
			.stream()
			.filter((message) -> message.instanceId().equals(instanceId))
			.map((message) -> "%d %s %d bytes".formatted(message.id(),
					(message.event() != null) ? message.event().describe() : "turn",
					(message.event() != null) ? message.event().weight() : 0))
			.toList();
	}

	private List<Integer> partitions() {
		return IntStream.range(0, this.store.description().partitionCount()).boxed().toList();
	}

	/**
	 * Describe an instance.
	 * @param instanceId the instance ID
	 * @return its status, its history, and the messages to it
	 */
	String describe(String instanceId) {
		OrchestrationMetadata metadata = this.client.getInstanceMetadata(instanceId, false);
		if (!metadata.isInstanceFound()) {
			return instanceId + ", which is gone";
		}
		return instanceId + " (" + metadata.getRuntimeStatus() + "): "
				+ this.client.getOrchestrationHistory(instanceId).stream().map(HistoryEvent::describe).toList()
				+ ", messages " + messages(instanceId);
	}

	/**
	 * Find the rows that nobody needs when all instances have ended.
	 * @return what they are
	 */
	Set<String> rows() {
		List<Integer> partitions = partitions();
		Set<String> rows = new TreeSet<>(Comparator.naturalOrder());
		for (int partition : partitions) {
			this.store.worker()
				.openInstances(partition, null, 100)
				.forEach((id) -> rows.add("mark of " + describe(id)));
		}
		for (DueTimer timer : this.store.worker().readTimers(partitions, null, FAR, 100)) {
			rows.add("timer of " + timer.instanceId());
		}
		this.store.worker()
			.readInbox(InboxRead.all(partitions, 0, 100, Long.MAX_VALUE))
			.messages()
			.forEach((message) -> rows.add("message to " + message.instanceId()));
		return rows;
	}

}
