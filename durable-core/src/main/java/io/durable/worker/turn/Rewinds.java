package io.durable.worker.turn;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.Action;
import io.durable.history.HistoryEvent.ExecutionRewound;
import org.jspecify.annotations.Nullable;

/**
 * Where an instance was rewound. Each time it got a new execution, but what was called
 * before stays with the execution that called it.
 */
final class Rewinds {

	private final List<Rewound> rewinds = new ArrayList<>();

	private int nextTaskId;

	/**
	 * Find the rewinds among events that follow those before.
	 * @param events the events
	 */
	void find(List<HistoryEvent> events) {
		for (HistoryEvent event : events) {
			if (event instanceof Action) {
				this.nextTaskId = event.taskId() + 1;
			}
			else if (event instanceof ExecutionRewound rewound && rewound.previousExecutionId() != null) {
				this.rewinds.add(new Rewound(rewound.previousExecutionId(), this.nextTaskId, event.timestamp()));
			}
		}
	}

	/**
	 * Return the execution that did something.
	 * @param taskId the sequence number of the action
	 * @return the execution, or {@code null} for the current one
	 */
	@Nullable UUID executionOf(int taskId) {
		for (Rewound rewound : this.rewinds) {
			if (taskId < rewound.nextTaskId()) {
				return rewound.previousExecutionId();
			}
		}
		return null;
	}

	/**
	 * Return the execution before the first rewind.
	 * @return the execution, or {@code null} if it was never rewound
	 */
	@Nullable UUID firstExecutionId() {
		return this.rewinds.isEmpty() ? null : this.rewinds.get(0).previousExecutionId();
	}

	/**
	 * Return when what an action waits for was made to happen again.
	 * @param taskId the sequence number of the action
	 * @return the times, the latest last
	 */
	List<Instant> timesFor(int taskId) {
		return this.rewinds.stream()
			.filter((rewound) -> taskId < rewound.nextTaskId())
			.map(Rewound::timestamp)
			.toList();
	}

	@Nullable Instant lastFor(int taskId) {
		List<Instant> times = timesFor(taskId);
		return times.isEmpty() ? null : times.get(times.size() - 1);
	}

	/**
	 * The instance was rewound.
	 *
	 * @param previousExecutionId the execution that had failed
	 * @param nextTaskId the first sequence number after what was kept of it
	 * @param timestamp when it was rewound
	 */
	private record Rewound(UUID previousExecutionId, int nextTaskId, Instant timestamp) {

	}

}
