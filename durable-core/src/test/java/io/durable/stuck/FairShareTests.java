package io.durable.stuck;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.durable.api.Limits;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.Task;
import io.durable.client.DurableTaskClient;
import io.durable.client.NewOrchestrationInstanceOptions;
import io.durable.hub.TaskHub;
import io.durable.testing.NodeScenarios;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One instance, or those of one kind, have much to do: the others get their share.
 */
class FairShareTests extends NodeScenarios {

	private static final int MANY = 25_000;

	private final Semaphore permits = new Semaphore(0);

	private final AtomicInteger begun = new AtomicInteger();

	private final AtomicInteger atATime = new AtomicInteger();

	private final AtomicInteger mostAtATime = new AtomicInteger();

	private static Limits limits() {
		Limits limits = Limits.defaults();
		return new Limits(limits.payloadBytes(), limits.payloadWarnBytes(), limits.historyBytes(),
				limits.historyWarnBytes(), limits.historyEvents(), limits.historyWarnEvents(), limits.openTasks(),
				limits.actionsPerTurn(), 10 * MANY, limits.customStatusBytes(), limits.queryPage());
	}

	private String delayed(DurableTaskClient client) {
		return client.scheduleNewOrchestrationInstance("Waits",
				new NewOrchestrationInstanceOptions().setInstanceId("delayed")
					.setStartTime(this.clock.instant().plus(Duration.ofHours(1))));
	}

	@Test
	void eventsAheadOfADelayedStartDoNotKeepOthersWaiting() throws Exception {
		this.builder.limits(limits());
		TaskHub hub = build();
		DurableTaskClient client = hub.client();
		String delayed = delayed(client);
		String waits = client.scheduleNewOrchestrationInstance("Waits");
		for (int i = 0; i < MANY; i++) {
			client.raiseEvent(delayed, "Other");
		}
		client.raiseEvent(delayed, "Go", "on");
		client.raiseEvent(waits, "Go");
		hub.start();
		assertCompletes(client, waits);
		assertWorks(hub);
		this.clock.advance(Duration.ofHours(2));
		hub.wakeUp();
		assertThat(assertCompletes(client, delayed).readOutputAs(String.class)).isEqualTo("on");
	}

	@Test
	void eventsAheadOfADelayedStartAreTakenOutOfTheInbox() throws Exception {
		TaskHub hub = start();
		String delayed = delayed(hub.client());
		for (int i = 0; i < 100; i++) {
			hub.client().raiseEvent(delayed, "Other");
		}
		await("events in the history", () -> this.store.use().consumedBy(delayed) >= 100);
		assertThat(hub.client().getInstanceMetadata(delayed, false).getRuntimeStatus())
			.isEqualTo(OrchestrationRuntimeStatus.PENDING);
	}

	@Test
	void manyEventsToOneDoNotKeepOthersWaiting() throws Exception {
		this.builder.limits(limits()).addOrchestration("Collects", (context) -> {
			int n = context.getInput(Integer.class);
			for (int i = 0; i < 1000; i++) {
				context.waitForExternalEvent("Number").await();
			}
			if (n + 1000 < MANY / 1000 * 1000) {
				context.continueAsNew(n + 1000);
			}
			return n;
		});
		TaskHub hub = build();
		DurableTaskClient client = hub.client();
		String busy = client.scheduleNewOrchestrationInstance("Collects", 0);
		for (int i = 0; i < MANY; i++) {
			client.raiseEvent(busy, "Number", i);
		}
		String greets = client.scheduleNewOrchestrationInstance("HelloCities");
		hub.start();
		assertCompletes(client, greets);
		assertCompletes(client, busy);
	}

	@Test
	void terminationGetsPastABacklogOfEventsToTheSameInstance() throws Exception {
		this.builder.limits(limits());
		TaskHub hub = build();
		DurableTaskClient client = hub.client();
		String unwanted = client.scheduleNewOrchestrationInstance("Waits");
		for (int i = 0; i < MANY; i++) {
			client.raiseEvent(unwanted, "Other");
		}
		client.terminate(unwanted, "enough");
		hub.start();
		assertEnds(client, unwanted, OrchestrationRuntimeStatus.TERMINATED);
		assertThat(client.getOrchestrationHistory(unwanted)).hasSizeLessThan(MANY / 2);
	}

