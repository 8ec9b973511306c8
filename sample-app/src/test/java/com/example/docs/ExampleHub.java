package com.example.docs;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import io.durable.client.DurableTaskClient;
import io.durable.client.OrchestrationMetadata;
import io.durable.history.HistoryEvent;
import io.durable.hub.TaskHub;
import io.durable.store.TaskHubStore;
import io.durable.store.memory.InMemoryTaskHubStore;
import org.awaitility.Awaitility;

/**
 * A task hub in memory with a clock that is set by hand, to run the examples of the
 * documentation.
 */
final class ExampleHub implements AutoCloseable {

	static final Duration LIMIT = Duration.ofSeconds(60);

	private final Clock clock = new Clock();

	private final TaskHubStore store = new InMemoryTaskHubStore(this.clock);

	private TaskHub hub;

	private ExampleHub() {
	}

	/**
	 * Start a task hub with examples.
	 * @param beans have annotated methods
	 * @return the task hub
	 */
	static ExampleHub of(Object... beans) {
		return with((builder) -> {
			for (Object bean : beans) {
				builder.addAnnotated(bean);
			}
		});
	}

	static ExampleHub with(Consumer<TaskHub.Builder> customizer) {
		ExampleHub hub = new ExampleHub();
		hub.deploy(customizer);
		return hub;
	}

	/**
	 * Stop the node and start another one on the same store.
	 * @param customizer sets the new node up
	 */
	void deploy(Consumer<TaskHub.Builder> customizer) {
		if (this.hub != null) {
			this.hub.stop(Duration.ZERO);
		}
		TaskHub.Builder builder = TaskHub.on(this.store).clock(this.clock);
		customizer.accept(builder);
		this.hub = builder.build();
		this.hub.start();
	}

	TaskHub hub() {
		return this.hub;
	}

	DurableTaskClient client() {
		return this.hub.client();
	}

	String start(String name, Object input) {
		return client().scheduleNewOrchestrationInstance(name, input);
	}

	OrchestrationMetadata run(String name, Object input) {
		return ended(start(name, input));
	}

	OrchestrationMetadata ended(String id) {
		try {
			return client().waitForInstanceCompletion(id, LIMIT, true);
		}
		catch (TimeoutException ex) {
			throw new AssertionError(id + " " + client().getOrchestrationHistory(id)
					+ client().getInstanceMetadata(id, false).getParkedReason(), ex);
		}
	}

	String output(String id) {
		OrchestrationMetadata ended = ended(id);
		return (ended.getFailureDetails() != null) ? ended.getFailureDetails().toString() : ended.getSerializedOutput();
	}

	/**
	 * Wait until an instance has a number of events of a type.
	 * @param id the instance ID
	 * @param type the type
	 * @param count the number
	 */
	void awaitEvents(String id, Class<? extends HistoryEvent> type, int count) {
		Awaitility.await()
			.atMost(LIMIT)
			.pollInterval(Duration.ofMillis(5))
			.until(() -> client().getOrchestrationHistory(id).stream().filter(type::isInstance).count() >= count);
	}

	/**
	 * Wait until an instance is parked.
	 * @param id the instance ID
	 * @return why it is
	 */
	String parkedReason(String id) {
		return Awaitility.await()
			.atMost(LIMIT)
			.pollInterval(Duration.ofMillis(5))
			.until(() -> client().getInstanceMetadata(id, false).getParkedReason(), (reason) -> reason != null);
	}

	/**
	 * Let time pass.
	 * @param duration how much
	 */
	void advance(Duration duration) {
		this.clock.now = this.clock.now.plus(duration);
		this.hub.wakeUp();
	}

	Instant now() {
		return this.clock.now;
	}

	@Override
	public void close() {
		this.hub.close();
	}

	private static final class Clock implements InstantSource {

		private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

		@Override
		public Instant instant() {
			return this.now;
		}

	}

}
