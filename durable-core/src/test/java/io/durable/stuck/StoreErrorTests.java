package io.durable.stuck;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.client.DurableTaskClient;
import io.durable.client.NewOrchestrationInstanceOptions;
import io.durable.hub.TaskHub;
import io.durable.testing.NodeScenarios;
import io.durable.worker.Residency;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A store out of which an {@code Error} comes, as from a driver when memory is short: it
 * must leave no turn and no thread behind.
 */
class StoreErrorTests extends NodeScenarios {

	private static final List<Supplier<Error>> ERRORS = List.of(() -> new OutOfMemoryError("injected"),
			() -> new StackOverflowError("injected"), () -> new NoClassDefFoundError("injected"),
			() -> new AssertionError("injected"));

	static Stream<Arguments> errors() {
		return ERRORS.stream().flatMap((error) -> Stream.of(1, 10).map((times) -> Arguments.of(error.get(), times)));
	}

	static Stream<Arguments> readingMethods() {
		return Stream.of("readInbox", "readTimers", "load", "currentTime", "openInstances", "beat", "owners", "take")
			.flatMap((method) -> Stream.of(Arguments.of(method, new OutOfMemoryError("injected")),
					Arguments.of(method, new AssertionError("injected"))));
	}

	@ParameterizedTest
	@MethodSource("errors")
	void turnsOfACommitThatEndsWithAnErrorAreTakenAgain(Error error, int times) throws Exception {
		TaskHub hub = start();
		assertWorks(hub);
		AtomicInteger left = this.store.failNext("commit", times, () -> error);
		assertWorks(hub);
		for (int i = 0; i < times && left.get() > 0; i++) {
			assertWorks(hub);
		}
		assertThat(left).hasValue(0);
		assertNoThreadHasDied();
	}

	@ParameterizedTest
	@MethodSource("errors")
	void turnsWhoseCommitHappenedBeforeTheErrorGoOn(Error error, int times) throws Exception {
		TaskHub hub = start();
		assertWorks(hub);
		AtomicInteger left = new AtomicInteger(times);
		this.store.after((call) -> {
			if (call.isCommit() && left.getAndDecrement() > 0) {
				throw error;
			}
		});
		assertWorks(hub);
		assertNoThreadHasDied();
	}

	@Test
	void instanceWhoseCommitEndedWithAnErrorCanBeTerminated() throws Exception {
		TaskHub hub = start();
		String id = waiting(hub.client(), "waits");
		AtomicInteger left = this.store.failNext("commit", 1, () -> new OutOfMemoryError("injected"));
		hub.client().raiseEvent(id, "Other");
		await("the error", () -> left.get() == 0);
		hub.client().terminate(id, "enough");
		assertEnds(hub.client(), id, OrchestrationRuntimeStatus.TERMINATED);
	}

	@ParameterizedTest
	@MethodSource("readingMethods")
	void errorsOfWhatReadsEndNoThread(String method, Error error) throws Exception {
		// Without a cache, so that instances are loaded all the time
		options((options) -> options.withResidency(Residency.off()));
		TaskHub hub = start();
		assertWorks(hub);
		AtomicInteger left = this.store.failNext(method, 10, () -> error);
		DurableTaskClient client = hub.client();
		String delayed = client.scheduleNewOrchestrationInstance("HelloCities",
				new NewOrchestrationInstanceOptions().setStartTime(this.clock.instant().plusSeconds(60)));
		await("the errors", () -> {
			takeEverythingOnce();
			hub.wakeUp();
			if ("load".equals(method)) {
				client.raiseEvent(client.scheduleNewOrchestrationInstance("Waits"), "Go");
			}
			return left.get() == 0;
		});
		assertWorks(hub);
		this.clock.advance(Duration.ofSeconds(61));
		hub.wakeUp();
		assertCompletes(client, delayed);
		assertNoThreadHasDied();
	}

	// Only so does the node look for partitions to take, and for what is open in them
	private void takeEverythingOnce() {
		try {
			this.store.leases().release(this.store.leases().take("thief", this.store.leases().owners()));
		}
		catch (Error ex) {
			// Meant for the node
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "release", "leave" })
	void errorsWhileLeasesAreGivenBackDoNotKeepANodeFromStopping(String method) throws Exception {
		TaskHub hub = start();
		assertWorks(hub);
		this.store.failNext(method, 1, () -> new OutOfMemoryError("injected"));
		shielded(() -> hub.stop(SOON));
		assertThat(hub.isRunning()).isFalse();
		hub.start();
		assertWorks(hub);
	}

	@ParameterizedTest
	@ValueSource(strings = { "beat", "owners", "take", "openInstances", "readInbox", "readTimers" })
	void nodeStartsAlthoughTheFirstCallsEndWithErrors(String method) throws Exception {
		this.store.failNext(method, 3, () -> new OutOfMemoryError("injected"));
		options((options) -> options.withNode("node", Duration.ofSeconds(1)));
		TaskHub hub = build();
		shielded(hub::start);
		assertWorks(hub);
		assertNoThreadHasDied();
	}

}
