package io.durable.worker.partition;

import java.time.Duration;
import java.util.Map;
import java.util.function.IntConsumer;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who may be dead. The rule, and then all pauses of the owner, the observer and the
 * database within a small world: see {@link PausedWorld}.
 */
class FailureDetectorTests {

	private static final int LEASE = PausedWorld.LEASE;

	private static final int FIRST = 2 * LEASE;

	private final FailureDetector detector = new FailureDetector(Duration.ofNanos(100));

	private void look(long beat, long begin, long end) {
		this.detector.look(Map.of("node", beat), begin, end);
	}

	private void assertDead(boolean dead) {
		assertThat(this.detector.dead().containsKey("node")).isEqualTo(dead);
	}

	@Test
	void beatThatStandsForLongerThanALeaseIsThatOfADeadNode() {
		look(7, 0, 5);
		look(7, 50, 51);
		look(7, 100, 101);
		look(7, 105, 106);
		assertDead(false);
		look(7, 106, 107);
		assertThat(this.detector.dead()).containsExactly(Map.entry("node", 7L));
		look(8, 110, 111);
		assertDead(false);
	}

	@Test
	void standsFromTheEndOfTheLookThatSawItFirst() {
		look(7, 0, 50);
		look(7, 100, 101);
		look(7, 150, 151);
		assertDead(false);
		look(7, 151, 152);
		assertDead(true);
	}

	@Test
	void lookThatLastsLongerThanHalfALeaseCountsForNothing() {
		look(7, 0, 1);
		look(7, 50, 51);
		look(7, 100, 151);
		assertDead(false);
		look(7, 160, 161);
		assertDead(false);
		look(7, 210, 211);
		look(7, 251, 252);
		assertDead(false);
		look(7, 252, 253);
		assertDead(true);
	}

	@Test
	void observerThatHasNotLookedForAWhileBeginsAnew() {
		look(7, 0, 1);
		look(7, 50, 51);
		look(7, 2000, 2001);
		assertDead(false);
		look(7, 2050, 2051);
		assertDead(false);
		look(7, 2101, 2102);
		assertDead(false);
		look(7, 2102, 2103);
		assertDead(true);
		// The dead are no longer dead for one who has not looked
		look(7, 4000, 4001);
		assertDead(false);
	}

	@Test
	void nodeThatComesBackWithTheSameBeatIsJustSeen() {
		look(7, 0, 1);
		look(7, 50, 51);
		this.detector.look(Map.of(), 60, 61);
		look(7, 102, 103);
		assertDead(false);
	}

	@Test
	void monotonicClocksMayPassTheirEnd() {
		long before = Long.MAX_VALUE - 60;
		look(7, before, before + 1);
		look(7, before + 50, before + 51);
		look(7, before + 100, before + 101);
		assertDead(false);
		look(7, before + 120, before + 121);
		assertDead(true);
	}

	// --- All pauses

	@Test
	void nodeThatLivesIsNeverDeadHoweverTheDatabasePauses() {
		pauses(1, (phase, start, length) -> each(1, 16, 5, (gap) -> each(0, 2 * LEASE, 8, (second) -> {
			PausedWorld world = new PausedWorld(phase);
			int begin = FIRST + start;
			world.pauseDatabase(begin, length);
			world.pauseDatabase(begin + length + gap, second);
			assertOwnerLives(world, begin + length + gap + second + 3 * LEASE);
		})));
	}

	@Test
	void nodeThatLivesIsNeverDeadHoweverTheObserverAndTheDatabasePause() {
		pauses(2, (phase, start, length) -> each(0, 2 * LEASE, 3, (other) -> each(1, 3 * LEASE, 5, (observers) -> {
			PausedWorld world = new PausedWorld(phase);
			world.pauseDatabase(FIRST + start, length);
			world.pauseObserver(FIRST + other, observers);
			assertOwnerLives(world, FIRST + 8 * LEASE);
		})));
	}

	private static void assertOwnerLives(PausedWorld world, int end) {
		world.run(end);
		assertThat(world.takenAt()).as(world::toString).isNegative();
	}

	@Test
	void nodeIsDeadOnlyIfItStoodStillItselfWhereTheDatabaseAnswersWithinHalfALease() {
		pauses(2, (phase, start, length) -> each(0, 2 * LEASE, 1, (other) -> each(1, 2 * LEASE, 3, (owners) -> {
			if (length <= LEASE / 2) {
				PausedWorld world = new PausedWorld(phase);
				world.pauseDatabase(FIRST + LEASE / 2 + start, length);
				world.pauseOwner(FIRST + other, owners);
				world.run(FIRST + 7 * LEASE);
				assertThat(world.takenAt() < 0 || owners >= LEASE / 4).as(world::toString).isTrue();
			}
		})));
	}

	@Test
	void deadNodeIsFoundOnceNobodyElsePauses() {
		pauses(3, (phase, start, length) -> each(0, LEASE, 2, (death) -> each(0, 2 * LEASE, 8, (observers) -> {
			PausedWorld world = new PausedWorld(phase);
			world.pauseOwner(FIRST + death, 1000 * LEASE);
			world.pauseDatabase(FIRST + start, length);
			world.pauseObserver(FIRST + start + length / 2, observers);
			int calm = FIRST + Math.max(death, start + Math.max(length, length / 2 + observers));
			world.run(calm + 2 * LEASE);
			assertThat(world.takenAt()).as(world::toString).isNotNegative();
		})));
	}

	// Wherever in a lease the database pauses, for how long, and how the two nodes are
	// apart
	private static void pauses(int step, PauseConsumer action) {
		each(0, PausedWorld.PERIOD - 1, 1, (phase) -> each(0, LEASE - 1, step,
				(start) -> each(1, 3 * LEASE, 3, (length) -> action.accept(phase, start, length))));
	}

	private static void each(int from, int to, int step, IntConsumer action) {
		for (int value = from; value <= to; value += step) {
			action.accept(value);
		}
	}

	/**
	 * Does something for a pause of the database.
	 */
	@FunctionalInterface
	private interface PauseConsumer {

		void accept(int phase, int start, int length);

	}

}
