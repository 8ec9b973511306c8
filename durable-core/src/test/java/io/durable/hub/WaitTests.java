package io.durable.hub;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.client.InstanceNotFoundException;
import io.durable.client.OrchestrationMetadata;
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

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

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
			Awaitility.await().until(() -> this.calls.getOrDefault("statuses", 0) >= 3);
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

}
