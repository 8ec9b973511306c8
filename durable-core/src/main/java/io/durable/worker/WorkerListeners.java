package io.durable.worker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.store.StoredInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells all listeners; a listener that throws does no harm. Thread-safe.
 */
final class WorkerListeners {

	private static final Logger logger = LoggerFactory.getLogger(WorkerListeners.class);

	private final List<WorkerListener> listeners;

	WorkerListeners(List<WorkerListener> listeners) {
		this.listeners = new CopyOnWriteArrayList<>(listeners);
	}

	private void each(Consumer<WorkerListener> call) {
		for (WorkerListener listener : this.listeners) {
			try {
				call.accept(listener);
			}
			catch (RuntimeException | LinkageError ex) {
				logger.warn("The listener {} failed", listener, ex);
			}
		}
	}

	void instanceChanged(Turn turn, StoredInstance row) {
		String problem = turn.problem();
		if (problem != null) {
			logger.warn("The instance '{}' of '{}' is parked: {}", row.instanceId(), row.name(), problem);
			each((listener) -> listener.instanceParked(row.instanceId(), row.name(), problem));
		}
		if (turn.statusChanged()) {
			OrchestrationRuntimeStatus status = (turn.startsOver() && !row.status().isTerminal())
					? OrchestrationRuntimeStatus.CONTINUED_AS_NEW : row.status();
			each((listener) -> listener.instanceChanged(row.instanceId(), row.name(), status));
		}
	}

	void activityMissing(String instanceId, String name) {
		each((listener) -> listener.activityMissing(instanceId, name));
	}

	void activityEnded(String name, boolean succeeded, Duration duration) {
		each((listener) -> listener.activityEnded(name, succeeded, duration));
	}

	void checkpointCommitted(int turns, Duration duration) {
		each((listener) -> listener.checkpointCommitted(turns, duration));
	}

	void historyRead(int events) {
		each((listener) -> listener.historyRead(events));
	}

	void historyReplayed(int events) {
		if (events > 0) {
			each((listener) -> listener.historyReplayed(events));
		}
	}

}
