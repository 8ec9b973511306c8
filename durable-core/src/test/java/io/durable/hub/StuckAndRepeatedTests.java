package io.durable.hub;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

import io.durable.api.Limits;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.StartOrchestrationOptions;
import io.durable.api.Task;
import io.durable.api.TaskFailedException;
import io.durable.api.Versioning;
import io.durable.client.OrchestrationMetadata;
import io.durable.history.HistoryEvent;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What would get stuck, or happen again, if it were not for special care: most of it
 * after a rewind.
 */
@Timeout(300)
class StuckAndRepeatedTests extends HubScenarios {

	private final List<String> calls = new CopyOnWriteArrayList<>();

	private final Set<String> broken = ConcurrentHashMap.newKeySet();

	private void work(TaskHub.Builder hubBuilder) {
		hubBuilder.addActivity("Work", (context) -> {
			String input = String.valueOf(context.getInput(String.class));
			this.calls.add(input);
			if (this.broken.contains(input)) {
				throw new IllegalStateException(input + " is broken");
			}
			return input + " done";
		});
	}

	// A request to rewind what was parked before its first turn is never met
	@Test
	void whatWasParkedBeforeItsFirstTurnCanBeRewound() throws Exception {
		work(this.builder);
		String id = start().scheduleNewOrchestrationInstance("Later");
		awaitParked(id);
		client().rewindInstance(id);
		client().resumeInstance(id, null);
		awaitEvents(id, HistoryEvent.ExecutionRewound.class, 1);
		awaitEvents(id, HistoryEvent.ExecutionResumed.class, 1);
		hub().stop(Duration.ZERO);
		// While no node runs: the mended one may end the instance by itself
		client().resumeInstance(id, null);
		TaskHub.Builder mended = newBuilder();
		work(mended);
		mended.addOrchestration("Later", (context) -> context.callActivity("Work", "a", String.class).await());
		deploy(mended);
		OrchestrationMetadata last = await(id,
				(metadata) -> metadata.isCompleted() || (metadata.getParkedReason() != null
						&& metadata.getParkedReason().contains("does not begin with ExecutionStarted")));
		assertThat(last.getParkedReason()).isNull();
	}

	// The end of the child lies after the time at which the client asked
	@Test
	void aClientWhoseClockIsBehindRewindsAFailedChild() throws Exception {
		work(this.builder);
		this.builder.addOrchestration("Child",
				(context) -> context.callActivity("Work", "child", String.class).await());
		this.builder.addOrchestration("Parent",
				(context) -> context.callSubOrchestrator("Child", null, String.class).await());
		this.broken.add("child");
		String id = start().scheduleNewOrchestrationInstance("Parent");
		awaitEnd(id, OrchestrationRuntimeStatus.FAILED);
		this.broken.clear();
		this.clock.advance(Duration.ofSeconds(-1));
		client().rewindInstance(id);
		assertThat(client().waitForInstanceCompletion(id, TIMEOUT, true).getRuntimeStatus())
			.isEqualTo(OrchestrationRuntimeStatus.COMPLETED);
	}

