package io.durable.stuck;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.client.DurableTaskClient;
import io.durable.hub.TaskHub;
import io.durable.store.InDoubtException;
import io.durable.store.TransientStoreException;
import io.durable.store.TurnCommit;
import io.durable.testing.NodeScenarios;
import io.durable.testing.WatchedStore.Call;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A store that never takes what one instance writes, as with a statement that always runs
 * into its time-out.
 */
class FailingStoreTests extends NodeScenarios {

	static Stream<Throwable> failures() {
		return Stream.of(new TransientStoreException("canceling statement due to statement timeout", null),
				new InDoubtException("injected", null), new IllegalStateException("injected"),
				new OutOfMemoryError("injected"));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void instanceThatCannotBeStoredDoesNotStopTheOthers(Throwable failure) throws Exception {
		TaskHub hub = start();
		DurableTaskClient client = hub.client();
		String poison = waiting(client, "poison");
		AtomicBoolean tried = failCommitsOf(poison, failure, false);
		client.raiseEvent(poison, "Go");
		await("a commit of the one", tried::get);
		assertWorks(hub);
		assertNoThreadHasDied();
	}

	// Commits whose outcome is unknown are tried for much longer: that is the
	// connection's
	// fault in most cases, and would park all instances of the node
	static Stream<Throwable> verdicts() {
		return failures().filter((failure) -> !(failure instanceof InDoubtException));
	}

	@ParameterizedTest
	@MethodSource("verdicts")
	void instanceThatCannotBeStoredIsParkedWithAReason(Throwable failure) throws Exception {
		TaskHub hub = start();
		DurableTaskClient client = hub.client();
		String poison = waiting(client, "poison");
		failCommitsOf(poison, failure, true);
		client.raiseEvent(poison, "Go");
		assertThat(awaitParked(client, poison)).contains(failure.getMessage());
		client.terminate(poison, null);
		assertEnds(client, poison, OrchestrationRuntimeStatus.TERMINATED);
	}

	@Test
	void instanceThatCannotBeStoredGoesOnWhenTheStoreHasRecovered() throws Exception {
		TaskHub hub = start();
		DurableTaskClient client = hub.client();
		String poison = waiting(client, "poison");
		AtomicBoolean broken = new AtomicBoolean(true);
		AtomicBoolean tried = new AtomicBoolean();
		this.store.before((call) -> {
			if (broken.get() && call.commits(poison)) {
				tried.set(true);
				throw new TransientStoreException("injected", null);
			}
		});
		client.raiseEvent(poison, "Go", "on");
		await("a commit of the one", tried::get);
		assertWorks(hub);
		broken.set(false);
		assertThat(assertCompletes(client, poison).readOutputAs(String.class)).isEqualTo("on");
	}

	private AtomicBoolean failCommitsOf(String instanceId, Throwable failure, boolean mayPark) {
		AtomicBoolean tried = new AtomicBoolean();
		this.store.before((call) -> {
			if (call.commits(instanceId) && !(mayPark && parksOrTerminates(call, instanceId))) {
				tried.set(true);
				throw failure;
			}
		});
		return tried;
	}

	private static boolean parksOrTerminates(Call call, String instanceId) {
		return call.checkpoint()
			.turns()
			.stream()
			.filter((turn) -> turn.instanceId().equals(instanceId))
			.map(TurnCommit::update)
			.allMatch((update) -> update != null
					&& (update.parkedReason() != null || update.status() == OrchestrationRuntimeStatus.TERMINATED));
	}

}
