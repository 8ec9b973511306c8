package io.durable.worker.partition;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.durable.store.PartitionLeases;
import io.durable.store.TransientStoreException;
import io.durable.store.lease.LeaseView;
import io.durable.store.lease.PartitionLease;
import io.durable.store.lease.PartitionOwnership;
import io.durable.store.memory.InMemoryTaskHubStore;
import io.durable.testing.WatchedStore;
import io.durable.worker.memory.MemoryBudget;
import io.durable.worker.testing.ManualRuntime;
import io.durable.worker.turn.Turn;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How a node keeps its partitions, by itself: in a time that a test lets pass.
 */
class PartitionKeeperTests {

	private static final Duration LEASE = Duration.ofSeconds(10);

	private static final Duration BEAT = LEASE.dividedBy(4);

	private static final int COUNT = 8;

	private final ManualRuntime runtime = new ManualRuntime();

	private final InMemoryTaskHubStore data = new InMemoryTaskHubStore();

	private final WatchedStore store = new WatchedStore(this.data);

	private final Set<String> failing = new HashSet<>();

	private final Partitions partitions = new Partitions();

	private PartitionKeeper keeper;

	@BeforeEach
	void start() {
		this.store.before((call) -> {
			if (this.failing.contains(call.method())) {
				throw new TransientStoreException("no answer", null);
			}
		});
		this.keeper = keeper(this.partitions);
		this.keeper.start();
		assertThat(this.partitions.numbers()).hasSize(COUNT);
	}

	private PartitionKeeper keeper(Partitions owned) {
		PartitionLeases leases = this.store.leases();
		return new PartitionKeeper(leases, owned, "node", LEASE, this.runtime,
				(taken) -> taken.forEach((lease) -> owned.add(partition(lease))),
				new HubClock(leases::currentTime, this.runtime));
	}

	private Partition partition(PartitionLease lease) {
		return new Partition(lease, new MemoryBudget(1 << 20), new NoEvents(), (home, id) -> {
			throw new IllegalStateException("Nothing is delivered here");
		});
	}

	// The first step of a loop is to begin its pause
	private void pass(Duration duration) {
		for (Duration left = duration; !left.isNegative(); left = left.minus(BEAT)) {
			passOneBeat();
		}
	}

	private void passOneBeat() {
		this.runtime.advance(BEAT);
		for (int i = 0; i < 4; i++) {
			try {
				this.runtime.runLoops(1);
			}
			catch (TransientStoreException ex) {
				// The loop of the product goes on
				this.keeper.wake();
			}
		}
	}

	private void another(String node, int from, int to) {
		this.data.leases().beat(node);
		this.data.leases().take(node, this.data.leases().owners().subList(from, to));
	}

	@Test
	void keepsItsPartitionsWhileOnlyThePoolFails() {
		Collection<Partition> before = List.copyOf(this.partitions.all());
		this.failing.addAll(List.of("take", "release", "leave", "remove", "commit", "readInbox"));
		pass(LEASE.multipliedBy(4));
		assertThat(this.partitions.all()).containsExactlyElementsOf(before);
		assertThat(this.keeper.isInDoubt()).isFalse();
	}

	@Test
	void resignsFromNothingWhenItCannotBeatForLongerThanALease() {
		Collection<Partition> before = List.copyOf(this.partitions.all());
		for (String method : List.of("beat", "look", "currentTime")) {
			this.failing.add(method);
			pass(LEASE.multipliedBy(4));
			assertThat(this.partitions.all()).as(method).containsExactlyElementsOf(before);
			this.failing.clear();
			pass(BEAT);
			assertThat(this.partitions.all()).as(method).containsExactlyElementsOf(before);
			assertThat(this.keeper.isInDoubt()).isFalse();
		}
	}

	@Test
	void isInDoubtWhenItsBeatWasNotAcceptedForALease() {
		this.failing.add("beat");
		pass(LEASE.minus(BEAT.multipliedBy(2)));
		assertThat(this.keeper.isInDoubt()).isFalse();
		pass(LEASE);
		assertThat(this.keeper.isInDoubt()).isTrue();
		this.failing.clear();
		pass(BEAT);
		assertThat(this.keeper.isInDoubt()).isFalse();
	}

	// Others read its old beat, and committed after its first look
	@Test
	void staysInDoubtUntilTheLookAfterTheNextBeat() {
		this.failing.add("beat");
		pass(LEASE.multipliedBy(2));
		this.failing.clear();
		passOneBeat();
		assertThat(this.keeper.isInDoubt()).isTrue();
		another("other", 0, COUNT);
		passOneBeat();
		assertThat(this.partitions.isEmpty()).isTrue();
		assertThat(this.keeper.isInDoubt()).isFalse();
	}

	@Test
	void aSecondSilenceIsDoubtedLikeTheFirst() {
		for (int i = 0; i < 3; i++) {
			this.failing.add("beat");
			pass(LEASE.multipliedBy(2));
			this.failing.clear();
			passOneBeat();
			assertThat(this.keeper.isInDoubt()).isTrue();
		}
	}

	// A beat alone does not say what it still has
	@Test
	void staysInDoubtWhileItCannotLook() {
		this.failing.add("look");
		pass(LEASE.multipliedBy(2));
		assertThat(this.keeper.isInDoubt()).isTrue();
		this.failing.clear();
		pass(BEAT);
		assertThat(this.keeper.isInDoubt()).isFalse();
	}

