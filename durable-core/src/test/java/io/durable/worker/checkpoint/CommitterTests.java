package io.durable.worker.checkpoint;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import io.durable.history.HistoryEvent;
import io.durable.store.Checkpoint;
import io.durable.store.DueTimer;
import io.durable.store.InDoubtException;
import io.durable.store.InboxPage;
import io.durable.store.InboxRead;
import io.durable.store.TransientStoreException;
import io.durable.store.TurnOutcome;
import io.durable.store.WorkerStore;
import io.durable.store.lease.PartitionLease;
import io.durable.worker.memory.MemoryBudget;
import io.durable.worker.memory.Share;
import io.durable.worker.testing.ManualRuntime;
import io.durable.worker.testing.SilentEvents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class CommitterTests {

	private final ManualRuntime runtime = new ManualRuntime();

	private final MemoryBudget budget = new MemoryBudget(100_000_000);

	private final ScriptedStore store = new ScriptedStore();

	private final List<Integer> committed = new ArrayList<>();

	private final Committer committer = new Committer(this.store, new SilentEvents() {

		@Override
		public void checkpointCommitted(int turns, Duration duration) {
			CommitterTests.this.committed.add(turns);
		}

	}, this.runtime, this.budget, 16, () -> {
	});

	private List<TestTurn> submit(int count) {
		List<TestTurn> turns = IntStream.range(0, count).mapToObj((i) -> TestTurn.of("i" + i)).toList();
		turns.forEach((turn) -> this.committer.submit(turn, false));
		return turns;
	}

	private void assertEachEndedOnce(List<TestTurn> turns) {
		assertThat(turns).allSatisfy((turn) -> assertThat(turn.ends()).isOne());
		assertThat(this.budget.used(Share.CHECKPOINTS)).isZero();
	}

	private static void assertCommitted(List<TestTurn> turns) {
		assertThat(turns).allSatisfy((turn) -> assertThat(turn.outcomes).containsExactly(TurnOutcome.COMMITTED));
	}

	@Test
	void turnsThatWaitGoTogether() {
		this.committer.start();
		List<TestTurn> turns = submit(20);
		assertThat(this.budget.used(Share.CHECKPOINTS)).isPositive();
		this.runtime.runAll();
		assertCommitted(turns);
		assertEachEndedOnce(turns);
		assertThat(this.committed).containsExactly(16, 4);
	}

	@Test
	void whoeverBringsATurnCommitsItIfNobodyElseDoes() {
		TestTurn turn = TestTurn.of("i");
		this.committer.submit(turn, true);
		assertCommitted(List.of(turn));
		assertEachEndedOnce(List.of(turn));
	}

	@Test
	void turnThatComesDuringACommitGoesWithTheNext() {
		TestTurn first = TestTurn.of("first");
		TestTurn second = TestTurn.of("second");
		this.committer.start();
		this.store.script.add((checkpoint) -> {
			this.committer.submit(second, true);
			assertThat(second.ends()).isZero();
			return null;
		});
		this.committer.submit(first, true);
		assertCommitted(List.of(first));
		assertThat(second.ends()).isZero();
		this.runtime.runAll();
		assertCommitted(List.of(second));
		assertEachEndedOnce(List.of(first, second));
	}

	@Test
	void batchIsCommittedAsSoonAsTheStoreIsThereAgain() {
		this.committer.start();
		this.store.unreachable = 5;
		for (int i = 0; i < 3; i++) {
			this.store.script.add((checkpoint) -> {
				throw new TransientStoreException("away", null);
			});
		}
		List<TestTurn> turns = submit(10);
		this.runtime.runAll();
		assertCommitted(turns);
		assertEachEndedOnce(turns);
	}

	@Test
	void turnThatSpoilsItForTheOthersIsFoundAndRejected() {
		this.committer.start();
		this.store.failing = "i7";
		List<TestTurn> turns = submit(16);
		this.runtime.runAll();
		List<TestTurn> others = turns.stream().filter((turn) -> !turn.id().equals("i7")).toList();
		assertCommitted(others);
		assertThat(turns.get(7).outcomes).singleElement()
			.satisfies((outcome) -> assertThat(outcome.kind()).isEqualTo(TurnOutcome.Kind.REJECTED))
			.satisfies((outcome) -> assertThat(outcome.reason()).contains("bad i7"));
		assertEachEndedOnce(turns);
	}

	@Test
	void turnThatSpoilsItHoldsUpNobodyWhoComesLater() {
		this.committer.start();
		this.store.failing = "bad";
		TestTurn bad = TestTurn.of("bad");
		this.committer.submit(bad, true);
		List<TestTurn> later = submit(5);
		this.runtime.runAll();
		assertCommitted(later);
		assertEachEndedOnce(later);
		assertThat(bad.ends()).isOne();
	}

	@Test
	void turnsAreDroppedIfTheCommitIsInDoubt() {
		InDoubtException doubt = new InDoubtException("lost", null);
		this.store.script.add((checkpoint) -> {
			throw doubt;
		});
		List<TestTurn> turns = submit(3);
		this.committer.start();
		this.runtime.runAll();
		assertThat(turns).allSatisfy((turn) -> assertThat(turn.drops).containsExactly(doubt));
		assertEachEndedOnce(turns);
	}

	static List<Supplier<Throwable>> errors() {
		return List.of(() -> new OutOfMemoryError("injected"), () -> new StackOverflowError("injected"),
				() -> new NoClassDefFoundError("injected"), () -> new AssertionError("injected"),
				() -> new IllegalStateException("injected"));
	}

	@ParameterizedTest
	@MethodSource("errors")
	void turnsAreDroppedWhateverTheStoreThrowsAndTheNextAreCommitted(Supplier<Throwable> error) {
		Throwable thrown = error.get();
		this.store.script.add((checkpoint) -> {
			throw CommitterTests.<RuntimeException>sneaky(thrown);
		});
		this.committer.start();
		List<TestTurn> turns = submit(3);
		this.runtime.runAll();
		assertThat(turns).allSatisfy((turn) -> assertThat(turn.drops).containsExactly(thrown));
		List<TestTurn> next = submit(3);
		this.runtime.runAll();
		assertCommitted(next);
		assertEachEndedOnce(turns);
		assertEachEndedOnce(next);
	}

	@Test
	void errorOnTheThreadThatBroughtTheTurnDoesNotReachIt() {
		this.store.script.add((checkpoint) -> {
			throw new OutOfMemoryError("injected");
		});
		TestTurn turn = TestTurn.of("i");
		this.committer.submit(turn, true);
		assertThat(turn.drops).hasSize(1);
		TestTurn next = TestTurn.of("i");
		this.committer.submit(next, true);
		assertCommitted(List.of(next));
	}

	@Test
	void answersForTooFewOrTooManyTurnsAreNotBelieved() {
		this.committer.start();
		for (int answers : new int[] { 0, 2, 4 }) {
			this.store.script
				.add((checkpoint) -> IntStream.range(0, answers).mapToObj((i) -> TurnOutcome.COMMITTED).toList());
			List<TestTurn> turns = submit(3);
			this.runtime.runAll();
			assertThat(turns).allSatisfy((turn) -> assertThat(turn.drops).hasSize(1));
			assertEachEndedOnce(turns);
		}
	}

	@Test
	void eachTurnGetsItsOwnOutcome() {
		List<TurnOutcome> outcomes = Arrays.asList(TurnOutcome.COMMITTED, TurnOutcome.STALE, TurnOutcome.LEASE_LOST,
				TurnOutcome.rejected("bad"));
		this.store.script.add((checkpoint) -> outcomes);
		this.committer.start();
		List<TestTurn> turns = submit(4);
		this.runtime.runAll();
		assertThat(turns.stream().map((turn) -> turn.outcomes.get(0)).toList()).isEqualTo(outcomes);
		assertEachEndedOnce(turns);
	}

	@Test
	void everythingThatWaitsIsDroppedAtAStop() {
		this.store.failing = "i1";
		TestTurn failed = TestTurn.of("i1");
		this.committer.submit(failed, true);
		assertThat(failed.ends()).isZero();
		List<TestTurn> waiting = submit(40);
		this.committer.stop();
		assertThat(failed.drops).hasSize(1);
		assertThat(waiting).allSatisfy((turn) -> assertThat(turn.drops).hasSize(1));
		assertEachEndedOnce(waiting);
	}

	@Test
	void turnThatWaitsToBeTriedAloneIsDroppedAtAStop() {
		this.committer.start();
		this.store.failing = "bad";
		TestTurn bad = TestTurn.of("bad");
		// Until its next try is scheduled for later
		this.store.script.add((checkpoint) -> {
			throw new TransientStoreException("bad", null);
		});
		this.committer.submit(bad, false);
		this.runtime.runLoops(3);
		assertThat(bad.ends()).isZero();
		this.committer.stop();
		this.runtime.stop();
		assertThat(bad.ends()).isOne();
		assertThat(this.budget.used(Share.CHECKPOINTS)).isZero();
	}

	@SuppressWarnings("unchecked")
	private static <T extends Throwable> T sneaky(Throwable thrown) throws T {
		throw (T) thrown;
	}

	private static final class ScriptedStore implements WorkerStore {

		// What the next commits do instead of their work; null to do it nevertheless
		private final List<Function<Checkpoint, List<TurnOutcome>>> script = new ArrayList<>();

		private String failing = "";

		private int unreachable;

		@Override
		public Instant currentTime() {
			if (this.unreachable > 0) {
				this.unreachable--;
				throw new TransientStoreException("away", null);
			}
			return Instant.EPOCH;
		}

		@Override
		public List<TurnOutcome> commit(Checkpoint checkpoint) {
			if (!this.script.isEmpty()) {
				List<TurnOutcome> outcomes = this.script.remove(0).apply(checkpoint);
				if (outcomes != null) {
					return outcomes;
				}
			}
			if (checkpoint.turns().stream().anyMatch((turn) -> turn.instanceId().equals(this.failing))) {
				throw new TransientStoreException("bad " + this.failing, null);
			}
			return checkpoint.turns().stream().map((turn) -> TurnOutcome.COMMITTED).toList();
		}

		@Override
		public InboxPage readInbox(InboxRead read) {
			throw new UnsupportedOperationException();
		}

		@Override
		public List<DueTimer> readTimers(Collection<Integer> partitions, DueTimer after, Instant dueAt, int limit) {
			throw new UnsupportedOperationException();
		}

		@Override
		public LoadedInstance load(PartitionLease lease, String instanceId, boolean historyOfEnded) {
			throw new UnsupportedOperationException();
		}

		@Override
		public List<String> openInstances(int partition, String afterInstanceId, int limit) {
			throw new UnsupportedOperationException();
		}

		@Override
		public HistoryEvent readEvent(int partition, UUID executionId, int sequenceNumber) {
			throw new UnsupportedOperationException();
		}

	}

}
