package io.durable.load;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

import com.sun.management.ThreadMXBean;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.client.DurableTaskClient;
import io.durable.function.FunctionRegistry.OrchestratorFunction;
import io.durable.hub.TaskHub;
import io.durable.store.memory.InMemoryTaskHubStore;
import io.durable.testing.NodeScenarios;
import io.durable.testing.WatchedStore;
import io.durable.worker.Residency;
import io.durable.worker.WorkerListener;
import io.durable.worker.WorkerOptions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many instances and a cache that holds few of them. What the engine's threads allocate
 * is what they do: it may grow with the number of turns, not with its square.
 */
class EvictionTests extends NodeScenarios {

	private static final String INPUT = "x".repeat(5000);

	private static final Residency SMALL = new Residency(200_000, 64, 4, OptionalLong.empty());

	private static final int THREADS = 4;

	// Of tests before this one
	private final Set<Thread> threadsBefore = engineThreads();

	private final AtomicLong historiesRead = new AtomicLong();

	private final AtomicLong eventsRead = new AtomicLong();

	private TaskHub hub(WatchedStore watched, Residency residency) {
		return TaskHub.on(watched)
			.options(WorkerOptions.defaults().withResidency(residency).withOrchestratorThreads(THREADS))
			.addListener(new WorkerListener() {

				@Override
				public void historyRead(int events) {
					EvictionTests.this.historiesRead.incrementAndGet();
					EvictionTests.this.eventsRead.addAndGet(events);
				}

			})
			.addActivity("Block", (context) -> {
				this.atTheEnd.await();
				return null;
			})
			.addOrchestration("Waits", (context) -> context.waitForExternalEvent("Go").await())
			.addOrchestration("Blocked", (context) -> context.callActivity("Block").await())
			.build();
	}

	@Test
	void costOfManyWaitingInstancesGrowsWithTheirNumber() throws Exception {
		startMany(200);
		long some = startMany(400);
		long twice = startMany(800);
		assertThat(twice).as("%d for half of them", some).isLessThan((long) (2.4 * some));
	}

	// Their turns are committed while all threads for turns are taken
	private long startMany(int instances) throws Exception {
		WatchedStore watched = new WatchedStore(new InMemoryTaskHubStore());
		AtomicLong committed = new AtomicLong();
		CountDownLatch allComputed = new CountDownLatch(1);
		watched.before((call) -> {
			if (call.isCommit()) {
				allComputed.await();
			}
		});
		watched.after((call) -> {
			if (call.isCommit()) {
				committed.addAndGet(call.checkpoint().turns().size());
			}
		});
		awaitNoThread();
		CountDownLatch asleep = new CountDownLatch(THREADS);
		CountDownLatch wake = new CountDownLatch(1);
		try (TaskHub hub = hub(watched, SMALL)) {
			hub.functions().add(new OrchestratorFunction("Sleeper", (context) -> {
				asleep.countDown();
				wake.await();
				return null;
			}, "test", null));
			hub.start();
			for (int i = 0; i < instances; i++) {
				hub.client().scheduleNewOrchestrationInstance("Waits", INPUT);
			}
			awaitEngineAtRest();
			for (int i = 0; i < THREADS; i++) {
				hub.client().scheduleNewOrchestrationInstance("Sleeper");
			}
			assertThat(asleep.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
			allComputed.countDown();
			await("all have had a turn", () -> committed.get() >= instances);
			awaitEngineAtRest();
			long allocated = allocated();
			wake.countDown();
			return allocated;
		}
		finally {
			allComputed.countDown();
			wake.countDown();
		}
	}

	@Test
	void costOfARestartGrowsWithTheNumberOfOpenInstances() throws Exception {
		restartWith(200);
		long some = restartWith(600);
		long twice = restartWith(1200);
		assertThat(twice).as("%d for half of them", some).isLessThan((long) (2.4 * some));
	}

	private long restartWith(int instances) throws Exception {
		WatchedStore watched = new WatchedStore(new InMemoryTaskHubStore());
		try (TaskHub first = hub(watched, Residency.on())) {
			first.start();
			for (int i = 0; i < instances; i++) {
				first.client().scheduleNewOrchestrationInstance("Blocked", INPUT);
			}
			awaitRunning(watched, instances);
		}
		awaitNoThread();
		this.historiesRead.set(0);
		try (TaskHub second = hub(watched, SMALL)) {
			second.start();
			await("all are looked at", () -> this.historiesRead.get() >= instances);
			awaitEngineAtRest();
			assertThat(this.historiesRead.get()).isLessThan(2L * instances);
			return allocated();
		}
	}

	@Test
	void historiesAreReadAsOftenAsThereAreTurnsAtMost() throws Exception {
		int instances = 1000;
		try (TaskHub hub = hub(this.store, SMALL)) {
			hub.start();
			DurableTaskClient client = hub.client();
			List<String> ids = new ArrayList<>();
			for (int i = 0; i < instances; i++) {
				ids.add(client.scheduleNewOrchestrationInstance("Waits", INPUT));
			}
			awaitRunning(this.store, instances);
			for (int round = 0; round < 3; round++) {
				ids.forEach((id) -> client.raiseEvent(id, "Other"));
			}
			ids.forEach((id) -> client.raiseEvent(id, "Go"));
			await("all complete",
					() -> this.store.client()
						.countByStatus()
						.getOrDefault(OrchestrationRuntimeStatus.COMPLETED, 0L) == instances);
			// Listeners have heard everything after that
			hub.stop(SOON);
			// At most one for each event, of a history of a dozen events
			assertThat(this.historiesRead.get()).isLessThanOrEqualTo(4L * instances);
			assertThat(this.eventsRead.get()).isLessThan(4L * 12 * instances);
		}
	}

	private void awaitNoThread() {
		await("no thread of a former node is left", () -> this.threadsBefore.containsAll(engineThreads()));
	}

	private static void awaitRunning(WatchedStore watched, int instances) {
		await("all run",
				() -> watched.client()
					.countByStatus()
					.getOrDefault(OrchestrationRuntimeStatus.RUNNING, 0L) == instances);
	}

	private static ThreadMXBean threads() {
		return (ThreadMXBean) ManagementFactory.getThreadMXBean();
	}

	// By the threads of the engine that are alive: those of its pools are for a while
	private long allocated() {
		ThreadMXBean threads = threads();
		Set<Long> others = this.threadsBefore.stream().map(Thread::getId).collect(Collectors.toSet());
		long bytes = 0;
		for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
			if (thread != null && thread.getThreadName().startsWith("durable-")
					&& !others.contains(thread.getThreadId())) {
				bytes += Math.max(0, threads.getThreadAllocatedBytes(thread.getThreadId()));
			}
		}
		return bytes;
	}

}
