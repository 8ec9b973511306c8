package io.durable.worker;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.store.StoredInstance;
import io.durable.worker.runtime.TaskThreads;
import io.durable.worker.runtime.WorkerEvents;

/**
 * Tells all listeners. Those of an application hear it on threads of their own, so that
 * none of them holds up a commit or another listener. Thread-safe.
 */
final class WorkerListeners implements WorkerEvents {

	private static final Duration LAST_EVENTS = Duration.ofSeconds(1);

	private final WorkerListener own;

	private final List<ListenerLane> lanes;

	private final TaskThreads threads;

	/**
	 * Create listeners.
	 * @param own is told at once, on the thread that commits: it throws nothing, and
	 * waits for nothing
	 * @param listeners are told soon after
	 * @param threads tell them
	 */
	WorkerListeners(WorkerListener own, List<WorkerListener> listeners, TaskThreads threads) {
		this.own = own;
		this.lanes = listeners.stream().map((listener) -> new ListenerLane(listener, threads)).toList();
		this.threads = threads;
	}

	private void each(Consumer<WorkerListener> call) {
		try {
			call.accept(this.own);
		}
		catch (Throwable ex) {
			// Without memory: those who wait look again now and then
			Thread.yield();
		}
		for (ListenerLane lane : this.lanes) {
			lane.tell(call);
		}
	}

	/**
	 * Stop: what has happened is still told, unless a listener does not keep up.
	 */
	void stop() {
		this.threads.shutdown();
		this.threads.awaitEnd(LAST_EVENTS);
	}

	@Override
	public void instanceChanged(StoredInstance row, OrchestrationRuntimeStatus status) {
		each((listener) -> listener.instanceChanged(row.instanceId(), row.name(), status));
	}

	@Override
	public void instanceParked(StoredInstance row, String reason) {
		each((listener) -> listener.instanceParked(row.instanceId(), row.name(), reason));
	}

	@Override
	public void activityMissing(String instanceId, String name) {
		each((listener) -> listener.activityMissing(instanceId, name));
	}

	@Override
	public void activityEnded(String name, boolean succeeded, Duration duration) {
		each((listener) -> listener.activityEnded(name, succeeded, duration));
	}

	@Override
	public void checkpointCommitted(int turns, Duration duration) {
		each((listener) -> listener.checkpointCommitted(turns, duration));
	}

	@Override
	public void historyRead(int events) {
		each((listener) -> listener.historyRead(events));
	}

	@Override
	public void historyReplayed(int events) {
		if (events > 0) {
			each((listener) -> listener.historyReplayed(events));
		}
	}

	@Override
	public void turnBlocked(String instanceId, String name, Duration duration) {
		each((listener) -> listener.turnBlocked(instanceId, name, duration));
	}

}
