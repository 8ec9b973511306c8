package io.durable.worker.memory;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MemoryBudgetTests {

	private static final long BYTES = 1_000_000;

	private final MemoryBudget budget = new MemoryBudget(BYTES);

	@Test
	void sharesAreNoMoreThanThereIs() {
		long sum = 0;
		for (Share share : Share.values()) {
			assertThat(this.budget.size(share)).isPositive();
			sum += this.budget.size(share);
		}
		assertThat(sum).isLessThanOrEqualTo(BYTES);
	}

	@Test
	void aFullShareLeavesTheOthersAlone() {
		for (Share full : Share.values()) {
			MemoryBudget fresh = new MemoryBudget(BYTES);
			fresh.take(full, 10 * BYTES);
			for (Share share : Share.values()) {
				assertThat(fresh.hasRoom(share)).isEqualTo(share != full);
				assertThat(fresh.tryTake(share, 1)).isEqualTo(share != full);
			}
		}
	}

	@Test
	void oneItemAlwaysFitsHoweverLarge() {
		assertThat(this.budget.tryTake(Share.READ, 10 * BYTES)).isTrue();
		assertThat(this.budget.tryTake(Share.READ, 1)).isFalse();
		this.budget.give(Share.READ, 10 * BYTES);
		assertThat(this.budget.tryTake(Share.READ, 10 * BYTES)).isTrue();
	}

	@Test
	void aShareCanBeFilledToItsLastByte() {
		long size = this.budget.size(Share.RESULTS);
		assertThat(this.budget.tryTake(Share.RESULTS, size - 1)).isTrue();
		assertThat(this.budget.hasRoom(Share.RESULTS)).isTrue();
		assertThat(this.budget.tryTake(Share.RESULTS, 1)).isTrue();
		assertThat(this.budget.hasRoom(Share.RESULTS)).isFalse();
		assertThat(this.budget.room(Share.RESULTS)).isZero();
	}

	@Test
	void whatIsThereAlreadyIsTakenBeyondTheShare() {
		long size = this.budget.size(Share.CHECKPOINTS);
		this.budget.take(Share.CHECKPOINTS, 3 * size);
		assertThat(this.budget.used(Share.CHECKPOINTS)).isEqualTo(3 * size);
		assertThat(this.budget.room(Share.CHECKPOINTS)).isZero();
		this.budget.give(Share.CHECKPOINTS, 3 * size);
		assertThat(this.budget.used(Share.CHECKPOINTS)).isZero();
		assertThat(this.budget.peak(Share.CHECKPOINTS)).isEqualTo(3 * size);
	}

	@Test
	void theListenerIsCalledOnceWhenHalfIsFreeAgain() {
		List<Long> calls = new ArrayList<>();
		this.budget.onRoom(Share.READ, () -> calls.add(this.budget.used(Share.READ)));
		long tenth = this.budget.size(Share.READ) / 10;
		this.budget.take(Share.READ, 10 * tenth);
		for (int i = 0; i < 4; i++) {
			this.budget.give(Share.READ, tenth);
		}
		assertThat(calls).isEmpty();
		for (int i = 0; i < 6; i++) {
			this.budget.give(Share.READ, tenth);
		}
		assertThat(calls).containsExactly(5 * tenth);
	}

	@Test
	void theListenerIsCalledAfterAnItemFoundNoRoomOrSomebodyAskedInVain() {
		List<String> calls = new ArrayList<>();
		this.budget.onRoom(Share.TIMERS, () -> calls.add("room"));
		long size = this.budget.size(Share.TIMERS);
		this.budget.take(Share.TIMERS, size - 1);
		this.budget.give(Share.TIMERS, size - 1);
		assertThat(calls).isEmpty();
		this.budget.take(Share.TIMERS, size - 1);
		assertThat(this.budget.tryTake(Share.TIMERS, 2)).isFalse();
		this.budget.give(Share.TIMERS, size - 1);
		assertThat(calls).hasSize(1);
		this.budget.take(Share.TIMERS, size);
		assertThat(this.budget.hasRoom(Share.TIMERS)).isFalse();
		this.budget.give(Share.TIMERS, size);
		assertThat(calls).hasSize(2);
	}

	@Test
	void theListenerMayTakeAtOnce() {
		this.budget.onRoom(Share.READ, () -> assertThat(this.budget.tryTake(Share.READ, 5)).isTrue());
		this.budget.take(Share.READ, BYTES);
		this.budget.give(Share.READ, BYTES);
		assertThat(this.budget.used(Share.READ)).isEqualTo(5);
	}

}
