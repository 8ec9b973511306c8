package io.durable.hub;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.client.DurableTaskClient;
import io.durable.client.OrchestrationMetadata;
import io.durable.history.HistoryEvent;
import io.durable.store.TaskHubStore;
import io.durable.store.memory.InMemoryTaskHubStore;
import io.durable.testing.TestClock;
import io.durable.worker.Residency;
import io.durable.worker.WorkerOptions;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A task hub in memory whose clock stands still, for scenarios that are tried with
 * several residencies.
 */
public abstract class HubScenarios {

	static final Duration TIMEOUT = Duration.ofSeconds(60);

	// In the future, so that databases too take starts for delayed that are
	protected final TestClock clock = new TestClock(Instant.parse("2126-01-01T00:00:00Z"));

	protected final TaskHubStore store = newStore(this.clock);

	protected TaskHub.Builder builder = newBuilder();

	@Nullable TaskHub hub;

	protected Residency residency() {
		return Residency.on();
	}

	protected TaskHubStore newStore(TestClock storeClock) {
		return new InMemoryTaskHubStore(storeClock);
	}

	TaskHub.Builder newBuilder() {
		return TaskHub.on(this.store).clock(this.clock).options(WorkerOptions.defaults().withResidency(residency()));
	}

	@AfterEach
	void close() {
		if (this.hub != null) {
			this.hub.close();
		}
	}

	DurableTaskClient start() {
		this.hub = this.builder.build();
		this.hub.start();
		return this.hub.client();
	}

	// Stop the node and start another with other code on the same store.
	DurableTaskClient deploy(TaskHub.Builder newCode) {
		hub().stop(Duration.ZERO);
		this.builder = newCode;
		return start();
	}

	TaskHub hub() {
		assertThat(this.hub).isNotNull();
		return this.hub;
	}

	DurableTaskClient client() {
		return hub().client();
	}

	void advance(Duration duration) {
		this.clock.advance(duration);
		hub().wakeUp();
	}

	OrchestrationMetadata awaitEnd(String id) throws Exception {
		return client().waitForInstanceCompletion(id, TIMEOUT, true);
	}

	OrchestrationMetadata awaitEnd(String id, OrchestrationRuntimeStatus status) throws Exception {
		OrchestrationMetadata metadata = awaitEnd(id);
		assertThat(metadata.getRuntimeStatus()).as(() -> String.valueOf(metadata.getFailureDetails()))
			.isEqualTo(status);
		return metadata;
	}

	OrchestrationMetadata await(String id, Predicate<OrchestrationMetadata> condition) {
		return Awaitility.await().atMost(TIMEOUT).until(() -> client().getInstanceMetadata(id, true), condition::test);
	}

	String awaitParked(String id) {
		return String.valueOf(await(id, (metadata) -> metadata.getParkedReason() != null).getParkedReason());
	}

	void awaitEvents(String id, Class<? extends HistoryEvent> type, long count) {
		// A child may not be there yet
		Awaitility.await()
			.atMost(TIMEOUT)
			.until(() -> client().getInstanceMetadata(id, false).isInstanceFound() && events(id, type).size() >= count);
	}

	<E extends HistoryEvent> List<E> events(String id, Class<E> type) {
		return client().getOrchestrationHistory(id).stream().filter(type::isInstance).map(type::cast).toList();
	}

}