	// The ID that the code got when it started an instance is another one in replay
	@Test
	void theIdOfADetachedStartIsTheSameAfterARewind() throws Exception {
		work(this.builder);
		List<String> ids = new CopyOnWriteArrayList<>();
		this.builder.addOrchestration("Detached",
				(context) -> context.waitForExternalEvent("go", String.class).await());
		this.builder.addOrchestration("Parent", (context) -> {
			String started = context.startNewOrchestration("Detached", null, new StartOrchestrationOptions());
			ids.add(started);
			context.callActivity("Work", "a", String.class).await();
			context.sendEvent(started, "go", "now");
			return started;
		});
		this.broken.add("a");
		String id = start().scheduleNewOrchestrationInstance("Parent");
		awaitEnd(id, OrchestrationRuntimeStatus.FAILED);
		this.broken.clear();
		client().rewindInstance(id);
		OrchestrationMetadata done = awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED);
		assertThat(done.readOutputAs(String.class)).isEqualTo(ids.get(0));
	}

	// A detached start before the failure is taken for an open call after the rewind
	@Test
	void aDetachedStartThatIsKeptIsNotDoneAgain() throws Exception {
		work(this.builder);
		List<String> ids = new CopyOnWriteArrayList<>();
		this.builder.addOrchestration("Detached",
				(context) -> context.callActivity("Work", "detached", String.class).await());
		this.builder.addOrchestration("Parent", (context) -> {
			ids.add(context.startNewOrchestration("Detached", null, new StartOrchestrationOptions()));
			context.callActivity("Work", "a", String.class).await();
			context.createTimer(Duration.ofMinutes(1)).await();
			return null;
		});
		this.broken.add("a");
		String id = start().scheduleNewOrchestrationInstance("Parent");
		awaitEnd(id, OrchestrationRuntimeStatus.FAILED);
		String detached = ids.get(0);
		awaitEnd(detached, OrchestrationRuntimeStatus.COMPLETED);
		client().purgeInstance(detached);
		this.broken.clear();
		client().rewindInstance(id);
		awaitEvents(id, HistoryEvent.TimerCreated.class, 1);
		advance(Duration.ofMinutes(1));
		awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED);
		hub().stop(Duration.ofSeconds(5));
		assertThat(this.calls.stream().filter("detached"::equals)).hasSize(1);
	}

	// The second rewind drops the mark of the first, and with it who called what is kept
	@Test
	void aSecondRewindToBeforeTheFirstKeepsWhatIsUnderWay() throws Exception {
		work(this.builder);
		List<String> uuids = new CopyOnWriteArrayList<>();
		this.builder.addOrchestration("Waiting", (context) -> context.waitForExternalEvent("go", String.class).await());
		this.builder.addOrchestration("Parent", (context) -> {
			String uuid = context.newUUID().toString();
			Task<String> waiting = context.callSubOrchestrator("Waiting", null, "waiting", String.class);
			TaskFailedException first = null;
			try {
				context.callActivity("Work", "a", String.class).await();
			}
			catch (TaskFailedException ex) {
				first = ex;
			}
			context.callActivity("Work", "b", String.class).await();
			if (first != null) {
				throw first;
			}
			uuids.add(uuid);
			return waiting.await();
		});
		this.broken.addAll(Set.of("a", "b"));
		String id = start().scheduleNewOrchestrationInstance("Parent");
		awaitEnd(id, OrchestrationRuntimeStatus.FAILED);
		this.broken.remove("b");
		client().rewindInstance(id);
		awaitEvents(id, HistoryEvent.ExecutionRewound.class, 1);
		awaitEnd(id, OrchestrationRuntimeStatus.FAILED);
		this.broken.clear();
		client().rewindInstance(id);
		await(id, (metadata) -> metadata.isCompleted() || !uuids.isEmpty());
		client().raiseEvent("waiting", "go", "gone");
		awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED);
	}

	// As above, for the UUIDs that the kept code made
	@Test
	void aSecondRewindToBeforeTheFirstMakesTheSameUuids() throws Exception {
		work(this.builder);
		List<String> uuids = new CopyOnWriteArrayList<>();
		this.builder.addOrchestration("Parent", (context) -> {
			uuids.add(context.newUUID().toString());
			TaskFailedException first = null;
			try {
				context.callActivity("Work", "a", String.class).await();
			}
			catch (TaskFailedException ex) {
				first = ex;
			}
			context.callActivity("Work", "b", String.class).await();
			if (first != null) {
				throw first;
			}
			return null;
		});
		this.broken.addAll(Set.of("a", "b"));
		String id = start().scheduleNewOrchestrationInstance("Parent");
		awaitEnd(id, OrchestrationRuntimeStatus.FAILED);
		this.broken.remove("b");
		client().rewindInstance(id);
		awaitEnd(id, OrchestrationRuntimeStatus.FAILED);
		this.broken.clear();
		client().rewindInstance(id);
		awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED);
		assertThat(Set.copyOf(uuids)).hasSize(1);
	}

	// The limit parks the rewound instance, and the request is lost
	@Test
	void whatExceedsALimitWhenRewoundCanBeTerminated() throws Exception {
		work(this.builder);
		this.builder.addOrchestration("Parent", (context) -> context.callActivity("Work", "a", String.class).await());
		this.broken.add("a");
		String id = start().scheduleNewOrchestrationInstance("Parent");
		awaitEnd(id, OrchestrationRuntimeStatus.FAILED);
		TaskHub.Builder limited = newBuilder();
		work(limited);
		limited.addOrchestration("Parent", (context) -> context.callActivity("Work", "a", String.class).await());
		Limits some = Limits.defaults();
		limited.limits(new Limits(some.payloadBytes(), some.payloadWarnBytes(), some.historyBytes(),
				some.historyWarnBytes(), 8, 8, some.openTasks(), some.actionsPerTurn(), some.unreadEvents(),
				some.customStatusBytes(), some.queryPage()));
		deploy(limited);
		client().rewindInstance(id);
		awaitParked(id);
		client().terminate(id, "enough");
		assertThat(client().waitForInstanceCompletion(id, TIMEOUT, false).getRuntimeStatus())
			.isEqualTo(OrchestrationRuntimeStatus.TERMINATED);
	}

	// Nobody sees the end of work that was begun before the rewind
	@Test
	void workBegunBeforeARewindIsNotRepeatedForEver() throws Exception {
		Semaphore goOn = new Semaphore(0);
		slow(this.builder, goOn);
		this.broken.add("a");
		String id = start().scheduleNewOrchestrationInstance("Parent");
		awaitEnd(id, OrchestrationRuntimeStatus.FAILED);
		await(id, (metadata) -> this.calls.contains("slow"));
		this.broken.clear();
		client().rewindInstance(id);
		awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED);
		goOn.release(100);
		Awaitility.await().atMost(TIMEOUT).until(() -> marked().isEmpty());
		hub().stop(Duration.ofSeconds(5));
		assertThat(this.calls.stream().filter("slow"::equals)).hasSize(1);
	}

	// The instances whose work the next owner of their partition repeats
	private List<String> marked() {
		return IntStream.range(0, this.store.description().partitionCount())
			.boxed()
			.flatMap((partition) -> this.store.worker().openInstances(partition, null, 1000).stream())
			.toList();
	}

	private void slow(TaskHub.Builder hubBuilder, Semaphore goOn) {
		work(hubBuilder);
		hubBuilder.addActivity("Slow", (context) -> {
			this.calls.add("slow");
			goOn.acquire();
			return null;
		});
		hubBuilder.addOrchestration("Parent", (context) -> {
			context.callActivity("Slow", null, String.class);
			return context.callActivity("Work", "a", String.class).await();
		});
	}

	// The call of an ID that belongs to somebody else was never made
	@Test
	void aRecursiveTerminationSparesWhatTheOrchestrationHasNotStarted() throws Exception {
		recursive(this.builder);
		start().scheduleNewOrchestrationInstance("Waiting", null, "shared");
		await("shared", (metadata) -> metadata.getRuntimeStatus() == OrchestrationRuntimeStatus.RUNNING);
		String id = client().scheduleNewOrchestrationInstance("Parent");
		await(id, (metadata) -> metadata.getRuntimeStatus() == OrchestrationRuntimeStatus.RUNNING);
		hub().stop(Duration.ZERO);
		client().raiseEvent(id, "begin", null);
		client().terminate(id, "enough", true);
		TaskHub.Builder next = newBuilder();
		recursive(next);
		deploy(next);
		awaitEnd(id, OrchestrationRuntimeStatus.TERMINATED);
		client().raiseEvent("shared", "go", "gone");
		awaitEnd("shared", OrchestrationRuntimeStatus.COMPLETED);
	}

	private void recursive(TaskHub.Builder hubBuilder) {
		hubBuilder.addOrchestration("Waiting", (context) -> context.waitForExternalEvent("go", String.class).await());
		hubBuilder.addOrchestration("Parent", (context) -> {
			context.waitForExternalEvent("begin", String.class).await();
			return context.callSubOrchestrator("Waiting", null, "shared", String.class).await();
		});
	}

	// The turn ends with a NullPointerException and is tried again for ever
	@Test
	void whatHasNotStartedCanBeTerminatedWithoutOutput() throws Exception {
		String id = start().scheduleNewOrchestrationInstance("Missing");
		awaitParked(id);
		client().terminate(id, null);
		assertThat(client().waitForInstanceCompletion(id, TIMEOUT, false).getRuntimeStatus())
			.isEqualTo(OrchestrationRuntimeStatus.TERMINATED);
	}

	// A calls B, B calls C, and C calls A, which has ended
	@Test
	void callersInACircleCanBePurged() throws Exception {
		this.builder.addOrchestration("Circle", (context) -> {
			String next = switch (context.getInstanceId()) {
				case "a" -> (context.getInput(String.class) != null) ? "b" : null;
				case "b" -> "c";
				default -> "a";
			};
			if (context.getInstanceId().equals("b")) {
				context.waitForExternalEvent("go", String.class).await();
			}
			if (next != null) {
				context.callSubOrchestrator("Circle", null, next, String.class);
			}
			return null;
		});
		start().scheduleNewOrchestrationInstance("Circle", "first", "a");
		awaitEnd("a", OrchestrationRuntimeStatus.COMPLETED);
		await("b", OrchestrationMetadata::isInstanceFound);
		client().raiseEvent("b", "go", null);
		awaitEnd("b", OrchestrationRuntimeStatus.COMPLETED);
		await("c", OrchestrationMetadata::isCompleted);
		await("a", (metadata) -> metadata.isCompleted()
				&& client().getInstanceMetadata("a", true).getSerializedInput() == null);
		assertThat(client().purgeInstance("a", true).toString()).contains("3");
	}

	// A client that did not get the answer sends the event again
	@Test
	void anEventThatIsKnownIsKnownAfterTheEnd() throws Exception {
		this.builder.addOrchestration("Waiting", (context) -> context.waitForExternalEvent("go", String.class).await());
		String id = start().scheduleNewOrchestrationInstance("Waiting");
		client().raiseEvent(id, "go", "gone", "event-1");
		awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED);
		client().raiseEvent(id, "go", "gone", "event-1");
	}

	// A child that nobody waits for any more would run beside the one that is called anew
	@Test
	void aChildThatARewindDropsIsTerminated() throws Exception {
		work(this.builder);
		waiting(this.builder);
		this.builder.addOrchestration("Parent", (context) -> {
			context.callActivity("Work", "a", String.class).await();
			return context.callSubOrchestrator("Waiting", null, "dropped", String.class).await();
		});
		String id = start().scheduleNewOrchestrationInstance("Parent");
		await("dropped", (child) -> child.isInstanceFound() && child.isRunning());
		TaskHub.Builder next = newBuilder();
		work(next);
		waiting(next);
		next.addOrchestration("Parent", (context) -> {
			context.callActivity("Work", "a", String.class).await();
			return context.callActivity("Work", "b", String.class).await();
		});
		deploy(next);
		client().raiseEvent(id, "any");
		awaitParked(id);
		client().rewindInstance(id);
		assertThat(awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED).readOutputAs(String.class)).isEqualTo("b done");
		awaitEnd("dropped", OrchestrationRuntimeStatus.TERMINATED);
		assertThat(this.calls).containsExactly("a", "b");
	}

	private void waiting(TaskHub.Builder hubBuilder) {
		hubBuilder.addOrchestration("Waiting", (context) -> context.waitForExternalEvent("go", String.class).await());
	}

	// The request is stored anew with each try
	@Test
	void aRequestToRewindIsKeptOnce() throws Exception {
		String id = start().scheduleNewOrchestrationInstance("Later");
		awaitParked(id);
		client().rewindInstance(id);
		awaitEvents(id, HistoryEvent.ExecutionRewound.class, 1);
		for (int resumed = 1; resumed <= 3; resumed++) {
			client().resumeInstance(id);
			awaitEvents(id, HistoryEvent.ExecutionResumed.class, resumed);
		}
		assertThat(events(id, HistoryEvent.ExecutionRewound.class)).hasSize(1);
		TaskHub.Builder next = newBuilder();
		next.addOrchestration("Later", (context) -> null);
		deploy(next);
		awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED);
		assertThat(events(id, HistoryEvent.ExecutionRewound.class)).hasSize(1);
	}

	// The end by a version that does not fit hides what the instance died of
	@Test
	void aRewindOnANodeOfAnotherVersionDoesNotForgetTheFailure() throws Exception {
		one(this.builder);
		this.broken.add("a");
		String id = start().scheduleNewOrchestrationInstance("Parent");
		awaitEnd(id, OrchestrationRuntimeStatus.FAILED);
		this.broken.clear();
		TaskHub.Builder other = newBuilder();
		one(other);
		other.versioning(new Versioning("2", null, Versioning.MatchStrategy.STRICT, Versioning.FailureStrategy.FAIL));
		deploy(other);
		client().rewindInstance(id);
		awaitEnd(id, OrchestrationRuntimeStatus.FAILED);
		TaskHub.Builder again = newBuilder();
		one(again);
		deploy(again);
		client().rewindInstance(id);
		awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED);
	}

	private void one(TaskHub.Builder hubBuilder) {
		work(hubBuilder);
		hubBuilder.addOrchestration("Parent", (context) -> {
			context.callActivity("Work", "before", String.class).await();
			return context.callActivity("Work", "a", String.class).await();
		});
	}

	// The replay of a rewind has no way to give up a thread
	@Test
	void anOrchestratorThatCatchesTheYieldForEverCanBeRewound() throws Exception {
		this.builder.addActivity("Any", (context) -> null);
		this.builder.addOrchestration("Stubborn", (context) -> {
			context.callActivity("Any", null, String.class).await();
			return context.waitForExternalEvent("never", String.class).await();
		});
		String id = start().scheduleNewOrchestrationInstance("Stubborn");
		awaitEvents(id, io.durable.history.HistoryEvent.TaskCompleted.class, 1);
		TaskHub.Builder next = newBuilder();
		next.addActivity("Any", (context) -> null);
		next.addOrchestration("Stubborn", (context) -> {
			context.callActivity("Any", null, String.class).await();
			Task<String> event = context.waitForExternalEvent("never", String.class);
			while (true) {
				try {
					return event.await();
				}
				catch (Throwable ex) {
					// Not given up
				}
			}
		});
		deploy(next);
		client().raiseEvent(id, "other", null);
		awaitParked(id);
		client().rewindInstance(id);
		awaitEvents(id, io.durable.history.HistoryEvent.ExecutionRewound.class, 1);
		client().terminate(id, "enough");
		assertThat(client().waitForInstanceCompletion(id, TIMEOUT, false).getRuntimeStatus())
			.isEqualTo(OrchestrationRuntimeStatus.TERMINATED);
	}

}
