package io.durable.worker.runtime;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.durable.store.TransientStoreException;
import io.durable.testing.HostileException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(180)
class LoopThreadTests {

	private static final Duration LONG = Duration.ofHours(1);

	private Loop loop;

	private Loop loop(LoopStep step) {
		this.loop = new LoopThread(CleanThreads.platform("loop-test-", null), "loop-test", "run a test", step);
		return this.loop;
	}

	@AfterEach
	void stop() {
		this.loop.stop();
	}

	static Throwable[] failures() {
		return new Throwable[] { new OutOfMemoryError("injected"), new StackOverflowError("injected"),
				new NoClassDefFoundError("injected"), new AssertionError("injected"), new HostileException(),
				new TransientStoreException("injected", null), new ThreadDeath() };
	}

	@ParameterizedTest
	@MethodSource("failures")
	void stepIsRepeatedWhateverItThrows(Throwable failure) throws Exception {
		CountDownLatch rounds = new CountDownLatch(3);
		loop(() -> {
			rounds.countDown();
			if (rounds.getCount() > 0) {
				throw LoopThreadTests.<RuntimeException>sneaky(failure);
			}
			return LONG;
		}).start();
		rounds.await();
		assertThat(this.loop.isStopped()).isFalse();
	}

	@Test
	void wakeEndsThePause() throws Exception {
		CountDownLatch first = new CountDownLatch(1);
		CountDownLatch second = new CountDownLatch(2);
		loop(() -> {
			first.countDown();
			second.countDown();
			return LONG;
		}).start();
		first.await();
		this.loop.wake();
		second.await();
	}

	@Test
	void wakeDuringAStepIsNotLost() throws Exception {
		CountDownLatch rounds = new CountDownLatch(2);
		loop(() -> {
			if (rounds.getCount() == 2) {
				this.loop.wake();
			}
			rounds.countDown();
			return LONG;
		}).start();
		rounds.await();
	}

	@Test
	void stopWaitsForTheStepThatIsUnderWay() throws Exception {
		AtomicInteger ended = new AtomicInteger();
		CountDownLatch begun = new CountDownLatch(1);
		loop(() -> {
			begun.countDown();
			while (!this.loop.isStopped()) {
				Thread.onSpinWait();
			}
			ended.incrementAndGet();
			return Duration.ZERO;
		}).start();
		begun.await();
		this.loop.stop();
		assertThat(ended).hasValue(1);
	}

	@Test
	void loopThatWasNotStartedCanBeStopped() {
		loop(() -> LONG).stop();
		assertThat(this.loop.isStopped()).isTrue();
	}

	@SuppressWarnings("unchecked")
	private static <T extends Throwable> T sneaky(Throwable thrown) throws T {
		throw (T) thrown;
	}

}