	@Test
	void endlessStartsDoNotKeepEventsAndTerminationsWaiting() throws Exception {
		this.store.notExclusive();
		CountDownLatch backlog = new CountDownLatch(1);
		// Faster than the node, but not as much as a busy machine makes them
		Semaphore mayStart = new Semaphore(22_000);
		TaskHub hub = start();
		DurableTaskClient client = hub.client();
		String waits = waiting(client, "waits");
		String unwanted = waiting(client, "unwanted");
		this.store.before((call) -> {
			if (call.isCommit()) {
				backlog.await();
			}
		});
		this.store.after((call) -> {
			if (call.isCommit()) {
				mayStart.release(2 * call.checkpoint().turns().size());
			}
		});
		AtomicInteger starts = new AtomicInteger();
		List<Thread> starters = IntStream.range(0, 2).mapToObj((n) -> beside("starter-" + n, () -> {
			while (this.atTheEnd.getCount() > 0 && starts.get() < 100_000) {
				if (mayStart.tryAcquire(10, TimeUnit.MILLISECONDS)) {
					client.scheduleNewOrchestrationInstance("Waits");
					starts.incrementAndGet();
				}
			}
		})).toList();
		Awaitility.await("a backlog").atMost(SOON.multipliedBy(3)).until(() -> starts.get() > 21_000);
		client.raiseEvent(waits, "Go");
		client.terminate(unwanted, null);
		int before = starts.get();
		int commits = this.store.calls("commit");
		backlog.countDown();
		assertCompletes(client, waits);
		assertEnds(client, unwanted, OrchestrationRuntimeStatus.TERMINATED);
		int later = starts.get() - before;
		int commitsLater = this.store.calls("commit") - commits;
		this.atTheEnd.countDown();
		for (Thread starter : starters) {
			starter.join();
		}
		assertThat(later).as("starts meanwhile, in %d commits", commitsLater).isLessThan(MANY);
	}

	private TaskHub startLarge(int activities) {
		this.builder.addActivity("Slow", (context) -> {
			this.begun.incrementAndGet();
			this.mostAtATime.accumulateAndGet(this.atATime.incrementAndGet(), Math::max);
			while (this.atTheEnd.getCount() > 0 && !this.permits.tryAcquire(10, TimeUnit.MILLISECONDS)) {
				// Until the test lets it end
			}
			this.atATime.decrementAndGet();
			return null;
		}).addOrchestration("Large", (context) -> {
			List<Task<Void>> tasks = IntStream.range(0, activities)
				.mapToObj((n) -> context.callActivity("Slow"))
				.toList();
			return context.allOf(tasks).await().size();
		});
		return start();
	}

	@Test
	void activitiesOfALargeInstanceDoNotKeepThoseOfAnotherWaiting() throws Exception {
		options((options) -> options.withActivityThreads(4));
		TaskHub hub = startLarge(5000);
		DurableTaskClient client = hub.client();
		client.scheduleNewOrchestrationInstance("Large");
		await("all slots are taken", () -> this.begun.get() == 4);
		String greets = client.scheduleNewOrchestrationInstance("HelloCities");
		// One ends after the other, for as long as it takes, and no faster than the node
		// takes in what there is
		Thread releasing = beside("releasing", () -> {
			for (int i = 1; i < 5000 && this.atTheEnd.getCount() > 0
					&& !client.getInstanceMetadata(greets, false).isCompleted(); i++) {
				int before = this.begun.get();
				this.permits.release();
				for (int spin = 0; spin < 10_000 && this.begun.get() == before; spin++) {
					Thread.onSpinWait();
				}
				for (int look = 0; look < 1000 && !isEngineAtRest(); look++) {
					Thread.onSpinWait();
				}
			}
		});
		assertCompletes(client, greets);
		int begunMeanwhile = this.begun.get();
		releasing.join();
		assertThat(begunMeanwhile).isLessThan(1000);
	}

	@Test
	void boundedActivityLeavesSlotsForOthers() throws Exception {
		options((options) -> options.withActivityThreads(4).withMaxConcurrent("Slow", 2));
		TaskHub hub = startLarge(20);
		DurableTaskClient client = hub.client();
		String large = client.scheduleNewOrchestrationInstance("Large");
		await("two slots are taken", () -> this.mostAtATime.get() >= 2);
		assertWorks(hub);
		this.permits.release(20);
		assertCompletes(client, large);
		assertThat(this.mostAtATime).hasValue(2);
	}

	@Test
	void boundHoldsForAllInstancesTogether() throws Exception {
		options((options) -> options.withActivityThreads(4).withMaxConcurrent("Slow", 2));
		TaskHub hub = startLarge(1);
		DurableTaskClient client = hub.client();
		List<String> ids = IntStream.range(0, 10)
			.mapToObj((n) -> client.scheduleNewOrchestrationInstance("Large"))
			.toList();
		await("two slots are taken", () -> this.mostAtATime.get() >= 2);
		assertWorks(hub);
		this.permits.release(10);
		for (String id : ids) {
			assertCompletes(client, id);
		}
		assertThat(this.mostAtATime).hasValue(2);
	}

}
