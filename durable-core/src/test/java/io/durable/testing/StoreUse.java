package io.durable.testing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.durable.store.Checkpoint;
import io.durable.store.TurnCommit;
import io.durable.store.TurnOutcome;
import io.durable.store.WorkerStore.LoadedInstance;
import org.jspecify.annotations.Nullable;

/**
 * What a worker has asked a store for and written to it. Thread-safe.
 */
public final class StoreUse {

	private final Map<String, Integer> consumed = new HashMap<>();

	private final Map<String, Integer> cleared = new HashMap<>();

	private long loadedEvents;

	private long largestCheckpointBytes;

	private int largestCheckpointRows;

	private int largestCheckpointTurns;

	private int mostMessagesOfATurn;

	synchronized void note(WatchedStore.Call call, @Nullable Object result) {
		if (result instanceof LoadedInstance loaded) {
			this.loadedEvents += loaded.history().size();
		}
		else if (call.isCommit()) {
			committed(call.checkpoint(), (List<?>) result);
		}
	}

	private void committed(Checkpoint checkpoint, List<?> outcomes) {
		this.largestCheckpointBytes = Math.max(this.largestCheckpointBytes, Weights.of(checkpoint));
		this.largestCheckpointTurns = Math.max(this.largestCheckpointTurns, checkpoint.turns().size());
		int rows = 0;
		for (int i = 0; i < checkpoint.turns().size(); i++) {
			TurnCommit turn = checkpoint.turns().get(i);
			rows += turn.events().size() + turn.children().size() + turn.messages().size() + turn.newTimers().size();
			this.mostMessagesOfATurn = Math.max(this.mostMessagesOfATurn, turn.consumedMessages().size());
			if (((TurnOutcome) outcomes.get(i)).kind() == TurnOutcome.Kind.COMMITTED) {
				this.consumed.merge(turn.instanceId(), turn.consumedMessages().size(), Integer::sum);
				this.cleared.merge(turn.instanceId(), (turn.openMark() == TurnCommit.OpenMark.CLEAR) ? 1 : 0,
						Integer::sum);
			}
		}
		this.largestCheckpointRows = Math.max(this.largestCheckpointRows, rows);
	}

	/**
	 * Return how many events the histories had that were loaded.
	 * @return the number of events
	 */
	public synchronized long loadedEvents() {
		return this.loadedEvents;
	}

	public synchronized long largestCheckpointBytes() {
		return this.largestCheckpointBytes;
	}

	public synchronized int largestCheckpointRows() {
		return this.largestCheckpointRows;
	}

	public synchronized int largestCheckpointTurns() {
		return this.largestCheckpointTurns;
	}

	public synchronized int mostMessagesOfATurn() {
		return this.mostMessagesOfATurn;
	}

	/**
	 * Return how many messages an instance has consumed.
	 * @param instanceId the instance ID
	 * @return the number of messages
	 */
	public synchronized int consumedBy(String instanceId) {
		return this.consumed.getOrDefault(instanceId, 0);
	}

	/**
	 * Return whether an instance has lost its mark as one with open work.
	 * @param instanceId the instance ID
	 * @return {@code true} if nobody needs to look at it any more
	 */
	public synchronized boolean hasNoOpenWork(String instanceId) {
		return this.cleared.getOrDefault(instanceId, 0) > 0;
	}

}
