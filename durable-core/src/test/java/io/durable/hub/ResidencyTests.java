package io.durable.hub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.TaskOrchestration;
import io.durable.client.DurableTaskClient;
import io.durable.function.FunctionRegistry.OrchestratorFunction;
import io.durable.history.HistoryEvent;
import io.durable.store.memory.InMemoryTaskHubStore;
import io.durable.worker.Residency;
import io.durable.worker.WorkerListener;
import io.durable.worker.WorkerOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What stays in memory, and what that costs.
 */
class ResidencyTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	@Test
	void longSequencesReplayLinearly() throws Exception {
		Work two = sequence(2000);
		Work four = sequence(4000);
		assertThat(four.replayed()).isLessThanOrEqualTo((long) (2.2 * Math.max(two.replayed(), 1)));
		assertThat(four.replayed()).isLessThan(4000L);
		assertThat(four.read()).isZero();
	}

	private Work sequence(int activities) throws Exception {
		AtomicLong replayed = new AtomicLong();
		AtomicLong read = new AtomicLong();
		try (TaskHub hub = TaskHub.inMemory().addListener(new WorkerListener() {

			@Override
			public void historyReplayed(int events) {
				replayed.addAndGet(events);
			}

			@Override
			public void historyRead(int events) {
				read.addAndGet(events);
			}

		}).addActivity("Next", (context) -> context.getInput(Integer.class) + 1).addOrchestration("Test", (context) -> {
			int n = 0;
			while (n < activities) {
				n = context.callActivity("Next", n, Integer.class).await();
			}
			return n;
		}).build()) {
			hub.start();
			String id = hub.client().scheduleNewOrchestrationInstance("Test");
			assertThat(hub.client().waitForInstanceCompletion(id, TIMEOUT, true).readOutputAs(Integer.class))
				.isEqualTo(activities);
		}
		return new Work(replayed.get(), read.get());
	}

	@ParameterizedTest
	@ValueSource(strings = { "off", "on" })
	void orchestratorThatSwallowsTheYieldIsParkedWithItsName(String mode) throws Exception {
		try (TaskHub hub = hub((context) -> {
			try {
				context.waitForExternalEvent("Go").await();
			}
			catch (Throwable ex) {
				return "swallowed";
			}
			return "done";
		}, "on".equals(mode) ? Residency.on() : Residency.off())) {
			String id = hub.client().scheduleNewOrchestrationInstance("Greedy");
			awaitParked(hub.client(), id);
			assertThat(hub.client().getInstanceMetadata(id, false).getParkedReason()).contains("'Greedy'")
				.contains("Catch Exception, not Throwable");
			assertThat(hub.client().getInstanceMetadata(id, false).getRuntimeStatus())
				.isEqualTo(OrchestrationRuntimeStatus.RUNNING);
			hub.client().raiseEvent(id, "Go");
			Awaitility.await()
				.atMost(TIMEOUT)
				.until(() -> hub.client()
					.getOrchestrationHistory(id)
					.stream()
					.anyMatch(HistoryEvent.EventRaised.class::isInstance));
			assertThat(hub.client().getInstanceMetadata(id, false).isCompleted()).isFalse();
			hub.client().terminate(id, "stop");
			assertThat(hub.client().waitForInstanceCompletion(id, TIMEOUT, true).getRuntimeStatus())
				.isEqualTo(OrchestrationRuntimeStatus.TERMINATED);
		}
	}

	@Test
	void orchestratorThatSwallowsTheYieldIsParkedWhenItsThreadIsTaken() throws Exception {
		TaskOrchestration greedy = (context) -> {
			while (true) {
				try {
					context.waitForExternalEvent("Go").await();
				}
				catch (Error ex) {
					throw new IllegalStateException("Disguised", ex);
				}
			}
		};
		try (TaskHub hub = hub(greedy, new Residency(1 << 20, 0, 1, OptionalLong.empty()))) {
			String first = hub.client().scheduleNewOrchestrationInstance("Greedy");
			Awaitility.await().atMost(TIMEOUT).until(() -> hub.client().getOrchestrationHistory(first).size() == 3);
			assertThat(hub.client().getInstanceMetadata(first, false).getParkedReason()).isNull();
			Awaitility.await().atMost(TIMEOUT).until(() -> {
				hub.client().scheduleNewOrchestrationInstance("Greedy");
				return hub.client().getInstanceMetadata(first, false).getParkedReason() != null;
			});
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 64 })
	void orchestratorsThatNeverUnwindDoNotStopTheNode(int parkFrom) throws Exception {
		Residency residency = new Residency(1 << 20, parkFrom, 2, OptionalLong.empty());
		try (TaskHub hub = hub((context) -> {
			while (true) {
				try {
					return context.waitForExternalEvent("Go").await();
				}
				catch (Throwable ex) {
					// Tries again for ever
				}
			}
		}, residency)) {
			hub.functions().add(new OrchestratorFunction("Healthy", (context) -> "well", "test", null));
			List<String> greedy = IntStream.range(0, 2 * hub.options().orchestratorThreads())
				.mapToObj((n) -> hub.client().scheduleNewOrchestrationInstance("Greedy"))
				.toList();
			String healthy = hub.client().scheduleNewOrchestrationInstance("Healthy");
			assertThat(hub.client().waitForInstanceCompletion(healthy, TIMEOUT, true).isCompleted()).isTrue();
			awaitParked(hub.client(), greedy.get(0));
			hub.client().terminate(greedy.get(0), "stop");
			assertThat(hub.client().waitForInstanceCompletion(greedy.get(0), TIMEOUT, true).getRuntimeStatus())
				.isEqualTo(OrchestrationRuntimeStatus.TERMINATED);
		}
	}

	@Test
	void parkedInstanceGoesOnWhenMendedCodeIsDeployed() throws Exception {
		AtomicBoolean mended = new AtomicBoolean();
		try (TaskHub hub = hub((context) -> {
			context.callActivity(mended.get() ? "A" : "B").await();
			context.waitForExternalEvent("Go").await();
			return "done";
		}, Residency.off())) {
			mended.set(true);
			String id = hub.client().scheduleNewOrchestrationInstance("Greedy");
			Awaitility.await()
				.atMost(TIMEOUT)
				.until(() -> hub.client()
					.getOrchestrationHistory(id)
					.stream()
					.filter(HistoryEvent.OrchestratorCompleted.class::isInstance)
					.count() == 2);
			mended.set(false);
			hub.client().raiseEvent(id, "Go");
			awaitParked(hub.client(), id);
			assertThat(hub.client().getInstanceMetadata(id, false).getParkedReason()).contains(id)
				.contains("called the activity 'A' (#0)")
				.contains("called the activity 'B' (#0)");
			mended.set(true);
			hub.stop(Duration.ofSeconds(1));
			hub.start();
			assertThat(hub.client().waitForInstanceCompletion(id, TIMEOUT, true).readOutputAs(String.class))
				.isEqualTo("done");
			assertThat(hub.client().getInstanceMetadata(id, false).getParkedReason()).isNull();
		}
	}

	@Test
	void unknownOrchestratorWaitsForItsCode() throws Exception {
		try (TaskHub hub = hub((context) -> "done", Residency.on())) {
			String id = hub.client().scheduleNewOrchestrationInstance("Later", 5);
			awaitParked(hub.client(), id);
			assertThat(hub.client().getInstanceMetadata(id, false).getParkedReason()).contains("'Later'")
				.contains("Greedy");
			hub.stop(Duration.ZERO);
			AtomicInteger input = new AtomicInteger();
			hub.functions().add(new OrchestratorFunction("Later", (context) -> {
				input.set(context.getInput(Integer.class));
				return "now";
			}, "test", null));
			hub.start();
			assertThat(hub.client().waitForInstanceCompletion(id, TIMEOUT, true).readOutputAs(String.class))
				.isEqualTo("now");
			assertThat(input).hasValue(5);
		}
	}

	@Test
	void memoryIsBounded() throws Exception {
		CopyOnWriteArrayList<Integer> reads = new CopyOnWriteArrayList<>();
		try (TaskHub hub = TaskHub.on(new InMemoryTaskHubStore())
			.options(WorkerOptions.defaults().withResidency(new Residency(10_000, 64, 4, OptionalLong.empty())))
			.addListener(new WorkerListener() {

				@Override
				public void historyRead(int events) {
					reads.add(events);
				}

			})
			.addOrchestration("Waits", (context) -> context.waitForExternalEvent("Go", String.class).await())
			.build()) {
			hub.start();
			DurableTaskClient client = hub.client();
			List<String> ids = new ArrayList<>();
			for (int i = 0; i < 200; i++) {
				String id = client.scheduleNewOrchestrationInstance("Waits");
				client.waitForInstanceStart(id, TIMEOUT);
				ids.add(id);
			}
			for (String id : ids) {
				client.raiseEvent(id, "Go", id);
			}
			for (String id : ids) {
				assertThat(client.waitForInstanceCompletion(id, TIMEOUT, true).readOutputAs(String.class))
					.isEqualTo(id);
			}
			hub.stop(TIMEOUT);
			assertThat(reads).hasSizeGreaterThan(100);
		}
	}

	private static void awaitParked(DurableTaskClient client, String id) {
		Awaitility.await().atMost(TIMEOUT).until(() -> client.getInstanceMetadata(id, false).getParkedReason() != null);
	}

	private static TaskHub hub(TaskOrchestration greedy, Residency residency) {
		TaskHub hub = TaskHub.inMemory()
			.options(WorkerOptions.defaults().withResidency(residency))
			.addActivity("A", (context) -> null)
			.addActivity("B", (context) -> null)
			.addOrchestration("Greedy", greedy)
			.build();
		hub.start();
		return hub;
	}

	/**
	 * What a run of the engine did.
	 *
	 * @param replayed history events that were replayed
	 * @param read history events that were read from the store
	 */
	record Work(long replayed, long read) {

	}

}
