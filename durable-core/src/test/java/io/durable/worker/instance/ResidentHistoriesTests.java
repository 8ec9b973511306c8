package io.durable.worker.instance;

import java.util.ArrayList;
import java.util.List;

import io.durable.store.InboxMessage;
import io.durable.store.lease.PartitionLease;
import io.durable.worker.turn.Turn;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ResidentHistoriesTests {

	private final ResidentHistories histories = new ResidentHistories(100);

	private final List<String> evicted = new ArrayList<>();

	private final TurnCycle cycle = new TurnCycle(null, null, null, null, null, null, this.histories, null, null,
			new StrandedInstances(), null, null);

	private InstanceSlot slot(String id) {
		return new InstanceSlot(id, new RecordingHome(), this.cycle);
	}

	@Test
	void leastRecentlyUsedGoesFirst() {
		InstanceSlot a = slot("a");
		InstanceSlot b = slot("b");
		this.histories.used(a, 40);
		this.histories.used(b, 40);
		this.histories.used(a, 40);
		this.histories.used(slot("c"), 40);
		assertThat(this.evicted).containsExactly("b");
		assertThat(this.histories.bytes()).isEqualTo(80);
		assertThat(this.histories.count()).isEqualTo(2);
		assertThat(this.histories.evicted()).isOne();
	}

	@Test
	void victimIsChosenOnce() {
		for (int i = 0; i < 10; i++) {
			this.histories.used(slot("i" + i), 100);
		}
		assertThat(this.evicted).hasSize(9).doesNotHaveDuplicates();
		assertThat(this.histories.bytes()).isEqualTo(100);
	}

	@Test
	void historyThatGrowsIsCountedOnce() {
		InstanceSlot a = slot("a");
		this.histories.used(a, 10);
		this.histories.used(a, 60);
		assertThat(this.histories.bytes()).isEqualTo(60);
		this.histories.forget(a);
		this.histories.forget(a);
		assertThat(this.histories.bytes()).isZero();
	}

	@Test
	void historyThatIsLargerThanAllMayHaveDoesNotStay() {
		this.histories.used(slot("a"), 10);
		this.histories.used(slot("large"), 1_000);
		assertThat(this.evicted).containsExactly("a", "large");
		assertThat(this.histories.bytes()).isZero();
		assertThat(this.histories.count()).isZero();
	}

	private final class RecordingHome implements InstanceHome {

		@Override
		public PartitionLease lease() {
			return new PartitionLease(0, 1);
		}

		@Override
		public boolean claim(InboxMessage message) {
			return true;
		}

		@Override
		public void committed(Turn turn) {
		}

		@Override
		public void dropped(InstanceSlot slot, Turn turn) {
		}

		@Override
		public void lost() {
		}

		@Override
		public void busy(InstanceSlot slot, boolean busy) {
			if (busy) {
				ResidentHistoriesTests.this.evicted.add(slot.instanceId());
			}
		}

		@Override
		public void hasRoom(InstanceSlot slot) {
		}

		@Override
		public void mayForget(InstanceSlot slot) {
		}

	}

}
