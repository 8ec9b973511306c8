package io.durable.concurrency;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

import io.durable.hub.TaskHub;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A node that stops while it has something to do.
 */
class StopInterleavingTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(120);

	private static final Duration GRACE = Duration.ofSeconds(15);

	// Far below the grace, and far above what the steps of a scenario take of virtual
	// time
	private static final Duration AT_ONCE = Duration.ofSeconds(5);

	private static TaskHub.Builder builder(ScriptedStore store, CountDownLatch begun, Duration work) {
		return TaskHub.on(store)
			.addOrchestration("Long", (context) -> context.callActivity("Work", String.class).await())
			.addOrchestration("Wait", (context) -> context.waitForExternalEvent("Go", String.class).await())
			.addActivity("Work", (context) -> {
				begun.countDown();
				Thread.sleep(work.toMillis());
				return "done";
			});
	}

	@Test
	void whoWaitsIsToldAtOnce() {
		Interleavings.explore("whoWaitsIsToldAtOnce", (random) -> {
			CountDownLatch begun = new CountDownLatch(1);
			AtomicReference<Long> told = new AtomicReference<>();
			TaskHub hub = builder(new ScriptedStore(), begun, Duration.ofSeconds(30)).build();
			hub.start();
			hub.client().scheduleNewOrchestrationInstance("Long", null, "long");
			Thread waiter = new Thread(() -> {
				try {
					hub.client().waitForInstanceCompletion("long", TIMEOUT, false);
				}
				catch (RuntimeException | TimeoutException ex) {
					// It must say why, but how is left to it
				}
				told.set(System.nanoTime());
			}, "waiter");
			waiter.start();
			begun.await();
			long begin = System.nanoTime();
			hub.stop(GRACE);
			hub.close();
			waiter.join();
			assertThat(Duration.ofNanos(told.get() - begin)).isLessThan(AT_ONCE);
		});
	}

	@Test
	void othersGoOnWhileOneActivityUsesTheGrace() {
		Interleavings.explore("othersGoOnWhileOneActivityUsesTheGrace", (random) -> {
			CountDownLatch begun = new CountDownLatch(1);
			ScriptedStore store = new ScriptedStore().shared();
			try (TaskHub stopping = builder(store, begun, Duration.ofSeconds(30)).build();
					TaskHub other = builder(store, begun, Duration.ZERO).build()) {
				stopping.start();
				stopping.client().scheduleNewOrchestrationInstance("Long", null, "long");
				stopping.client().scheduleNewOrchestrationInstance("Wait", null, "wait");
				stopping.client().waitForInstanceStart("wait", TIMEOUT, false);
				begun.await();
				other.start();
				Thread stop = new Thread(() -> stopping.stop(GRACE), "stop");
				stop.start();
				long begin = System.nanoTime();
				other.client().raiseEvent("wait", "Go", "x");
				other.client().waitForInstanceCompletion("wait", TIMEOUT, false);
				assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(AT_ONCE);
				other.client().waitForInstanceCompletion("long", TIMEOUT, false);
				stop.join();
			}
		});
	}

}
