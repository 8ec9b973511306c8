package io.durable.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.client.DurableTaskClient;
import io.durable.client.OrchestrationMetadata;
import io.durable.hub.TaskHub;
import io.durable.store.memory.InMemoryTaskHubStore;
import io.durable.worker.WorkerOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A node on a watched store, to which bad things happen.
 */
@Timeout(300)
public abstract class NodeScenarios {

	protected static final Duration SOON = Duration.ofSeconds(60);

	protected static final int MIB = 1024 * 1024;

	// Two bytes a character
	protected static final String MEGABYTE = "x".repeat(MIB / 2 - 2);

	/**
	 * What blocks in a test waits for this, so that nothing is left behind.
	 */
	protected final CountDownLatch atTheEnd = new CountDownLatch(1);

	protected final TestClock clock = new TestClock();

	protected final InMemoryTaskHubStore data = new InMemoryTaskHubStore(this.clock);

	protected final WatchedStore store = new WatchedStore(this.data);

	protected TaskHub.Builder builder = newBuilder((options) -> options);

	private final List<TaskHub> hubs = new ArrayList<>();

	private final List<Throwable> deaths = new CopyOnWriteArrayList<>();

	private Thread.UncaughtExceptionHandler handler;

	@BeforeEach
	void watchThreads() {
		this.handler = Thread.getDefaultUncaughtExceptionHandler();
		Thread.setDefaultUncaughtExceptionHandler((thread, death) -> {
			if (thread.getName().startsWith("durable-")) {
				this.deaths.add(new IllegalStateException(thread.getName() + " has died", death));
			}
		});
	}

	@AfterEach
	void close() {
		this.atTheEnd.countDown();
		this.hubs.forEach((hub) -> shielded(hub::close));
		Thread.setDefaultUncaughtExceptionHandler(this.handler);
	}

	/**
	 * Begin a node that has {@code HelloCities}, which calls three activities,
	 * {@code Waits}, which returns the event {@code Go}, and {@code Blocked}, whose
	 * activity ends with the test.
	 * @param change changes the options
	 * @return the builder
	 */
	protected TaskHub.Builder newBuilder(UnaryOperator<WorkerOptions> change) {
		return TaskHub.on(this.store)
			.clock(this.clock)
			.options(change.apply(WorkerOptions.defaults()))
			.addActivity("SayHello", (context) -> "Hello " + context.getInput(String.class) + "!")
			.addActivity("Block", (context) -> {
				this.atTheEnd.await();
				return null;
			})
			.addOrchestration("HelloCities", (context) -> {
				List<String> greetings = new ArrayList<>();
				for (String city : List.of("Tokyo", "Seattle", "London")) {
					greetings.add(context.callActivity("SayHello", city, String.class).await());
				}
				return greetings;
			})
			.addOrchestration("Waits", (context) -> context.waitForExternalEvent("Go", String.class).await())
			.addOrchestration("Blocked", (context) -> context.callActivity("Block").await());
	}

	protected void options(UnaryOperator<WorkerOptions> change) {
		this.builder = newBuilder(change);
	}

	/**
	 * Build a node, which is closed after the test.
	 * @return the node, not started
	 */
	protected TaskHub build() {
		TaskHub hub = this.builder.build();
		this.hubs.add(hub);
		return hub;
	}

	protected TaskHub start() {
		TaskHub hub = build();
		hub.start();
		return hub;
	}

	protected static OrchestrationMetadata assertCompletes(DurableTaskClient client, String id) throws Exception {
		return assertEnds(client, id, OrchestrationRuntimeStatus.COMPLETED);
	}

	protected static OrchestrationMetadata assertEnds(DurableTaskClient client, String id,
			OrchestrationRuntimeStatus status) throws Exception {
		OrchestrationMetadata metadata = client.waitForInstanceCompletion(id, SOON, true);
		assertThat(metadata.getRuntimeStatus())
			.as(() -> metadata.getFailureDetails() + " " + metadata.getParkedReason())
			.isEqualTo(status);
		return metadata;
	}

	/**
	 * Start an instance of {@code Waits} and let it come to its wait.
	 * @param client the client
	 * @param id the instance ID
	 * @return the instance ID
	 * @throws Exception if it does not
	 */
	protected static String waiting(DurableTaskClient client, String id) throws Exception {
		client.scheduleNewOrchestrationInstance("Waits", null, id);
		client.waitForInstanceStart(id, SOON);
		return id;
	}

	/**
	 * Assert that the node does all that a node does.
	 * @param hub the node
	 * @throws Exception if something does not end
	 */
	protected static void assertWorks(TaskHub hub) throws Exception {
		DurableTaskClient client = hub.client();
		List<String> greetings = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			greetings.add(client.scheduleNewOrchestrationInstance("HelloCities"));
		}
		String waits = client.scheduleNewOrchestrationInstance("Waits");
		String unwanted = client.scheduleNewOrchestrationInstance("Waits");
		client.raiseEvent(waits, "Go", "on");
		client.terminate(unwanted, null);
		for (String greeting : greetings) {
			assertCompletes(client, greeting);
		}
		assertCompletes(client, waits);
		assertEnds(client, unwanted, OrchestrationRuntimeStatus.TERMINATED);
	}

	/**
	 * Call something whose errors may not end the whole run of the tests, which those for
	 * want of memory would do.
	 * @param action what is called
	 */
	protected static void shielded(Runnable action) {
		try {
			action.run();
		}
		catch (VirtualMachineError ex) {
			throw new AssertionError("It has come through to the caller: " + ex);
		}
	}

	protected void assertNoThreadHasDied() {
		assertThat(this.deaths).isEmpty();
	}

	protected static void await(String what, Callable<Boolean> condition) {
		// Deaths of threads are asserted by themselves
		Awaitility.await(what).dontCatchUncaughtExceptions().atMost(SOON).until(condition);
	}

	protected static String awaitParked(DurableTaskClient client, String id) {
		return String.valueOf(Awaitility.await(id + " is parked")
			.dontCatchUncaughtExceptions()
			.atMost(SOON)
			.until(() -> client.getInstanceMetadata(id, false).getParkedReason(), (reason) -> reason != null));
	}

	/**
	 * Return whether no thread of an engine does anything, but the calling one.
	 * @return {@code true} if all of them wait
	 */
	protected static boolean isEngineAtRest() {
		return engineThreads().stream()
			.filter((thread) -> thread != Thread.currentThread())
			.noneMatch((thread) -> thread.getState() == Thread.State.RUNNABLE);
	}

	/**
	 * Wait until no thread of an engine does anything, and a moment longer: one that was
	 * woken does not show it at once.
	 */
	protected static void awaitEngineAtRest() {
		Awaitility.await("the engine is at rest")
			.dontCatchUncaughtExceptions()
			.pollInterval(Duration.ofMillis(20))
			.during(Duration.ofMillis(300))
			.atMost(SOON)
			.until(NodeScenarios::isEngineAtRest);
	}

	protected static Set<Thread> engineThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.isAlive() && thread.getName().startsWith("durable-"))
			.collect(Collectors.toSet());
	}

	/**
	 * Run something beside the test.
	 * @param name of the thread
	 * @param action what it does; exceptions are printed
	 * @return the thread, which is started
	 */
	protected static Thread beside(String name, Action action) {
		Thread thread = new Thread(() -> {
			try {
				action.run();
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}, name);
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	/**
	 * What a thread does.
	 */
	@FunctionalInterface
	protected interface Action {

		void run() throws Exception;

	}

}
