package io.durable.worker.partition;

import java.util.List;

import io.durable.worker.memory.MemoryBudget;
import io.durable.worker.memory.Share;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class InboxBooksTests {

	private final MemoryBudget budget = new MemoryBudget(1_000_000);

	private final InboxBooks books = new InboxBooks(this.budget);

	private void deliver(long id, Share share, long weight) {
		this.budget.take(share, weight);
		this.books.deliver(id, share, weight);
	}

	@Test
	void messageIsKnownUntilItIsForgotten() {
		assertThat(this.books.knows(1)).isFalse();
		deliver(1, Share.READ, 10);
		assertThat(this.books.knows(1)).isTrue();
		this.books.forget(1L);
		assertThat(this.books.knows(1)).isFalse();
		assertThat(this.budget.used(Share.READ)).isZero();
	}

	@Test
	void eachShareGetsBackWhatWasTakenFromItOnce() {
		deliver(1, Share.READ, 10);
		deliver(2, Share.HANDED_OVER, 20);
		deliver(3, Share.CONTROL, 30);
		this.books.consumed(List.of(1L, 2L));
		this.books.consumed(List.of(1L, 2L));
		this.books.forget(1L);
		assertThat(this.budget.used(Share.READ)).isZero();
		assertThat(this.budget.used(Share.HANDED_OVER)).isZero();
		assertThat(this.budget.used(Share.CONTROL)).isEqualTo(30);
		this.books.forgetAll();
		this.books.forgetAll();
		assertThat(this.budget.used(Share.CONTROL)).isZero();
		assertThat(this.books.knows(3)).isFalse();
	}

	@Test
	void messageConsumedDuringAReadIsKnownToItsEnd() {
		deliver(1, Share.READ, 1);
		this.books.readBegins();
		this.books.consumed(List.of(1L));
		assertThat(this.books.knows(1)).isTrue();
		this.books.readEnds();
		// The next read may have begun before: its snapshot too may be older
		assertThat(this.books.knows(1)).isTrue();
		this.books.readBegins();
		assertThat(this.books.knows(1)).isTrue();
		this.books.readEnds();
		assertThat(this.books.knows(1)).isFalse();
	}

	@Test
	void booksDoNotGrowWithWhatIsConsumedBetweenReads() {
		for (long id = 0; id < 1_000; id++) {
			deliver(id, Share.READ, 1);
			this.books.consumed(List.of(id));
			this.books.readBegins();
			this.books.readEnds();
			assertThat(this.books.knows(id)).isFalse();
		}
		assertThat(this.budget.used(Share.READ)).isZero();
	}

	@Test
	void partitionIsBehindUntilItsInboxWasReadOnce() {
		assertThat(this.books.isBehind()).isTrue();
		assertThat(this.books.hasUnread()).isTrue();
		assertThat(this.books.hasBeenRead()).isFalse();
		this.books.hasReadUpTo(this.books.leftToReader());
		assertThat(this.books.isBehind()).isFalse();
		assertThat(this.books.hasUnread()).isFalse();
		assertThat(this.books.hasBeenRead()).isTrue();
	}

	@Test
	void messageLeftToTheReaderDuringAReadIsNotCoveredByIt() {
		this.books.hasReadUpTo(this.books.leftToReader());
		long mark = this.books.leftToReader();
		this.books.leaveToReader();
		this.books.hasReadUpTo(mark);
		assertThat(this.books.isBehind()).isTrue();
		assertThat(this.books.hasUnread()).isTrue();
		this.books.hasReadUpTo(this.books.leftToReader());
		assertThat(this.books.isBehind()).isFalse();
	}

	@Test
	void quickReadIsEnoughForNewMessagesButNotForOlderOnes() {
		this.books.hasReadUpTo(this.books.leftToReader());
		this.books.leaveToReader();
		this.books.hasQuicklyReadUpTo(this.books.leftToReader());
		assertThat(this.books.hasUnread()).isFalse();
		assertThat(this.books.isBehind()).isTrue();
	}

	@Test
	void marksDoNotGoBack() {
		this.books.leaveToReader();
		this.books.hasReadUpTo(this.books.leftToReader());
		this.books.hasReadUpTo(1);
		assertThat(this.books.isBehind()).isFalse();
	}

}
