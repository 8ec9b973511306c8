package io.durable.hub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.RetryPolicy;
import io.durable.api.Task;
import io.durable.api.TaskFailedException;
import io.durable.api.TaskOptions;
import io.durable.client.InstanceNotFoundException;
import io.durable.client.OrchestrationMetadata;
import io.durable.history.HistoryEvent.ExecutionRewound;
import io.durable.history.HistoryEvent.TaskFailed;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What a rewind keeps, and what it lets happen again.
 */
public abstract class RewindScenarios extends HubScenarios {

	private final List<String> calls = new CopyOnWriteArrayList<>();

	private final Set<String> broken = ConcurrentHashMap.newKeySet();

	private final AtomicBoolean orchestratorBroken = new AtomicBoolean();

	// An activity that notes each call and fails as long as its input is broken
	private void work(TaskHub.Builder builder) {
		builder.addActivity("Work", (context) -> {
			String input = String.valueOf(context.getInput(String.class));
			this.calls.add(input);
			if (this.broken.contains(input)) {
				throw new IllegalStateException(input + " is broken");
			}
			return input + " done";
		});
	}

	@Test
	void onlyWhatFailedIsDoneAgainAfterTimersRetriesAndChildren() throws Exception {
		work(this.builder);
		TaskOptions twice = new TaskOptions(new RetryPolicy(2, Duration.ofSeconds(10)));
		this.builder.addOrchestration("Child",
				(context) -> context.callActivity("Work", context.getInput(String.class), String.class).await());
		this.builder.addOrchestration("Parent", (context) -> {
			List<String> results = new ArrayList<>();
			results.add(context.callActivity("Work", "first", String.class).await());
			context.createTimer(Duration.ofMinutes(1)).await();
			try {
				context.callActivity("Work", "flaky", twice, String.class).await();
			}
			catch (TaskFailedException ex) {
				results.add("survived");
			}
			results.add(context.callSubOrchestrator("Child", "child", String.class).await());
			results.add(context.callActivity("Work", "last", twice, String.class).await());
			return results;
		});
		this.broken.addAll(Set.of("flaky", "last"));
		String id = start().scheduleNewOrchestrationInstance("Parent");
		awaitEvents(id, io.durable.history.HistoryEvent.TimerCreated.class, 1);
		advance(Duration.ofMinutes(1));
		awaitEvents(id, TaskFailed.class, 1);
		advance(Duration.ofSeconds(10));
		awaitEvents(id, TaskFailed.class, 3);
		advance(Duration.ofSeconds(10));
		OrchestrationMetadata failed = awaitEnd(id, OrchestrationRuntimeStatus.FAILED);
		assertThat(failed.getFailureDetails().getErrorMessage()).contains("last is broken");
		assertThat(this.calls).containsExactly("first", "flaky", "flaky", "child", "last", "last");

		this.calls.clear();
		this.broken.clear();
		client().rewindInstance(id, "mended");
		OrchestrationMetadata done = awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED);
		assertThat(done.readOutputAs(List.class)).containsExactly("first done", "survived", "child done", "last done");
		assertThat(this.calls).containsExactly("last");
		assertThat(done.getFailureDetails()).isNull();
		assertThat(events(id, ExecutionRewound.class)).singleElement()
			.satisfies((event) -> assertThat(event.input()).isEqualTo("mended"));
	}

	@Test
	void aRetriedCallGetsAllItsAttemptsAgain() throws Exception {
		work(this.builder);
		TaskOptions thrice = new TaskOptions(new RetryPolicy(3, Duration.ofSeconds(1)));
		this.builder.addOrchestration("Retry",
				(context) -> context.callActivity("Work", "a", thrice, String.class).await());
		this.broken.add("a");
		String id = start().scheduleNewOrchestrationInstance("Retry");
		failAttempts(id, 1, 3);
		awaitEnd(id, OrchestrationRuntimeStatus.FAILED);
		client().rewindInstance(id);
		// Until then the history has the attempts of before
		awaitEvents(id, ExecutionRewound.class, 1);
		failAttempts(id, 1, 2);
		this.broken.clear();
		advance(Duration.ofSeconds(1));
		awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED);
		assertThat(this.calls).hasSize(6);
	}

	private void failAttempts(String id, int from, int to) {
		for (int attempt = from; attempt <= to; attempt++) {
			awaitEvents(id, TaskFailed.class, attempt);
			if (attempt < to) {
				advance(Duration.ofSeconds(1));
			}
		}
	}

	@Test
	void successfulBranchesOfAFanOutAreKept() throws Exception {
		work(this.builder);
		this.builder.addOrchestration("FanOut", (context) -> {
			List<Task<String>> tasks = new ArrayList<>();
			for (int i = 0; i < 10; i++) {
				tasks.add(context.callActivity("Work", "n" + i, String.class));
			}
			return context.allOf(tasks).await();
		});
		this.broken.addAll(Set.of("n3", "n7"));
		String id = start().scheduleNewOrchestrationInstance("FanOut");
		awaitEnd(id, OrchestrationRuntimeStatus.FAILED);
		this.calls.clear();
		this.broken.clear();
		client().rewindInstance(id);
		OrchestrationMetadata done = awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED);
		assertThat(this.calls).containsExactlyInAnyOrder("n3", "n7");
		assertThat(done.readOutputAs(List.class)).hasSize(10).contains("n3 done", "n9 done");
	}

	@Test
	void failedChildrenAreRewoundToo() throws Exception {
		work(this.builder);
		this.builder.addOrchestration("Grandchild", (context) -> {
			String name = context.getInput(String.class);
			context.callActivity("Work", name + " begins").await();
			return context.callActivity("Work", name, String.class).await();
		});
		this.builder.addOrchestration("Child", (context) -> {
			String name = context.getInput(String.class);
			context.callActivity("Work", name + " prepares").await();
			return context.callSubOrchestrator("Grandchild", name, String.class).await();
		});
		this.builder
			.addOrchestration(
					"Parent", (
							context) -> context
								.allOf(List.of(context.callSubOrchestrator("Child", "a", String.class),
										context.callSubOrchestrator("Child", "b", "given-child", String.class)))
								.await());
		this.broken.addAll(Set.of("a", "b"));
		String id = start().scheduleNewOrchestrationInstance("Parent");
		awaitEnd(id, OrchestrationRuntimeStatus.FAILED);
		this.calls.clear();
		this.broken.clear();
		client().rewindInstance(id);
		OrchestrationMetadata done = awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED);
		assertThat(done.readOutputAs(List.class)).containsExactly("a done", "b done");
		assertThat(this.calls).containsExactlyInAnyOrder("a", "b");
	}

	@Test
	void aChildThatWasTerminatedRunsFromItsBeginning() throws Exception {
		work(this.builder);
		this.builder.addOrchestration("Child", (context) -> {
			context.callActivity("Work", "child").await();
			return context.waitForExternalEvent("Go", String.class).await();
		});
		this.builder.addOrchestration("Parent",
				(context) -> context.callSubOrchestrator("Child", null, "the-child", String.class).await());
		String id = start().scheduleNewOrchestrationInstance("Parent");
		await("the-child", (child) -> child.isInstanceFound() && this.calls.size() == 1);
		client().terminate("the-child", "no");
		awaitEnd(id, OrchestrationRuntimeStatus.FAILED);
		client().rewindInstance(id);
		await("the-child", (child) -> this.calls.size() == 2 && !child.isCompleted());
		client().raiseEvent("the-child", "go", "went");
		assertThat(awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED).readOutputAs(String.class)).isEqualTo("went");
	}

	@Test
	void anErrorOfTheOrchestratorItselfRepeatsItsLastTurnOnly() throws Exception {
		work(this.builder);
		this.orchestratorBroken.set(true);
		this.builder.addOrchestration("Buggy", (context) -> {
			String first = context.callActivity("Work", "first", String.class).await();
			String second = context.callActivity("Work", "second", String.class).await();
			if (this.orchestratorBroken.get()) {
				throw new NullPointerException("a bug");
			}
			return first + ", " + second;
		});
		String id = start().scheduleNewOrchestrationInstance("Buggy");
		awaitEnd(id, OrchestrationRuntimeStatus.FAILED);
		this.orchestratorBroken.set(false);
		client().rewindInstance(id);
		assertThat(awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED).readOutputAs(String.class))
			.isEqualTo("first done, second done");
		assertThat(this.calls).containsExactly("first", "second");
	}

	private String timedOutAndRewound(io.durable.api.TaskOrchestration code) throws Exception {
		work(this.builder);
		this.builder.addOrchestration("Approval", code)
			.addOrchestration("Parent",
					(context) -> context.callSubOrchestrator("Approval", null, "child", null, String.class).await());
		String id = start().scheduleNewOrchestrationInstance("Parent");
		awaitEvents("child", io.durable.history.HistoryEvent.TimerCreated.class, 1);
		this.clock.advance(Duration.ofHours(1));
		awaitEnd(id, OrchestrationRuntimeStatus.FAILED);
		this.clock.advance(Duration.ofHours(5));
		client().rewindInstance(id);
		awaitEvents("child", ExecutionRewound.class, 1);
		this.clock.advance(Duration.ofMinutes(59));
		client().suspendInstance("child");
		client().resumeInstance("child");
		awaitEvents("child", io.durable.history.HistoryEvent.ExecutionResumed.class, 1);
		assertThat(client().getInstanceMetadata("child", true).isCompleted()).isFalse();
		return id;
	}

	private static final io.durable.api.TaskOrchestration APPROVAL = (context) -> {
		context.callActivity("Work", "before").await();
		return context.waitForExternalEvent("Approve", Duration.ofHours(1), String.class).await();
	};

	@Test
	void anEventIsAcceptedAfterATimeOutWasRewound() throws Exception {
		String id = timedOutAndRewound(APPROVAL);
		client().raiseEvent("child", "Approve", "yes");
		assertThat(awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED).readOutputAs(String.class)).isEqualTo("yes");
		assertThat(this.calls).containsExactly("before");
	}

	@Test
	void aWaitThatTimedOutLastsAsLongAgainAfterEachRewind() throws Exception {
		String id = timedOutAndRewound(APPROVAL);
		this.clock.advance(Duration.ofMinutes(1));
		awaitEnd(id, OrchestrationRuntimeStatus.FAILED);
		this.clock.advance(Duration.ofHours(5));
		client().rewindInstance(id);
		awaitEvents("child", ExecutionRewound.class, 2);
		this.clock.advance(Duration.ofMinutes(59));
		client().raiseEvent("child", "Approve", "yes");
		assertThat(awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED).readOutputAs(String.class)).isEqualTo("yes");
	}

	@Test
	void aTimeOutThatTheFailureOnlyFollowsFromIsRepeated() throws Exception {
		String id = timedOutAndRewound((context) -> {
			io.durable.api.Task<String> approval = context.waitForExternalEvent("Approve", Duration.ofHours(1),
					String.class);
			io.durable.api.Task<String> other = context.waitForExternalEvent("Other", String.class);
			try {
				context.anyOf(approval, other).await();
				return approval.await();
			}
			catch (io.durable.api.TaskCanceledException ex) {
				throw new IllegalStateException("Nobody has approved");
			}
		});
		client().raiseEvent("child", "Approve", "yes");
		assertThat(awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED).readOutputAs(String.class)).isEqualTo("yes");
	}

	@Test
	void aTimerThatOvertookAnEventIsRepeated() throws Exception {
		String id = timedOutAndRewound((context) -> {
			io.durable.api.Task<String> approval = context.waitForExternalEvent("Approve", String.class);
			io.durable.api.Task<Void> timeOut = context.createTimer(Duration.ofHours(1));
			if (context.anyOf(approval, timeOut).await() == timeOut) {
				throw new IllegalStateException("Nobody has approved");
			}
			return approval.await();
		});
		client().raiseEvent("child", "Approve", "yes");
		assertThat(awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED).readOutputAs(String.class)).isEqualTo("yes");
	}

	@Test
	void aTimeOutThatTheFailureHasSuppressedIsRepeated() throws Exception {
		this.builder.addActivity("Escalate", (context) -> {
			this.clock.advance(Duration.ofSeconds(1));
			return "";
		});
		String id = timedOutAndRewound((context) -> {
			try {
				return context.waitForExternalEvent("Approve", Duration.ofHours(1), String.class).await();
			}
			catch (io.durable.api.TaskCanceledException ex) {
				context.callActivity("Escalate").await();
				IllegalStateException failure = new IllegalStateException("Nobody has approved");
				failure.addSuppressed(ex);
				throw failure;
			}
		});
		client().raiseEvent("child", "Approve", "yes");
		assertThat(awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED).readOutputAs(String.class)).isEqualTo("yes");
	}

	@Test
	void aTimeOutAmongSeveralFailuresIsRepeatedToo() throws Exception {
		String id = timedOutAndRewound((context) -> {
			List<String> all = context
				.allOf(context.waitForExternalEvent("Approve", Duration.ofHours(1), String.class),
						context.waitForExternalEvent("Second", Duration.ofHours(1), String.class))
				.await();
			return String.join("", all);
		});
		client().raiseEvent("child", "Approve", "yes");
		client().raiseEvent("child", "Second", "!");
		assertThat(awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED).readOutputAs(String.class)).isEqualTo("yes!");
	}

	@Test
	void eventsAndIdentifiersStayTheSame() throws Exception {
		work(this.builder);
		Map<String, List<UUID>> ids = new ConcurrentHashMap<>();
		this.builder.addActivity("Note", (context) -> {
			ids.computeIfAbsent("seen", (key) -> new CopyOnWriteArrayList<>()).add(context.getInput(UUID.class));
			return null;
		});
		this.builder.addOrchestration("Test", (context) -> {
			context.waitForExternalEvent("Begin").await();
			String event = context.waitForExternalEvent("Go", String.class).await();
			context.callActivity("Note", context.newUUID()).await();
			context.callActivity("Work", "x").await();
			context.callActivity("Note", context.newUUID()).await();
			return event + context.waitForExternalEvent("Go", String.class).await();
		});
		this.broken.add("x");
		String id = start().scheduleNewOrchestrationInstance("Test");
		client().raiseEvent(id, "go", "1");
		client().raiseEvent(id, "GO", "2");
		// It must not fail before both are there
		client().raiseEvent(id, "Begin");
		awaitEnd(id, OrchestrationRuntimeStatus.FAILED);
		client().rewindInstance(id);
		awaitEnd(id, OrchestrationRuntimeStatus.FAILED);
		this.broken.clear();
		client().rewindInstance(id);
		assertThat(awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED).readOutputAs(String.class)).isEqualTo("12");
		assertThat(ids.get("seen")).hasSize(2).doesNotHaveDuplicates();
		assertThat(this.calls).containsExactly("x", "x", "x");
		assertThat(events(id, ExecutionRewound.class)).hasSize(2);
	}

	@Test
	void aLateResultOfWhatWasDroppedIsNotTakenForAnother() throws Exception {
		work(this.builder);
		AtomicInteger slow = new AtomicInteger();
		java.util.concurrent.CountDownLatch release = new java.util.concurrent.CountDownLatch(1);
		this.builder.addActivity("Slow", (context) -> {
			slow.incrementAndGet();
			release.await();
			return "slow";
		});
		AtomicBoolean newCode = new AtomicBoolean();
		this.builder.addOrchestration("Test", (context) -> {
			context.callActivity("Work", "a").await();
			if (newCode.get()) {
				return context.callActivity("Work", "b", String.class).await();
			}
			context.callActivity("Slow", null, String.class);
			throw new IllegalStateException("failed with work under way");
		});
		String id = start().scheduleNewOrchestrationInstance("Test");
		awaitEnd(id, OrchestrationRuntimeStatus.FAILED);
		await(id, (metadata) -> slow.get() == 1);
		newCode.set(true);
		client().rewindInstance(id);
		OrchestrationMetadata done = awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED);
		release.countDown();
		assertThat(done.readOutputAs(String.class)).isEqualTo("b done");
	}

	@Test
	void theFirstTurnCanBeRewound() throws Exception {
		this.orchestratorBroken.set(true);
		this.builder.addOrchestration("Test", (context) -> {
			if (this.orchestratorBroken.get()) {
				throw new IllegalStateException("broken");
			}
			return context.getInput(String.class) + context.waitForExternalEvent("E", String.class).await();
		});
		String id = start().scheduleNewOrchestrationInstance("Test", "in");
		awaitEnd(id, OrchestrationRuntimeStatus.FAILED);
		this.orchestratorBroken.set(false);
		client().rewindInstance(id);
		client().raiseEvent(id, "E", "put");
		assertThat(awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED).readOutputAs(String.class)).isEqualTo("input");
	}

	@Test
	void aParkedInstanceGoesBackToWhereCodeAndHistoryAgree() throws Exception {
		work(this.builder);
		this.builder.addOrchestration("Test", (context) -> {
			context.callActivity("Work", "same").await();
			context.callActivity("Work", "old").await();
			return context.waitForExternalEvent("E", String.class).await();
		});
		String id = start().scheduleNewOrchestrationInstance("Test");
		// What was called, but is not in history, the next node would call again
		awaitEvents(id, io.durable.history.HistoryEvent.TaskCompleted.class, 2);
		TaskHub.Builder next = newBuilder();
		work(next);
		next.addActivity("Other", (context) -> {
			this.calls.add("new");
			return null;
		});
		next.addOrchestration("Test", (context) -> {
			context.callActivity("Work", "same").await();
			context.callActivity("Other").await();
			return context.waitForExternalEvent("E", String.class).await();
		});
		deploy(next);
		client().raiseEvent(id, "E", "kept");
		assertThat(awaitParked(id)).contains("'Work' (#1)").contains("'Other' (#1)");
		client().rewindInstance(id);
		assertThat(awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED).readOutputAs(String.class)).isEqualTo("kept");
		assertThat(this.calls).containsExactly("same", "old", "new");
	}

	@Test
	void aRewindThatFindsNoCodeIsMadeUpForByTheNextNode() throws Exception {
		work(this.builder);
		this.builder.addOrchestration("Test", (context) -> context.callActivity("Work", "a", String.class).await());
		this.broken.add("a");
		String id = start().scheduleNewOrchestrationInstance("Test");
		awaitEnd(id, OrchestrationRuntimeStatus.FAILED);
		deploy(newBuilder());
		client().rewindInstance(id);
		assertThat(awaitParked(id)).contains("No orchestrator named 'Test'");
		this.broken.clear();
		TaskHub.Builder next = newBuilder();
		work(next);
		next.addOrchestration("Test", (context) -> context.callActivity("Work", "a", String.class).await());
		deploy(next);
		assertThat(awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED).readOutputAs(String.class)).isEqualTo("a done");
	}

	@Test
	void onlyFailedAndParkedInstancesAreRewound() throws Exception {
		this.builder.addOrchestration("Test", (context) -> context.waitForExternalEvent("E").await());
		String id = start().scheduleNewOrchestrationInstance("Test");
		assertThatIllegalStateException().isThrownBy(() -> client().rewindInstance(id))
			.withMessageContaining("Only an orchestration that has failed or is parked can be rewound");
		client().raiseEvent(id, "E");
		awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED);
		assertThatIllegalStateException().isThrownBy(() -> client().rewindInstance(id))
			.withMessageContaining("Completed");
		assertThatExceptionOfType(InstanceNotFoundException.class).isThrownBy(() -> client().rewindInstance("nobody"));
	}

}