	@Test
	void dropsWhatOthersHaveTakenMeanwhile() {
		this.failing.add("beat");
		pass(LEASE.multipliedBy(2));
		another("other", 2, 5);
		this.failing.clear();
		pass(BEAT);
		assertThat(this.partitions.numbers()).containsExactly(0, 1, 5, 6, 7);
	}

	@Test
	void takesFromADeadNodeAllAtOnceAndRemovesIt() {
		another("dying", 0, COUNT);
		pass(BEAT);
		assertThat(this.partitions.isEmpty()).isTrue();
		int before = this.store.calls("take");
		pass(BEAT);
		assertThat(this.partitions.isEmpty()).isTrue();
		pass(BEAT.multipliedBy(3));
		assertThat(this.partitions.numbers()).hasSize(COUNT);
		assertThat(this.store.calls("take")).isEqualTo(before + 1);
		assertThat(this.data.leases().look().beats()).doesNotContainKey("dying");
	}

	@Test
	void takesNothingFromOneThatBeats() {
		another("living", 0, COUNT);
		for (int i = 0; i < 20; i++) {
			pass(BEAT);
			this.data.leases().beat("living");
		}
		assertThat(this.partitions.isEmpty()).isTrue();
	}

	@Test
	void doesNotStealBackWhenItStoodStillItself() {
		another("living", 0, COUNT);
		pass(BEAT);
		this.runtime.advance(LEASE.multipliedBy(2));
		this.runtime.runLoops(4);
		assertThat(this.partitions.isEmpty()).isTrue();
		for (int i = 0; i < 8; i++) {
			this.data.leases().beat("living");
			pass(BEAT);
		}
		assertThat(this.partitions.isEmpty()).isTrue();
	}

	@Test
	void takesNothingFromOneThatBeatsAgainWhileTheTakeWaits() {
		another("slow", 0, COUNT);
		this.store.before((call) -> {
			if (call.method().equals("take")) {
				// As long as there is no connection, say
				this.data.leases().beat("slow");
			}
		});
		pass(LEASE.multipliedBy(2));
		assertThat(this.store.calls("take")).isPositive();
		assertThat(this.partitions.isEmpty()).isTrue();
	}

	@Test
	void takesAgainWhatItHasTakenWithoutAnAnswer() {
		another("dying", 0, COUNT);
		List<Integer> lost = new ArrayList<>(List.of(1));
		this.store.after((call) -> {
			if (call.method().equals("take") && !lost.isEmpty()) {
				lost.clear();
				throw new TransientStoreException("the answer was lost", null);
			}
		});
		pass(LEASE.multipliedBy(2));
		assertThat(this.partitions.numbers()).hasSize(COUNT);
		assertThat(this.partitions.leases()).containsExactlyInAnyOrderElementsOf(this.data.leases()
			.owners()
			.stream()
			.map((ownership) -> new PartitionLease(ownership.partition(), ownership.epoch()))
			.toList());
	}

	@Test
	void handsOverWhatIsClosedAndTriesAgainIfThatFails() {
		this.keeper.leave();
		this.failing.add("release");
		this.partitions.all().forEach(Partition::drain);
		this.keeper.closed();
		pass(BEAT);
		assertThat(this.partitions.isEmpty()).isTrue();
		assertThat(owners()).doesNotContainNull();
		this.failing.clear();
		pass(BEAT);
		assertThat(owners()).containsOnlyNulls();
	}

	@Test
	void givesBackEverythingAtItsEndAndLeaves() {
		this.keeper.stop();
		assertThat(owners()).containsOnlyNulls();
		assertThat(this.data.leases().look()).extracting(LeaseView::beats).isEqualTo(Map.of());
		assertThat(this.store.calls("release")).isOne();
	}

	@Test
	void leavesEvenIfNothingCanBeGivenBack() {
		this.failing.add("release");
		this.keeper.stop();
		// So nobody waits for its lease
		assertThat(this.data.leases().look().beats()).isEmpty();
		Partitions others = new Partitions();
		this.failing.clear();
		keeper(others).start();
		assertThat(others.numbers()).hasSize(COUNT);
	}

	@Test
	void partitionThatIsGivenUpBeginsAnewIfThereIsNobodyElse() {
		Partition stuck = this.partitions.get(3);
		this.keeper.giveUp(stuck);
		pass(BEAT);
		assertThat(this.partitions.get(3)).isNotNull().isNotSameAs(stuck);
		assertThat(this.partitions.get(3).lease().epoch()).isGreaterThan(stuck.lease().epoch());
	}

	@Test
	void partitionThatIsGivenUpIsLeftToAnotherNode() {
		this.data.leases().beat("other");
		pass(BEAT);
		this.keeper.giveUp(this.partitions.get(3));
		this.data.leases().beat("other");
		pass(BEAT);
		assertThat(this.partitions.get(3)).isNull();
		assertThat(owners().get(3)).isNull();
	}

	private List<String> owners() {
		return this.data.leases().owners().stream().map(PartitionOwnership::owner).toList();
	}

	/**
	 * Hears of nothing.
	 */
	private static final class NoEvents implements PartitionEvents {

		@Override
		public void lost(Partition partition) {
		}

		@Override
		public void released(Partition partition) {
		}

		@Override
		public void closed(Partition partition) {
		}

		@Override
		public void leftBehind(Partition partition) {
		}

		@Override
		public void dropped(Partition partition, Turn turn) {
		}

	}

}
