package io.durable.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.durable.api.FailureDetails;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.RetryHandler;
import io.durable.api.RetryPolicy;
import io.durable.api.Task;
import io.durable.api.TaskCanceledException;
import io.durable.api.TaskOptions;
import io.durable.api.TaskOrchestration;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.OrchestratorCompleted;
import io.durable.history.HistoryEvent.OrchestratorStarted;
import io.durable.history.HistoryEvent.TaskFailed;
import io.durable.history.HistoryEvent.TaskScheduled;
import io.durable.history.HistoryEvent.TimerCreated;
import io.durable.history.HistoryEvent.TimerFired;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Retry handlers and functions of {@code thenApply} that await.
 */
class CallbackTests {

	private static HistoryEvent failed(int taskId) {
		return new TaskFailed(Turns.NOW, taskId, FailureDetails.of(new IllegalStateException("attempt")));
	}

	private static HistoryEvent fired(int taskId) {
		return new TimerFired(Turns.NOW, taskId, Turns.NOW);
	}

	private static String output(Turns turns, TurnResult last) {
		assertThat(last.problem()).isNull();
		assertThat(last.completed()).isNotNull();
		assertThat(last.completed().status()).as(String.valueOf(last.completed().failure()))
			.isEqualTo(OrchestrationRuntimeStatus.COMPLETED);
		return String.valueOf(last.completed().result());
	}

	private static final TaskOrchestration RETRIED_OR_STOPPED = (context) -> {
		RetryHandler patient = (failure) -> {
			context.createTimer(Duration.ofHours(1)).await();
			return true;
		};
		Task<String> call = context.callActivity("A", null, new TaskOptions(patient), String.class);
		Task<String> stop = context.waitForExternalEvent("Stop", String.class);
		if (context.anyOf(call, stop).await() == stop) {
			return context.callActivity("B", null, String.class).await();
		}
		return call.await();
	};

	@Test
	void anEventIsSeenWhileARetryHandlerWaits() {
		Turns turns = new Turns(RETRIED_OR_STOPPED);
		turns.turn(Turns.started());
		assertThat(turns.turn(failed(0)).actions()).hasOnlyElementsOfType(TimerCreated.class);
		TurnResult stopped = turns.turn(Turns.raised("Stop", null));
		assertThat(stopped.actions()).extracting(HistoryEvent.Action::name).containsExactly("B");
		assertThat(output(turns, turns.turn(Turns.completed(2, "\"b\"")))).isEqualTo("\"b\"");
	}

	@Test
	void aRetryHandlerThatHasWaitedIsAskedForTheAnswer() {
		Turns turns = new Turns(RETRIED_OR_STOPPED);
		turns.turn(Turns.started());
		turns.turn(failed(0));
		assertThat(turns.turn(fired(1)).actions()).extracting(HistoryEvent.Action::name).containsExactly("A");
		assertThat(output(turns, turns.turn(Turns.completed(2, "\"a\"")))).isEqualTo("\"a\"");
	}

	@Test
	void anEventIsSeenWhileThenApplyWaits() {
		Turns turns = new Turns((context) -> {
			Task<String> slow = context.callActivity("A", String.class)
				.thenApply((value) -> value + context.callActivity("B", String.class).await());
			Task<String> stop = context.waitForExternalEvent("Stop", String.class);
			boolean stopped = context.anyOf(slow, stop).await() == stop;
			return stopped + slow.await();
		});
		turns.turn(Turns.started());
		turns.turn(Turns.completed(0, "\"a\""));
		assertThat(turns.turn(Turns.raised("Stop", null)).completed()).isNull();
		assertThat(output(turns, turns.turn(Turns.completed(1, "\"b\"")))).isEqualTo("\"trueab\"");
	}

	@Test
	void thenApplyOfATaskThatHasEndedDoesNotKeepItsCallerWaiting() {
		Turns turns = new Turns((context) -> {
			Task<String> ended = context.callActivity("A", String.class);
			ended.await();
			Task<Void> slow = ended.thenAccept((value) -> context.createTimer(Duration.ofHours(1)).await());
			Task<String> stop = context.waitForExternalEvent("Stop", String.class);
			return context.anyOf(slow, stop).await() == stop;
		});
		turns.turn(Turns.started());
		turns.turn(Turns.completed(0, "\"a\""));
		assertThat(output(turns, turns.turn(Turns.raised("Stop", null)))).isEqualTo("true");
	}

