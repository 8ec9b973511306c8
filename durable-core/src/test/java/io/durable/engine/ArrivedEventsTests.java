package io.durable.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.Task;
import io.durable.api.TaskCanceledException;
import io.durable.api.TaskOrchestrationContext;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.ExecutionResumed;
import io.durable.history.HistoryEvent.ExecutionSuspended;
import io.durable.history.HistoryEvent.ExecutionTerminated;
import io.durable.history.HistoryEvent.TaskScheduled;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What has arrived is seen by one who does not wait, live and in a replay; and what has
 * arrived before the start.
 */
class ArrivedEventsTests {

	private static final ExecutionSuspended SUSPENDED = new ExecutionSuspended(Turns.NOW, null);

	private static final ExecutionResumed RESUMED = new ExecutionResumed(Turns.NOW, null);

	private static final ExecutionTerminated TERMINATED = new ExecutionTerminated(Turns.NOW, "\"stop\"", false);

	private static String poll(TaskOrchestrationContext context, String name) {
		try {
			return context.waitForExternalEvent(name, Duration.ZERO, String.class).await();
		}
		catch (TaskCanceledException ex) {
			return "nothing";
		}
	}

	// Says with the name of an activity what it has seen, so that a replay that sees
	// something else does not agree with its history
	private static Turns polling(int polls) {
		return new Turns((context) -> {
			for (int i = 0; i < polls; i++) {
				context.callActivity("saw " + poll(context, "E"));
			}
			context.waitForExternalEvent("End").await();
			return null;
		});
	}

	private static List<String> calls(TurnResult result) {
		return result.actions().stream().map(HistoryEvent.Action::name).toList();
	}

	private static void assertReplays(Turns turns) {
		TurnResult replay = turns.replay();
		assertThat(replay.problem()).isNull();
		assertThat(replay.actions()).isEmpty();
		assertThat(turns.turn(Turns.raised("End", null)).completed().status())
			.isEqualTo(OrchestrationRuntimeStatus.COMPLETED);
	}

	@Test
	void aWaitWithoutTimeSeesWhatWasRaisedBeforeTheFirstTurn() {
		Turns turns = polling(3);
		TurnResult first = turns.turn(Turns.started(), Turns.raised("Other", null), Turns.raised("e", "\"1\""),
				Turns.raised("E", "\"2\""));
		assertThat(calls(first)).containsExactly("saw 1", "saw 2", "saw nothing");
		assertReplays(turns);
	}

	@Test
	void aWaitWithoutTimeSeesWhatIsSecondInABatch() {
		Turns turns = new Turns((context) -> {
			context.waitForExternalEvent("Go").await();
			context.callActivity("saw " + poll(context, "E"));
			context.callActivity("saw " + poll(context, "E"));
			context.waitForExternalEvent("End").await();
			return null;
		});
		turns.turn(Turns.started());
		TurnResult second = turns.turn(Turns.raised("Go", null), Turns.raised("E", "\"1\""));
		assertThat(calls(second)).containsExactly("saw 1", "saw nothing");
		assertReplays(turns);
	}

	@Test
	void isDoneSeesWhatIsSecondInABatch() {
		Turns turns = new Turns((context) -> {
			Task<Integer> first = context.callActivity("A", Integer.class);
			Task<Integer> second = context.callActivity("B", Integer.class);
			Task<Integer> third = context.callActivity("C", Integer.class);
			Task<Void> event = context.waitForExternalEvent("E");
			first.await();
			context.callActivity(second.isDone() + " " + third.isDone() + " " + event.isDone());
			context.waitForExternalEvent("End").await();
			return null;
		});
		turns.turn(Turns.started());
		TurnResult second = turns.turn(Turns.completed(0, "1"), Turns.raised("E", null), Turns.completed(1, "1"));
		assertThat(calls(second)).containsExactly("true false true");
		assertReplays(turns);
	}

	@Test
	void whatIsCarriedOverIsSeenByTheNextGeneration() {
		Turns turns = new Turns((context) -> {
			context.continueAsNew(null);
			return null;
		});
		TurnResult result = turns.turn(Turns.started(), SUSPENDED, RESUMED, Turns.raised("E", "\"1\""));
		List<HistoryEvent> inputs = new ArrayList<>(List.of(result.continuation().started()));
		inputs.addAll(result.continuation().carriedOver());
		Turns next = polling(1);
		assertThat(calls(next.turn(inputs))).containsExactly("saw 1");
		assertReplays(next);
	}

	@Test
	void aSuspensionThatWasSeenByOneWhoDidNotWaitHoldsUpTheNextGeneration() {
		Turns turns = new Turns((context) -> {
			context.callActivity("A", Integer.class).await();
			poll(context, "E");
			context.continueAsNew(null);
			return null;
		});
		turns.turn(Turns.started());
		TurnResult result = turns.turn(Turns.completed(0, "1"), Turns.raised("Other", null), SUSPENDED,
				Turns.raised("E", "\"1\""));
		assertThat(result.continuation().carriedOver()).containsExactly(Turns.raised("Other", null), SUSPENDED,
				Turns.raised("E", "\"1\""));
		List<HistoryEvent> inputs = new ArrayList<>(List.of(result.continuation().started()));
		inputs.addAll(result.continuation().carriedOver());
		Turns next = polling(1);
		assertThat(next.turn(inputs).suspended()).isTrue();
		assertThat(calls(next.turn(RESUMED))).containsExactly("saw 1");
		assertReplays(next);
	}

