package io.durable.worker.checkpoint;

import java.util.ArrayList;
import java.util.List;

import io.durable.worker.memory.MemoryBudget;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CheckpointQueueTests {

	private static final String MEGABYTE = "x".repeat(512 * 1024);

	private static final long MOST_BYTES = 8L * 1024 * 1024;

	private final CheckpointQueue queue = new CheckpointQueue(10);

	private final MemoryBudget budget = new MemoryBudget(1_000_000_000);

	private List<WaitingTurn> add(int count, String payload, int events) {
		List<WaitingTurn> turns = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			turns.add(add(new TestTurn("i" + i, payload, events, false)));
		}
		return turns;
	}

	private WaitingTurn add(TestTurn turn) {
		WaitingTurn waiting = new WaitingTurn(turn, this.budget, 1);
		this.queue.add(waiting);
		return waiting;
	}

	@Test
	void turnsGoTogetherInTheirOrderUpToTheGreatestNumber() {
		List<WaitingTurn> turns = add(23, "x", 1);
		assertThat(this.queue.next().turns()).isEqualTo(turns.subList(0, 10));
		assertThat(this.queue.next().turns()).isEqualTo(turns.subList(10, 20));
		assertThat(this.queue.isEmpty()).isFalse();
		assertThat(this.queue.next().turns()).isEqualTo(turns.subList(20, 23));
		assertThat(this.queue.isEmpty()).isTrue();
		assertThat(this.queue.next().size()).isZero();
	}

	@Test
	void batchIsBoundedInBytes() {
		List<WaitingTurn> turns = add(20, MEGABYTE, 3);
		int taken = 0;
		while (taken < turns.size()) {
			Batch batch = this.queue.next();
			assertThat(batch.turns()).isEqualTo(turns.subList(taken, taken + batch.size()));
			assertThat(weight(batch.turns())).isLessThanOrEqualTo(MOST_BYTES);
			taken += batch.size();
			assertThat(taken == turns.size() || batch.size() == 10
					|| weight(batch.turns()) + turns.get(taken).turn().weight() > MOST_BYTES)
				.isTrue();
		}
		assertThat(taken).isEqualTo(turns.size());
	}

	private static long weight(List<WaitingTurn> turns) {
		return turns.stream().mapToLong((turn) -> turn.turn().weight()).sum();
	}

	@Test
	void batchIsBoundedInRows() {
		List<WaitingTurn> turns = add(4, null, 2_000);
		assertThat(this.queue.next().turns()).isEqualTo(turns.subList(0, 2));
		assertThat(this.queue.next().turns()).isEqualTo(turns.subList(2, 4));
	}

	@Test
	void oneTurnAlwaysFits() {
		List<WaitingTurn> bytes = add(1, MEGABYTE, 40);
		List<WaitingTurn> rows = add(1, null, 6_000);
		List<WaitingTurn> small = add(1, null, 1);
		assertThat(this.queue.next().turns()).isEqualTo(bytes);
		assertThat(this.queue.next().turns()).isEqualTo(rows);
		assertThat(this.queue.next().turns()).isEqualTo(small);
	}

	@Test
	void turnThatMustGoAloneDoes() {
		WaitingTurn before = add(TestTurn.of("before"));
		WaitingTurn alone = add(new TestTurn("alone", "x", 1, true));
		WaitingTurn after = add(TestTurn.of("after"));
		assertThat(this.queue.next().turns()).containsExactly(before);
		assertThat(this.queue.next().turns()).containsExactly(alone);
		assertThat(this.queue.next().turns()).containsExactly(after);
	}

}
