package io.durable.stuck;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import io.durable.client.DurableTaskClient;
import io.durable.client.NewOrchestrationInstanceOptions;
import io.durable.hub.TaskHub;
import io.durable.store.TransientStoreException;
import io.durable.testing.NodeScenarios;
import io.durable.worker.Residency;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A node that stops: others go on at once, nobody is left waiting, nothing is left
 * behind.
 */
class StopTests extends NodeScenarios {

	// Not even a machine that is slow loses it
	private static final Duration LEASE = Duration.ofSeconds(20);

	private final CountDownLatch working = new CountDownLatch(1);

	private final CountDownLatch done = new CountDownLatch(1);

	private TaskHub.Builder withLongActivity(TaskHub.Builder hubBuilder) {
		return hubBuilder.addActivity("Long", (context) -> {
			this.working.countDown();
			this.done.await(SOON.toSeconds() * 3, TimeUnit.SECONDS);
			return "done";
		}).addOrchestration("WorksLong", (context) -> context.callActivity("Long", String.class).await());
	}

	@Test
	void partitionsThatAreIdleAreHandedOverWhileALongActivityRuns() throws Exception {
		this.store.shared();
		this.builder = withLongActivity(newBuilder((options) -> options.withNode("first", LEASE)));
		TaskHub first = start();
		DurableTaskClient client = first.client();
		String longOne = client.scheduleNewOrchestrationInstance("WorksLong");
		List<String> others = IntStream.range(0, 20).mapToObj((n) -> "other-" + n).toList();
		for (String other : others) {
			waiting(client, other);
		}
		assertThat(this.working.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
		this.builder = withLongActivity(newBuilder((options) -> options.withNode("second", LEASE)));
		TaskHub second = start();
		Thread stopping = beside("stopping", () -> first.stop(SOON.multipliedBy(2)));
		others.forEach((other) -> second.client().raiseEvent(other, "Go"));
		await("most of the others complete", () -> {
			second.wakeUp();
			return others.stream()
				.filter((other) -> second.client().getInstanceMetadata(other, false).isCompleted())
				.count() >= others.size() / 2;
		});
		assertThat(stopping.isAlive()).isTrue();
		this.done.countDown();
		stopping.join(SOON.toMillis());
		assertThat(stopping.isAlive()).isFalse();
		await("the long one completes", () -> {
			second.wakeUp();
			return second.client().getInstanceMetadata(longOne, false).isCompleted();
		});
		assertThat(assertCompletes(second.client(), longOne).readOutputAs(String.class)).isEqualTo("done");
		for (String other : others) {
			assertCompletes(second.client(), other);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whoWaitsForAnInstanceIsToldThatTheNodeStops(boolean forCompletion) throws Exception {
		TaskHub hub = start();
		DurableTaskClient client = hub.client();
		String id = forCompletion ? waiting(client, "waits") : delayed(client);
		AtomicReference<Throwable> told = new AtomicReference<>();
		Thread waiting = beside("waiting", () -> {
			try {
				if (forCompletion) {
					client.waitForInstanceCompletion(id, SOON.multipliedBy(2), false);
				}
				else {
					client.waitForInstanceStart(id, SOON.multipliedBy(2));
				}
			}
			catch (Exception ex) {
				told.set(ex);
			}
		});
		await("it waits", () -> waiting.getState() == Thread.State.TIMED_WAITING);
		hub.stop(Duration.ofSeconds(5));
		waiting.join(SOON.toMillis());
		assertThat(waiting.isAlive()).isFalse();
		assertThat(told.get()).isNotNull();
		assertThat(told.get().getMessage()).containsIgnoringCase("stop").contains(id);
	}

	private String delayed(DurableTaskClient client) {
		return client.scheduleNewOrchestrationInstance("Waits",
				new NewOrchestrationInstanceOptions().setInstanceId("delayed")
					.setStartTime(this.clock.instant().plus(Duration.ofHours(1))));
	}

	@Test
	void whoWaitsIsToldAtTheBeginningOfTheGrace() throws Exception {
		this.builder = withLongActivity(newBuilder((options) -> options));
		TaskHub hub = start();
		DurableTaskClient client = hub.client();
		client.scheduleNewOrchestrationInstance("WorksLong");
		assertThat(this.working.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
		String id = waiting(client, "waits");
		Thread waiting = beside("waiting", () -> {
			try {
				client.waitForInstanceCompletion(id, SOON.multipliedBy(2), false);
			}
			catch (Exception ex) {
				// Told
			}
		});
		await("it waits", () -> waiting.getState() == Thread.State.TIMED_WAITING);
		Thread stopping = beside("stopping", () -> hub.stop(SOON.multipliedBy(2)));
		waiting.join(SOON.toMillis());
		assertThat(waiting.isAlive()).isFalse();
		assertThat(stopping.isAlive()).isTrue();
		this.done.countDown();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 64 })
	void noThreadIsLeftWhenTheStoreIsGone(int parkFrom) throws Exception {
		Set<Thread> before = engineThreads();
		AtomicBoolean gone = new AtomicBoolean();
		this.store.before((call) -> {
			// Clients have got their messages through just before
			if (gone.get() && !"send".equals(call.method()) && !"find".equals(call.method())) {
				throw new TransientStoreException("gone", null);
			}
		});
		options((options) -> options.withResidency(new Residency(1 << 20, parkFrom, 64, OptionalLong.empty())));
		this.builder.addOrchestration("LongOne", (context) -> {
			for (int i = 0; i < 30; i++) {
				context.callActivity("SayHello", i, String.class).await();
			}
			context.setCustomStatus("waits");
			context.waitForExternalEvent("Go").await();
			return context.waitForExternalEvent("Go", String.class).await();
		});
		TaskHub hub = start();
		DurableTaskClient client = hub.client();
		List<String> ids = IntStream.range(0, 10)
			.mapToObj((n) -> client.scheduleNewOrchestrationInstance("LongOne"))
			.toList();
		for (String id : ids) {
			await("it waits", () -> client.getInstanceMetadata(id, true).getSerializedCustomStatus() != null);
		}
		gone.set(true);
		ids.subList(0, 5).forEach((id) -> client.raiseEvent(id, "Go"));
		hub.stop(Duration.ofMillis(100));
		Awaitility.await().dontCatchUncaughtExceptions().atMost(SOON).untilAsserted(() -> {
			Set<Thread> left = engineThreads();
			left.removeAll(before);
			assertThat(left).extracting(Thread::getName).isEmpty();
		});
	}

	@Test
	void activityThatIgnoresItsInterruptDoesNotHoldTheOtherPartitions() throws Exception {
		this.builder.addActivity("Stubborn", (context) -> {
			this.working.countDown();
			while (this.done.getCount() > 0) {
				Thread.onSpinWait();
			}
			return null;
		}).addOrchestration("IsStubborn", (context) -> context.callActivity("Stubborn").await());
		TaskHub hub = start();
		hub.client().scheduleNewOrchestrationInstance("IsStubborn");
		assertThat(this.working.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
		Thread stopping = beside("stopping", () -> hub.stop(Duration.ofMillis(100)));
		stopping.join(SOON.toMillis());
		assertThat(stopping.isAlive()).isFalse();
		assertThat(this.data.leases().owners()).allMatch((partition) -> partition.owner() == null);
		this.done.countDown();
	}

}