	@Test
	void whatACallbackHasDoneBeforeItAwaitsIsNotDoneAgain() {
		List<String> live = new ArrayList<>();
		Turns turns = new Turns((context) -> context.callActivity("A", String.class).thenApply((value) -> {
			UUID id = context.newUUID();
			live.add(context.getIsReplaying() ? "" : "begins");
			context.sendEvent("other", "Began");
			context.setCustomStatus("waiting");
			Task<String> b = context.callActivity("B", String.class).thenApply((text) -> text + id);
			boolean done = b.isDone();
			Task<Void> timer = context.createTimer(Duration.ofHours(1));
			b.await();
			live.add(context.getIsReplaying() ? "" : "goes on");
			timer.cancel();
			return done + " " + b.isDone() + " " + b.await().endsWith(id.toString())
					+ context.callActivity("C", String.class).await();
		}).await());
		turns.turn(Turns.started());
		TurnResult first = turns.turn(Turns.completed(0, "\"a\""));
		assertThat(first.actions()).extracting(HistoryEvent.Action::name).containsExactly("Began", "B", "");
		TurnResult second = turns.turn(Turns.completed(2, "\"b\""));
		assertThat(second.actions()).extracting(HistoryEvent.Action::name).containsExactly("C");
		assertThat(second.customStatus()).isEqualTo(first.customStatus());
		assertThat(second.cancelledTimers()).containsExactly(3);
		assertThat(output(turns, turns.turn(Turns.completed(4, "\"c\"")))).isEqualTo("\"false true truec\"");
		assertThat(live).containsOnlyOnce("begins", "goes on");
	}

	@Test
	void whatFailedInACallbackFailsAgainInItsPlace() {
		Turns turns = new Turns((context) -> context.callActivity("A", String.class).thenApply((value) -> {
			String refused = "";
			try {
				context.callActivity(" ", String.class);
			}
			catch (IllegalArgumentException ex) {
				refused = "refused ";
			}
			try {
				context.callActivity("B", String.class).await();
			}
			catch (RuntimeException ex) {
				refused += "failed ";
			}
			return refused + context.callActivity("C", String.class).await();
		}).await());
		turns.turn(Turns.started());
		turns.turn(Turns.completed(0, "\"a\""));
		turns.turn(failed(1));
		assertThat(output(turns, turns.turn(Turns.completed(2, "\"c\"")))).isEqualTo("\"refused failed c\"");
	}

	@Test
	void aCallbackWhoseResultIsCancelledDoesNotGoOn() {
		Turns turns = new Turns((context) -> {
			Task<String> slow = context.callActivity("A", String.class).thenApply((value) -> {
				context.createTimer(Duration.ofHours(1)).await();
				return context.callActivity("B", String.class).await();
			});
			context.waitForExternalEvent("Stop", String.class).await();
			slow.cancel();
			context.waitForExternalEvent("End", String.class).await();
			try {
				return slow.await();
			}
			catch (TaskCanceledException ex) {
				return "cancelled";
			}
		});
		turns.turn(Turns.started());
		turns.turn(Turns.completed(0, "\"a\""));
		turns.turn(Turns.raised("Stop", null));
		assertThat(turns.turn(fired(1)).actions()).isEmpty();
		assertThat(output(turns, turns.turn(Turns.raised("End", null)))).isEqualTo("\"cancelled\"");
	}

	@Test
	void noAttemptBeginsAfterTheRetryTimeoutBecauseTheHandlerWaited() {
		Turns turns = new Turns((context) -> {
			RetryPolicy policy = new RetryPolicy(5, Duration.ofSeconds(1)).setRetryTimeout(Duration.ofMinutes(1));
			TaskOptions options = new TaskOptions(policy, (failure) -> {
				context.createTimer(Duration.ofHours(1)).await();
				return true;
			});
			return context.callActivity("A", null, options, String.class).await();
		});
		turns.turn(Turns.started());
		turns.turn(failed(0));
		TurnResult late = turns.turn(Turns.NOW.plus(Duration.ofHours(1)), List.of(fired(1)));
		assertThat(late.actions()).isEmpty();
		assertThat(late.completed().status()).isEqualTo(OrchestrationRuntimeStatus.FAILED);
	}

