package io.durable.testing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.durable.history.HistoryEvent;
import io.durable.store.InboxMessage;
import io.durable.store.InboxPage;
import io.durable.store.InboxRead;
import io.durable.store.NewMessage;
import io.durable.store.TurnCommit;
import io.durable.store.WorkerStore.LoadedInstance;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what nodes and their store last said about the first instances that they met,
 * to be read when a test of chance has failed. Bounded in bytes.
 */
public final class FlightRecorder {

	private static final int INSTANCES = 200;

	private static final int LINES = 400;

	private static final int LENGTH = 1_000;

	private final Map<String, Deque<String>> lines = new ConcurrentHashMap<>();

	/**
	 * Return what is known of an instance.
	 * @param instanceId the instance ID
	 * @return a line for each call of the store that concerned it, the oldest first
	 */
	public String of(String instanceId) {
		Deque<String> known = this.lines.getOrDefault(instanceId, new ArrayDeque<>());
		synchronized (known) {
			return String.join("\n", known);
		}
	}

	private void add(String node, String instanceId, String line) {
		if (this.lines.size() >= INSTANCES && !this.lines.containsKey(instanceId)) {
			return;
		}
		Deque<String> known = this.lines.computeIfAbsent(instanceId, (id) -> new ArrayDeque<>());
		synchronized (known) {
			if (known.size() == LINES) {
				known.remove();
			}
			known.add("%d %s: %s".formatted(System.nanoTime() / 1_000, node,
					line.substring(0, Math.min(line.length(), LENGTH))));
		}
	}

	void commit(String node, List<TurnCommit> turns, String what) {
		turns.forEach((turn) -> add(node, turn.instanceId(), what));
	}

	void commit(String node, TurnCommit turn, Object outcome) {
		add(node, turn.instanceId(),
				"commit %s, epoch %d: of %.4s from %d consumes %s, adds %s, ends %s, fires %s, sends %s".formatted(
						outcome, turn.lease().epoch(), turn.executionId(), turn.firstSequence(),
						turn.consumedMessages(), describe(turn.events()),
						(turn.endedExecution() != null) ? turn.update() : null, turn.removedTimers().size(),
						turn.messages().stream().map(FlightRecorder::describe).toList()));
	}

	void read(String node, InboxRead read, InboxPage page) {
		page.messages()
			.stream()
			.collect(Collectors.groupingBy(InboxMessage::instanceId))
			.forEach((id, messages) -> add(node, id,
					"read after %d%s: %s".formatted(read.afterId(), (read.instanceId() != null) ? " alone" : "",
							messages.stream()
								.map((message) -> message.id() + "=" + describe(message.event()))
								.collect(Collectors.joining(", ")))));
	}

	void load(String node, String instanceId, @Nullable LoadedInstance loaded) {
		add(node, instanceId,
				(loaded != null)
						? "loads %.4s with %s".formatted(loaded.instance().executionId(), describe(loaded.history()))
						: "loads nothing");
	}

	private static String describe(NewMessage message) {
		return message.instanceId() + " " + describe(message.event());
	}

	private static String describe(List<HistoryEvent> events) {
		return events.stream().map(FlightRecorder::describe).toList().toString();
	}

	private static String describe(@Nullable HistoryEvent event) {
		if (event instanceof HistoryEvent.EventRaised raised) {
			return raised.name().toLowerCase(Locale.ROOT) + raised.input();
		}
		return (event != null) ? event.getClass().getSimpleName() + Math.max(event.taskId(), 0) : "-";
	}

}
