package io.durable.worker.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(180)
class TaskSlotsTests {

	private static final Duration SOON = Duration.ofSeconds(60);

	private final Queue<Runnable> source = new ConcurrentLinkedQueue<>();

	private final ThreadPool threads = new ThreadPool(CleanThreads.platform("slots-test-", null));

	private final CountDownLatch atTheEnd = new CountDownLatch(1);

	private TaskSlots slots = slots(2);

	private TaskSlots slots(int limit) {
		return new TaskSlots(this.threads, limit, this.source::poll);
	}

	@AfterEach
	void stop() {
		this.atTheEnd.countDown();
		this.slots.stop();
	}

	private void block(CountDownLatch begun) {
		begun.countDown();
		try {
			this.atTheEnd.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void awaitIdle() {
		Awaitility.await().atMost(SOON).until(() -> this.source.isEmpty() && this.slots.active() == 0);
	}

	@Test
	void noMoreRunAtTheSameTimeThanThereAreSlots() {
		AtomicInteger now = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		AtomicInteger done = new AtomicInteger();
		for (int i = 0; i < 2_000; i++) {
			this.source.add(() -> {
				most.accumulateAndGet(now.incrementAndGet(), Math::max);
				now.decrementAndGet();
				done.incrementAndGet();
			});
			this.slots.wake();
		}
		awaitIdle();
		assertThat(done).hasValue(2_000);
		assertThat(most.get()).isBetween(1, 2);
	}

	@Test
	void noTaskIsLeftWhoeverWakesAndWhenever() throws Exception {
		AtomicInteger done = new AtomicInteger();
		List<Thread> wakers = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			Thread waker = new Thread(() -> {
				for (int n = 0; n < 2_000; n++) {
					this.source.add(done::incrementAndGet);
					this.slots.wake();
				}
			});
			wakers.add(waker);
			waker.start();
		}
		for (Thread waker : wakers) {
			waker.join();
		}
		awaitIdle();
		assertThat(done).hasValue(16_000);
	}

	@Test
	void taskThatThrowsFreesItsSlotAndTheNextRuns() {
		AtomicInteger done = new AtomicInteger();
		for (int i = 0; i < 10; i++) {
			this.source.add(() -> {
				throw new OutOfMemoryError("injected");
			});
			this.source.add(done::incrementAndGet);
		}
		this.slots.wake();
		awaitIdle();
		assertThat(done).hasValue(10);
	}

	@Test
	void sourceThatThrowsIsAskedAgainAtTheNextWake() {
		AtomicInteger asked = new AtomicInteger();
		AtomicInteger done = new AtomicInteger();
		this.slots = new TaskSlots(this.threads, 2, () -> {
			if (asked.getAndIncrement() == 0) {
				throw new StackOverflowError("injected");
			}
			return this.source.poll();
		});
		this.source.add(done::incrementAndGet);
		this.slots.wake();
		Awaitility.await().atMost(SOON).until(() -> this.slots.active() == 0);
		this.slots.wake();
		Awaitility.await().atMost(SOON).until(() -> done.get() == 1);
	}

	@Test
	void threadThatNeverComesBackIsReplacedOnce() throws Exception {
		this.slots = slots(1);
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch ran = new CountDownLatch(1);
		this.source.add(() -> {
			TaskSlots.replaceCurrentThread();
			TaskSlots.replaceCurrentThread();
			block(begun);
		});
		this.slots.wake();
		begun.await();
		this.source.add(ran::countDown);
		this.slots.wake();
		ran.await();
		Awaitility.await().atMost(SOON).until(() -> this.slots.active() == 0);
		this.atTheEnd.countDown();
		assertThat(this.threads.awaitEnd(Duration.ZERO)).isFalse();
		this.slots.stop();
		assertThat(this.threads.awaitEnd(SOON)).isTrue();
		assertThat(this.slots.active()).isZero();
	}

	@Test
	void oneMoreIsAllowedWhileOneIsBlockedAndTakenBackAfterwards() throws Exception {
		this.slots = slots(1);
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch ran = new CountDownLatch(1);
		this.source.add(() -> block(begun));
		this.slots.wake();
		begun.await();
		this.source.add(ran::countDown);
		this.slots.wake();
		assertThat(this.slots.active()).isOne();
		assertThat(this.slots.addExtra()).isTrue();
		ran.await();
		this.slots.removeExtra();
		this.atTheEnd.countDown();
		awaitIdle();
	}

	@Test
	void extraThreadsAreBounded() {
		int allowed = 0;
		while (this.slots.addExtra()) {
			allowed++;
		}
		assertThat(allowed).isEqualTo(64);
		this.slots.removeExtra();
		assertThat(this.slots.addExtra()).isTrue();
	}

	@Test
	void nothingBeginsAfterAStop() {
		this.slots.stop();
		AtomicInteger done = new AtomicInteger();
		this.source.add(done::incrementAndGet);
		this.slots.wake();
		assertThat(this.slots.active()).isZero();
		assertThat(done).hasValue(0);
	}

	@Test
	void threadKnowsItsSlots() {
		List<TaskSlots> found = new ArrayList<>();
		this.source.add(() -> found.add(TaskSlots.ofCurrentThread()));
		this.slots.wake();
		awaitIdle();
		assertThat(found).containsExactly(this.slots);
		assertThat(TaskSlots.ofCurrentThread()).isNull();
	}

}
