package io.durable.worker.turn;

import java.util.List;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.ExecutionCompleted;
import io.durable.store.StoredInstance;
import org.jspecify.annotations.Nullable;

/**
 * What has to happen when an instance ends, whichever way: it returned, failed, did not
 * fit its history, or was terminated.
 */
final class EndDuties {

	private final Outbox outbox;

	EndDuties(Outbox outbox) {
		this.outbox = outbox;
	}

	/**
	 * Put everything that is due into the outbox.
	 * @param row the instance
	 * @param completed its end
	 * @param events the events of the turn that ends it
	 * @param state the instance before that turn, or {@code null} if the turn began a new
	 * generation
	 * @param recursive whether its sub-orchestrations are to end with it
	 */
	void perform(StoredInstance row, ExecutionCompleted completed, List<HistoryEvent> events,
			@Nullable InstanceState state, boolean recursive) {
		this.outbox.dropTimers();
		this.outbox.answerParent(row, completed);
		if (recursive && completed.status() == OrchestrationRuntimeStatus.TERMINATED) {
			this.outbox.terminateStarted(events, state, completed);
		}
	}

}
