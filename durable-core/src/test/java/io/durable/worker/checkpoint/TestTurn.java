package io.durable.worker.checkpoint;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.EventRaised;
import io.durable.store.TurnBuilder;
import io.durable.store.TurnOutcome;
import io.durable.store.lease.PartitionLease;
import io.durable.worker.turn.Turn;

/**
 * A turn that remembers how it was ended.
 */
final class TestTurn implements PendingTurn {

	private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

	final List<TurnOutcome> outcomes = new ArrayList<>();

	final List<Throwable> drops = new ArrayList<>();

	private final Turn turn;

	private final boolean alone;

	TestTurn(String instanceId, String payload, int events, boolean alone) {
		HistoryEvent[] written = new HistoryEvent[events];
		for (int i = 0; i < events; i++) {
			written[i] = new EventRaised(NOW, "E", payload);
		}
		this.turn = new Turn(
				TurnBuilder.of(new PartitionLease(0, 1), instanceId, new UUID(0, 1)).events(0, written).build(),
				List.of(), null, false, false, List.of(), List.of(), List.of(), false, null, null);
		this.alone = alone;
	}

	static TestTurn of(String instanceId) {
		return new TestTurn(instanceId, "x", 1, false);
	}

	String id() {
		return this.turn.commit().instanceId();
	}

	int ends() {
		return this.outcomes.size() + this.drops.size();
	}

	@Override
	public Turn turn() {
		return this.turn;
	}

	@Override
	public boolean isAlone() {
		return this.alone;
	}

	@Override
	public void ended(TurnOutcome outcome) {
		this.outcomes.add(outcome);
	}

	@Override
	public void dropped(Throwable failure) {
		this.drops.add(failure);
	}

	@Override
	public String toString() {
		return id();
	}

}
