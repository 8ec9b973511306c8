package io.durable.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.Task;
import io.durable.hub.TaskHub;
import io.durable.store.memory.InMemoryTaskHubStore;
import io.durable.testing.TestClock;
import io.durable.worker.Residency;
import io.durable.worker.WorkerOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A hundred thousand timers that are due in ten years.
 */
class ManyTimersTests {

	private static final int INSTANCES = 100;

	private static final int TIMERS = 1000;

	@Test
	void pendingTimersNeedNeitherThreadsNorResidentInstances() throws Exception {
		TestClock clock = new TestClock();
		WorkerOptions options = WorkerOptions.defaults().withResidency(Residency.off());
		try (TaskHub hub = TaskHub.on(new InMemoryTaskHubStore(clock))
			.clock(clock)
			.options(options)
			.addOrchestration("Timers", (context) -> {
				List<Task<Void>> timers = IntStream.range(0, TIMERS)
					.mapToObj((i) -> context.createTimer(Duration.ofDays(3650)))
					.toList();
				context.setCustomStatus("set");
				return context.allOf(timers).await().size();
			})
			.build()) {
			long threadsBefore = threads();
			hub.start();
			List<String> ids = new ArrayList<>();
			for (int i = 0; i < INSTANCES; i++) {
				ids.add(hub.client().scheduleNewOrchestrationInstance("Timers"));
			}
			Awaitility.await()
				.atMost(Duration.ofSeconds(60))
				.until(() -> ids.stream()
					.allMatch((id) -> hub.client().getInstanceMetadata(id, false).getSerializedCustomStatus() != null));
			assertThat(hub.store()
				.worker()
				.readTimers(hub.ownedPartitions(), null, clock.instant().plus(Duration.ofDays(4000)), 200_000))
				.hasSize(INSTANCES * TIMERS);
			assertThat(threads() - threadsBefore).isLessThan(100);
			clock.advance(Duration.ofDays(3650));
			hub.wakeUp();
			for (String id : ids) {
				assertThat(hub.client().waitForInstanceCompletion(id, Duration.ofSeconds(60), true).getRuntimeStatus())
					.isEqualTo(OrchestrationRuntimeStatus.COMPLETED);
			}
		}
	}

	private static long threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("durable-"))
			.count();
	}

}
