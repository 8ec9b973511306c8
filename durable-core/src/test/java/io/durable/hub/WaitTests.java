package io.durable.hub;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

import io.durable.api.Limits;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.client.ClientSettings;
import io.durable.client.DurableTaskClient;
import io.durable.client.InstanceNotFoundException;
import io.durable.client.InstanceWaiters;
import io.durable.client.OrchestrationMetadata;
import io.durable.client.StoreDurableTaskClient;
import io.durable.client.TaskHubStoppedException;
import io.durable.serialization.JacksonDataConverter;
import io.durable.store.ClientStore;
import io.durable.store.TaskHubStore;
import io.durable.store.memory.InMemoryTaskHubStore;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Waiting for instances, as the store sees it.
 */
class WaitTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private final Map<String, Integer> calls = new ConcurrentHashMap<>();

	// The store, counting what its client part is asked
	private TaskHubStore counting(TaskHubStore store) {
		ClientStore client = (ClientStore) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { ClientStore.class }, (proxy, method, arguments) -> {
					this.calls.merge(method.getName(), 1, Integer::sum);
					try {
						return method.invoke(store.client(), arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
		return (TaskHubStore) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { TaskHubStore.class },
				(proxy, method, arguments) -> method.getName().equals("client") ? client
						: method.invoke(store, arguments));
	}

	private static TaskHub.Builder code(TaskHub.Builder builder) {
		return builder.addOrchestration("Wait", (context) -> context.waitForExternalEvent("Go", String.class).await());
	}

	@Test
	void manyWaitersInAnotherProcessShareOneLook() throws Exception {
		InMemoryTaskHubStore store = new InMemoryTaskHubStore();
		ExecutorService threads = Executors.newCachedThreadPool();
		try (TaskHub worker = code(TaskHub.on(store)).build();
				TaskHub elsewhere = code(TaskHub.on(counting(store))).build()) {
			worker.start();
			List<String> ids = new ArrayList<>();
			List<CompletableFuture<OrchestrationMetadata>> waits = new ArrayList<>();
			for (int i = 0; i < 50; i++) {
				String id = worker.client().scheduleNewOrchestrationInstance("Wait");
				ids.add(id);
				worker.client().waitForInstanceStart(id, TIMEOUT, false);
				waits.add(CompletableFuture.supplyAsync(() -> waitFor(elsewhere, id), threads));
			}
			Awaitility.await().atMost(TIMEOUT).until(() -> this.calls.getOrDefault("statuses", 0) >= 3);
			assertThat(this.calls.get("find")).isLessThanOrEqualTo(50);
			for (String id : ids) {
				worker.client().raiseEvent(id, "Go", "x");
			}
			for (CompletableFuture<OrchestrationMetadata> wait : waits) {
				assertThat(wait.join().getRuntimeStatus()).isEqualTo(OrchestrationRuntimeStatus.COMPLETED);
			}
			assertThat(this.calls.get("find")).isLessThanOrEqualTo(150);
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static OrchestrationMetadata waitFor(TaskHub hub, String id) {
		try {
			return hub.client().waitForInstanceCompletion(id, TIMEOUT, true);
		}
		catch (TimeoutException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void aWaitThatIsTooShortSaysHowItStands() {
		try (TaskHub hub = code(TaskHub.inMemory()).build()) {
			hub.start();
			String id = hub.client().scheduleNewOrchestrationInstance("Wait");
			assertThatExceptionOfType(TimeoutException.class)
				.isThrownBy(() -> hub.client().waitForInstanceCompletion(id, Duration.ofMillis(50), false))
				.withMessageContaining(id)
				.withMessageContaining("has not ended within PT0.05S");
			assertThatExceptionOfType(InstanceNotFoundException.class)
				.isThrownBy(() -> hub.client().waitForInstanceStart("nobody", TIMEOUT, false));
		}
	}

	@Test
	void manyWaitWithOneThread() throws Exception {
		Set<Thread> before = completionThreads();
		InMemoryTaskHubStore store = new InMemoryTaskHubStore();
		try (TaskHub worker = code(TaskHub.on(store)).build();
				TaskHub elsewhere = code(TaskHub.on(counting(store))).build()) {
			worker.start();
			List<String> ids = new ArrayList<>();
			List<CompletableFuture<OrchestrationMetadata>> waits = new ArrayList<>();
			for (int i = 0; i < 50; i++) {
				String id = worker.client().scheduleNewOrchestrationInstance("Wait");
				ids.add(id);
				worker.client().waitForInstanceStart(id, TIMEOUT, false);
				waits.add(elsewhere.client().whenInstanceCompleted(id, Duration.ofMinutes(1), true));
			}
			assertThat(completionThreads()).filteredOn((thread) -> !before.contains(thread)).hasSize(1);
			Awaitility.await().atMost(TIMEOUT).until(() -> this.calls.getOrDefault("statuses", 0) >= 3);
			assertThat(this.calls.get("find")).isLessThanOrEqualTo(100);
			for (String id : ids) {
				worker.client().raiseEvent(id, "Go", id);
			}
			for (int i = 0; i < 50; i++) {
				OrchestrationMetadata ended = waits.get(i).get(60, TimeUnit.SECONDS);
				assertThat(ended.readOutputAs(String.class)).isEqualTo(ids.get(i));
			}
			// It ends when nobody waits
			Awaitility.await().atMost(TIMEOUT).until(() -> completionThreads().isEmpty());
			assertThat(elsewhere.client().whenInstanceCompleted(ids.get(0), TIMEOUT, false).get(60, TimeUnit.SECONDS))
				.satisfies((ended) -> assertThat(ended.isCompleted()).isTrue());
		}
	}

	private static Set<Thread> completionThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("durable-completions"))
			.collect(Collectors.toSet());
	}

	@Test
	void aFutureEndsForEveryReason() throws Exception {
		try (TaskHub hub = code(TaskHub.inMemory()).build()) {
			hub.start();
			String id = hub.client().scheduleNewOrchestrationInstance("Wait");
			assertThat(hub.client().whenInstanceCompleted(id, Duration.ofMillis(50), false))
				.failsWithin(Duration.ofSeconds(30))
				.withThrowableOfType(ExecutionException.class)
				.withCauseInstanceOf(TimeoutException.class);
			assertThat(hub.client().whenInstanceCompleted("nobody", TIMEOUT, false)).failsWithin(Duration.ofSeconds(30))
				.withThrowableOfType(ExecutionException.class)
				.withCauseInstanceOf(InstanceNotFoundException.class);
			CompletableFuture<OrchestrationMetadata> cancelled = hub.client()
				.whenInstanceCompleted(id, Duration.ofDays(100_000_000), false);
			cancelled.cancel(true);
			CompletableFuture<OrchestrationMetadata> waits = hub.client()
				.whenInstanceCompleted(id, ChronoUnit.FOREVER.getDuration(), false);
			hub.stop(Duration.ZERO);
			assertThat(waits).failsWithin(Duration.ofSeconds(30))
				.withThrowableOfType(ExecutionException.class)
				.withCauseInstanceOf(TaskHubStoppedException.class);
			Awaitility.await().atMost(TIMEOUT).until(() -> completionThreads().isEmpty());
		}
	}

	@Test
	void whoBeginsToWaitWhileTheTaskHubStopsIsTold() throws Exception {
		CountDownLatch runs = new CountDownLatch(1);
		CountDownLatch ends = new CountDownLatch(1);
		TaskHub.Builder builder = TaskHub.inMemory().addActivity("Block", (context) -> {
			runs.countDown();
			ends.await();
			return "done";
		}).addOrchestration("Blocked", (context) -> context.callActivity("Block", String.class).await());
		try (TaskHub hub = builder.build()) {
			hub.start();
			String id = hub.client().scheduleNewOrchestrationInstance("Blocked");
			runs.await();
			Thread stopping = new Thread(() -> hub.stop(TIMEOUT));
			stopping.start();
			Awaitility.await().atMost(TIMEOUT).until(hub::isStopping);
			// Far longer than the test may take
			assertThatExceptionOfType(TaskHubStoppedException.class)
				.isThrownBy(() -> hub.client().waitForInstanceCompletion(id, Duration.ofHours(1), false));
			assertThat(hub.client().whenInstanceCompleted(id, Duration.ofHours(1), false))
				.failsWithin(Duration.ofSeconds(30))
				.withThrowableOfType(ExecutionException.class)
				.withCauseInstanceOf(TaskHubStoppedException.class);
			ends.countDown();
			stopping.join();
			// Others may go on with it
			assertThat(hub.client().waitForInstanceCompletion(id, TIMEOUT, true).readOutputAs(String.class))
				.isEqualTo("done");
		}
		finally {
			ends.countDown();
		}
	}

	@Test
	void whoWaitsAtATaskHubThatIsClosedIsTold() throws Exception {
		InMemoryTaskHubStore store = new InMemoryTaskHubStore();
		try (TaskHub worker = code(TaskHub.on(store)).build()) {
			worker.start();
			String id = worker.client().scheduleNewOrchestrationInstance("Wait");
			TaskHub elsewhere = code(TaskHub.on(store)).build();
			CompletableFuture<OrchestrationMetadata> waits = elsewhere.client()
				.whenInstanceCompleted(id, Duration.ofHours(1), false);
			elsewhere.close();
			assertThat(waits).failsWithin(Duration.ofSeconds(30))
				.withThrowableOfType(ExecutionException.class)
				.withCauseInstanceOf(TaskHubStoppedException.class);
			assertThatExceptionOfType(TaskHubStoppedException.class)
				.isThrownBy(() -> elsewhere.client().waitForInstanceCompletion(id, Duration.ofHours(1), false));
		}
	}

	@Test
	void waitForWhichThereIsNoThreadLeavesNothingBehind() throws Exception {
		InMemoryTaskHubStore store = new InMemoryTaskHubStore();
		AtomicReference<Thread> last = new AtomicReference<>();
		AtomicBoolean exhausted = new AtomicBoolean(true);
		try (TaskHub worker = code(TaskHub.on(store)).build()) {
			worker.start();
			String id = worker.client().scheduleNewOrchestrationInstance("Wait");
			DurableTaskClient client = new StoreDurableTaskClient(store, new ClientSettings(worker.functions(),
					new JacksonDataConverter(), Limits.defaults(), null, InstantSource.system()), new InstanceWaiters(),
					(task) -> {
						if (exhausted.get()) {
							throw new OutOfMemoryError("unable to create native thread");
						}
						last.set(new Thread(task));
						return last.get();
					});
			assertThatExceptionOfType(OutOfMemoryError.class)
				.isThrownBy(() -> client.whenInstanceCompleted(id, Duration.ofHours(1), false));
			exhausted.set(false);
			assertThat(client.whenInstanceCompleted(id, Duration.ofMillis(50), false))
				.failsWithin(Duration.ofSeconds(30))
				.withThrowableOfType(ExecutionException.class)
				.withCauseInstanceOf(TimeoutException.class);
			// It stays as long as somebody waits
			last.get().join(TIMEOUT.toMillis());
			assertThat(last.get().isAlive()).isFalse();
		}
	}

}