	@Test
	void aCallbackThatSwallowsItsYieldIsParked() {
		Turns turns = new Turns((context) -> context.callActivity("A", String.class).thenApply((value) -> {
			try {
				return context.callActivity("B", String.class).await();
			}
			catch (Throwable ex) {
				return "swallowed";
			}
		}).await());
		turns.turn(Turns.started());
		assertThat(turns.turn(Turns.completed(0, "\"a\"")).problem()).contains("Test", "caught the Error");
	}

	@Test
	void aCallbackThatSwallowsItsYieldInALoopIsParked() {
		Turns turns = new Turns((context) -> context.callActivity("A", String.class).thenApply((value) -> {
			Task<String> b = context.callActivity("B", String.class);
			for (int i = 0; i < 5000; i++) {
				try {
					return b.await();
				}
				catch (Throwable ex) {
					// Goes on
				}
			}
			return "";
		}).await());
		turns.turn(Turns.started());
		assertThat(turns.turn(Turns.completed(0, "\"a\"")).problem()).contains("Test", "caught the Error");
	}

	@Test
	void aCallbackThatDoesSomethingElseTheSecondTimeIsParked() {
		int[] calls = new int[1];
		Turns turns = new Turns((context) -> {
			calls[0] = 0;
			return context.callActivity("A", String.class).thenApply((value) -> {
				if (calls[0]++ == 0) {
					context.newUUID();
				}
				return context.callActivity("B", String.class).await();
			}).await();
		});
		turns.turn(Turns.started());
		turns.turn(Turns.completed(0, "\"a\""));
		assertThat(turns.turn(Turns.completed(1, "\"b\"")).problem()).contains("newUUID", "callActivity", "thenApply");
	}

	// Such a history says that B was called only when the handler's wait was over
	@Test
	void aHistoryFromWhenCallbacksBlockedGoesOn() {
		Turns turns = new Turns(RETRIED_OR_STOPPED);
		turns.turn(Turns.started());
		turns.turn(failed(0));
		turns.history.addAll(List.of(Turns.raised("Stop", null), new OrchestratorStarted(Turns.NOW),
				new OrchestratorCompleted(Turns.NOW), fired(1), new OrchestratorStarted(Turns.NOW),
				new TaskScheduled(Turns.NOW, 2, "A", null), new TaskScheduled(Turns.NOW, 3, "B", null),
				new OrchestratorCompleted(Turns.NOW)));
		TurnResult replayed = turns.replay();
		assertThat(replayed.problem()).isNull();
		assertThat(replayed.actions()).isEmpty();
		assertThat(output(turns, turns.turn(Turns.completed(3, "\"b\"")))).isEqualTo("\"b\"");
	}

	@Test
	void ofAHistoryThatFitsNeitherWayTheDifferenceIsNamed() {
		Turns turns = new Turns(RETRIED_OR_STOPPED);
		turns.turn(Turns.started());
		turns.turn(failed(0));
		turns.history.addAll(List.of(Turns.raised("Stop", null), new OrchestratorStarted(Turns.NOW),
				new TaskScheduled(Turns.NOW, 2, "Other", null), new OrchestratorCompleted(Turns.NOW)));
		assertThat(turns.turn(fired(1)).problem()).contains("Other", "'B'");
	}

	@Test
	void aFailureAfterAWaitInACallbackIsRewound() {
		Turns turns = new Turns((context) -> context.callActivity("A", String.class).thenApply((value) -> {
			context.createTimer(Duration.ofHours(1)).await();
			return value + context.callActivity("B", String.class).await();
		}).await());
		turns.turn(Turns.started());
		turns.turn(Turns.completed(0, "\"a\""));
		turns.turn(fired(1));
		assertThat(turns.turn(failed(2)).completed().status()).isEqualTo(OrchestrationRuntimeStatus.FAILED);
		Rewind rewind = turns.rewind();
		assertThat(rewind.problem()).isNull();
		turns.history.clear();
		turns.history.addAll(rewind.kept());
		List<HistoryEvent> inputs = new ArrayList<>(rewind.inputs());
		TurnResult again = turns.turn(inputs);
		assertThat(again.problem()).isNull();
		assertThat(again.completed()).isNull();
	}

}