	@Test
	void aSuspendedInstanceDoesNotSeeWhatArrives() {
		Turns turns = new Turns((context) -> {
			context.callActivity("A", Integer.class).await();
			context.callActivity("saw " + poll(context, "E"));
			context.waitForExternalEvent("E").await();
			return null;
		});
		turns.turn(Turns.started());
		TurnResult second = turns.turn(Turns.completed(0, "1"), SUSPENDED, Turns.raised("E", "\"1\""));
		assertThat(calls(second)).containsExactly("saw nothing");
		assertThat(second.suspended()).isTrue();
		assertThat(turns.turn(RESUMED).completed()).isNotNull();
	}

	@Test
	void theStartMayStandAfterWhatWasSentBeforeIt() {
		Turns turns = polling(2);
		turns.history.add(Turns.raised("E", "\"1\""));
		List<HistoryEvent> early = List.copyOf(turns.history);
		turns.history.clear();
		List<HistoryEvent> inputs = new ArrayList<>(early);
		inputs.add(Turns.started());
		inputs.add(Turns.raised("E", "\"2\""));
		assertThat(calls(turns.turn(inputs))).containsExactly("saw 1", "saw 2");
		assertThat(turns.history.get(0)).isEqualTo(Turns.raised("E", "\"1\""));
		assertReplays(turns);
	}

	@Test
	void oneThatWasSuspendedBeforeItsStartDoesNotBegin() {
		Turns turns = polling(1);
		TurnResult first = turns.turn(Turns.raised("E", "\"1\""), SUSPENDED, Turns.raised("Other", null),
				Turns.started());
		assertThat(first.actions()).isEmpty();
		assertThat(first.suspended()).isTrue();
		assertThat(turns.turn(Turns.raised("E", "\"2\"")).actions()).isEmpty();
		assertThat(calls(turns.turn(RESUMED))).containsExactly("saw 1");
		assertReplays(turns);
	}

	@Test
	void oneThatWasSuspendedAndResumedBeforeItsStartBegins() {
		Turns turns = polling(2);
		TurnResult first = turns.turn(SUSPENDED, Turns.raised("E", "\"1\""), RESUMED, Turns.started(),
				Turns.raised("E", "\"2\""));
		assertThat(calls(first)).containsExactly("saw 1", "saw 2");
		assertReplays(turns);
	}

	@Test
	void oneThatIsResumedAndSuspendedAgainDoesNotBegin() {
		Turns turns = polling(1);
		turns.turn(Turns.started(), SUSPENDED);
		assertThat(turns.turn(RESUMED, Turns.raised("Other", null), SUSPENDED).actions()).isEmpty();
		assertThat(turns.turn(RESUMED).actions()).hasSize(1);
		assertReplays(turns);
	}

	@Test
	void aSuspensionBehindAnotherInputHoldsUpTheStart() {
		Turns turns = polling(1);
		assertThat(turns.turn(Turns.started(), Turns.raised("E", "\"1\""), SUSPENDED).actions()).isEmpty();
		assertThat(turns.turn(RESUMED).actions()).hasSize(1);
		assertReplays(turns);
	}

	@Test
	void aTerminationBehindOtherInputsComesBeforeTheStart() {
		boolean[] begun = new boolean[1];
		Turns turns = new Turns((context) -> {
			begun[0] = true;
			return null;
		});
		TurnResult result = turns.turn(Turns.raised("E", null), SUSPENDED, TERMINATED, Turns.started(),
				Turns.raised("E", null));
		assertThat(result.completed().status()).isEqualTo(OrchestrationRuntimeStatus.TERMINATED);
		assertThat(result.completed().result()).isEqualTo("\"stop\"");
		assertThat(begun[0]).isFalse();
	}

	@Test
	void aTerminationIsSeenByOneWhoDoesNotWait() {
		Turns turns = new Turns((context) -> {
			Task<Integer> task = context.callActivity("A", Integer.class);
			context.callActivity("B", Integer.class).await();
			task.isDone();
			context.callActivity("C");
			return null;
		});
		turns.turn(Turns.started());
		TurnResult result = turns.turn(Turns.completed(1, "1"), TERMINATED);
		assertThat(result.completed().status()).isEqualTo(OrchestrationRuntimeStatus.TERMINATED);
		assertThat(result.actions()).noneMatch(TaskScheduled.class::isInstance);
	}

	@Test
	void withoutAStartItIsParked() {
		TurnResult result = polling(1).turn(Turns.raised("E", "\"secret\""));
		assertThat(result.problem()).contains("does not begin with ExecutionStarted").doesNotContain("secret");
	}

}
