package io.durable.spring.boot.actuate;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.durable.hub.TaskHub;
import io.durable.store.PartitionLeases;
import io.durable.store.TaskHubStore;
import io.durable.store.TransientStoreException;
import io.durable.store.WorkerStore;
import io.durable.store.memory.InMemoryTaskHubStore;
import io.durable.worker.WorkerOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DurableHealthIndicator}.
 */
@Timeout(120)
class DurableHealthIndicatorTests {

	private final AtomicReference<String> failing = new AtomicReference<>("");

	private final AtomicReference<String> hanging = new AtomicReference<>("");

	private final CountDownLatch goOn = new CountDownLatch(1);

	private TaskHub hub = hub(Duration.ofSeconds(20));

	private DurableHealthIndicator indicator = new DurableHealthIndicator(this.hub, Duration.ofSeconds(30));

	private TaskHub hub(Duration lease) {
		return TaskHub.on(store())
			.options(WorkerOptions.defaults().withNode("node", lease))
			.addOrchestration("Greet", (context) -> "Hello")
			.addOrchestration("Work", (context) -> context.callActivity("Work", String.class).await())
			.addActivity("Work", (context) -> {
				this.goOn.await(60, TimeUnit.SECONDS);
				return "done";
			})
			.build();
	}

	private void useShortLease() {
		this.hub.close();
		this.hub = hub(Duration.ofMillis(400));
		this.indicator = new DurableHealthIndicator(this.hub, Duration.ofSeconds(30));
	}

	@AfterEach
	void close() {
		this.hanging.set("");
		this.failing.set("");
		this.goOn.countDown();
		this.hub.close();
	}

	// The store in memory, of which one call hangs or fails when a test says so
	private TaskHubStore store() {
		InMemoryTaskHubStore memory = new InMemoryTaskHubStore();
		WorkerStore worker = proxy(WorkerStore.class, memory.worker(), Map.of());
		PartitionLeases leases = proxy(PartitionLeases.class, memory.leases(), Map.of());
		return proxy(TaskHubStore.class, memory, Map.of("worker", worker, "leases", leases));
	}

	private <T> T proxy(Class<T> type, T target, Map<String, Object> parts) {
		return type
			.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method, arguments) -> {
				Object part = parts.get(method.getName());
				if (part != null) {
					return part;
				}
				if (method.getName().equals(this.failing.get())) {
					throw new TransientStoreException("connection refused", null);
				}
				if (method.getName().equals(this.hanging.get())) {
					this.goOn.await(60, TimeUnit.SECONDS);
				}
				try {
					return method.invoke(target, arguments);
				}
				catch (InvocationTargetException ex) {
					throw ex.getCause();
				}
			}));
	}

	@Test
	void upWhileTheStoreAnswers() throws Exception {
		assertThat(this.indicator.health().getStatus()).isEqualTo(Status.UP);
		this.hub.start();
		String id = this.hub.client().scheduleNewOrchestrationInstance("Greet");
		this.hub.client().waitForInstanceCompletion(id, Duration.ofSeconds(60), false);
		Health health = this.indicator.health();
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsEntry("node", this.hub.options().nodeId())
			.containsEntry("partitions", this.hub.store().description().partitionCount());
	}

	@Test
	void downWithTheReasonIfTheStoreFails() {
		this.failing.set("currentTime");
		assertDown(this.indicator, "connection refused");
		this.failing.set("");
		assertThat(this.indicator.health().getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void downIfTheStoreHangs() {
		this.hanging.set("currentTime");
		DurableHealthIndicator impatient = new DurableHealthIndicator(this.hub, Duration.ofMillis(300));
		assertDown(impatient, "has not answered for 300 ms");
		assertDown(impatient, "has not answered for 300 ms");
		// Those of earlier tests may need a moment to end
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
				.filteredOn((thread) -> thread.getName().startsWith("durable-health"))
				.hasSizeLessThanOrEqualTo(1));
	}

	@Test
	void downIfTheBeatIsNotAccepted() {
		useShortLease();
		this.hub.start();
		this.failing.set("beat");
		awaitDown("accepted no beat");
		this.failing.set("");
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> this.indicator.health().getStatus().equals(Status.UP));
	}

	private void awaitDown(String reason) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> String.valueOf(this.indicator.health().getDetails().get("reason")).contains(reason));
	}

	@Test
	void downIfAPartitionDoesNotAdvance() {
		useShortLease();
		this.hub.start();
		this.hanging.set("commit");
		this.hub.client().scheduleNewOrchestrationInstance("Greet");
		// It is given up in the end, and does not count for a moment
		awaitDown("does not advance");
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> this.hub.stalledPartitions().size() == 1);
	}

	@Test
	void outOfServiceWhileTheWorkerStops() throws Exception {
		this.hub.start();
		this.hub.client().scheduleNewOrchestrationInstance("Work", null, "work");
		this.hub.client().waitForInstanceStart("work", Duration.ofSeconds(60));
		CompletableFuture<Void> stop = CompletableFuture.runAsync(() -> this.hub.stop(Duration.ofSeconds(60)));
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.until(() -> this.indicator.health().getStatus().equals(Status.OUT_OF_SERVICE));
		this.goOn.countDown();
		stop.get(60, TimeUnit.SECONDS);
		assertThat(this.indicator.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
		this.hub.start();
		assertThat(this.indicator.health().getStatus()).isEqualTo(Status.UP);
	}

	private static void assertDown(DurableHealthIndicator indicator, String reason) {
		Health health = indicator.health();
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat((String) health.getDetails().get("reason")).contains(reason);
	}

}
