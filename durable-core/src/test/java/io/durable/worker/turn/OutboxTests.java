package io.durable.worker.turn;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.engine.TurnResult;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.Action;
import io.durable.history.HistoryEvent.EventSent;
import io.durable.history.HistoryEvent.ExecutionCompleted;
import io.durable.history.HistoryEvent.ExecutionStarted;
import io.durable.history.HistoryEvent.ExecutionTerminated;
import io.durable.history.HistoryEvent.OrchestratorCompleted;
import io.durable.history.HistoryEvent.OrchestratorStarted;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceCompleted;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceCreated;
import io.durable.history.HistoryEvent.TaskScheduled;
import io.durable.store.NewMessage;
import io.durable.store.StoredInstance;
import io.durable.worker.testing.Rows;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a turn does to sub-orchestrations with given IDs.
 */
class OutboxTests {

	private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

	private static final UUID EXECUTION = new UUID(0, 1);

	private static final StoredInstance RUNNING = Rows.running("parent", EXECUTION);

	private static final StoredInstance TERMINATED = Rows.of("parent", EXECUTION,
			OrchestrationRuntimeStatus.TERMINATED);

	private static final ExecutionTerminated RECURSIVELY = new ExecutionTerminated(NOW, null, true);

	private static final ExecutionCompleted END = new ExecutionCompleted(NOW, OrchestrationRuntimeStatus.TERMINATED,
			null, null);

	private static SubOrchestrationInstanceCreated given(int taskId, String id) {
		return new SubOrchestrationInstanceCreated(NOW, taskId, "Child", null, id, null);
	}

	private static SubOrchestrationInstanceCreated detached(int taskId, String id) {
		return new SubOrchestrationInstanceCreated(NOW, taskId, "Child", null, id, null, true, Map.of(), null);
	}

	private static EventSent sent(int taskId, String id) {
		return new EventSent(NOW, taskId, id, "E" + taskId, null);
	}

	private static InstanceState state(StoredInstance row, List<HistoryEvent> after, Action... actions) {
		List<HistoryEvent> history = new ArrayList<>();
		history.add(new ExecutionStarted(NOW, "Test", null, null, null, Map.of(), null));
		history.add(new OrchestratorStarted(NOW));
		history.addAll(List.of(actions));
		history.add(new OrchestratorCompleted(NOW));
		history.addAll(after);
		return new InstanceState(row, history);
	}

	private static Outbox outbox() {
		return new Outbox(0, "parent", 8, List.of());
	}

	private static Outbox turn(InstanceState before, Action... actions) {
		Outbox outbox = outbox();
		outbox.add(new TurnResult(List.of(), List.of(actions), Set.of(), null, null, null, false, null, 0), EXECUTION,
				before, RUNNING, 0);
		return outbox;
	}

	@Test
	void eventsOfTheTurnThatCallsAChildGoWithItsStart() {
		Outbox outbox = turn(null, given(0, "a"), sent(1, "a"), sent(2, "a"));
		assertThat(outbox.childOperations()).singleElement()
			.isEqualTo(new ChildOperation.Start(
					new GivenChild(EXECUTION, given(0, "a"), List.of(sent(1, "a"), sent(2, "a")), null)));
		assertThat(outbox.messages()).isEmpty();
	}

	@Test
	void eventBeforeTheCallGoesToWhoeverHasTheId() {
		Outbox outbox = turn(null, sent(0, "a"), given(1, "a"));
		assertThat(outbox.messages()).extracting(NewMessage::instanceId).containsExactly("a");
		assertThat(outbox.childOperations())
			.containsExactly(new ChildOperation.Start(new GivenChild(EXECUTION, given(1, "a"), List.of(), null)));
	}

	@Test
	void eventToAChildOfAnEarlierTurnWaitsForItsStart() {
		Outbox outbox = turn(state(RUNNING, List.of(), given(0, "a")), sent(1, "a"), sent(2, "b"));
		assertThat(outbox.childOperations()).containsExactly(
				new ChildOperation.Send(new RunningWork(EXECUTION, 0), new RunningWork(EXECUTION, 1), sent(1, "a")));
		assertThat(outbox.messages()).extracting(NewMessage::instanceId).containsExactly("b");
	}

	@Test
	void eventToAChildThatHasEndedGoesToWhoeverHasTheId() {
		InstanceState before = state(RUNNING, List.of(new SubOrchestrationInstanceCompleted(NOW, 0, null)),
				given(0, "a"));
		Outbox outbox = turn(before, sent(1, "a"));
		assertThat(outbox.childOperations()).isEmpty();
		assertThat(outbox.messages()).hasSize(1);
	}

	@Test
	void eventWaitsForTheSecondCallOfAnIdWhenTheFirstHasEnded() {
		InstanceState before = state(RUNNING, List.of(new SubOrchestrationInstanceCompleted(NOW, 0, null)),
				given(0, "a"), given(1, "a"));
		Outbox outbox = turn(before, sent(2, "a"));
		assertThat(outbox.messages()).isEmpty();
		assertThat(outbox.childOperations()).containsExactly(
				new ChildOperation.Send(new RunningWork(EXECUTION, 1), new RunningWork(EXECUTION, 2), sent(2, "a")));
	}

	@Test
	void derivedChildIsStartedWithTheCheckpoint() {
		String derived = EXECUTION.toString().replace("-", "") + ":0";
		Outbox outbox = turn(null, given(0, derived));
		assertThat(outbox.childOperations()).isEmpty();
		assertThat(outbox.derivedChildren()).singleElement()
			.satisfies((child) -> assertThat(child.instanceId()).isEqualTo(derived));
	}

	@Test
	void childrenEndWithACallerThatIsTerminatedRecursively() {
		InstanceState before = state(RUNNING, List.of(), given(0, "a"), given(1, "b"));
		Outbox outbox = turn(before);
		outbox.terminateStarted(List.of(new SubOrchestrationInstanceCompleted(NOW, 1, null)), before, END);
		assertThat(outbox.messages()).extracting(NewMessage::instanceId).containsExactly("a");
		assertThat(outbox.childOperations()).singleElement()
			.isInstanceOf(ChildOperation.Terminate.class)
			.satisfies((operation) -> assertThat(operation.call()).isEqualTo(new RunningWork(EXECUTION, 0)));
	}

	@Test
	void childCalledInTheVeryTurnThatEndsDoesNotBeginAndItsCallIsAnswered() {
		Outbox outbox = turn(state(RUNNING, List.of()), given(0, "a"), sent(1, "a"));
		outbox.terminateStarted(List.of(), state(RUNNING, List.of()), END);
		assertThat(outbox.childOperations()).singleElement()
			.isInstanceOf(ChildOperation.Terminate.class)
			.satisfies((operation) -> assertThat(operation.call()).isEqualTo(new RunningWork(EXECUTION, 0)));
	}

	@Test
	void requestToAStartedChildIsForThatIncarnationOnly() {
		InstanceState before = state(RUNNING, List.of(), given(0, "a"));
		Outbox outbox = turn(before);
		outbox.terminateStarted(List.of(), before, END);
		UUID incarnation = Outbox.child(RUNNING, EXECUTION, given(0, "a"), List.of(), 0).executionId();
		assertThat(outbox.messages()).singleElement()
			.satisfies((message) -> assertThat(message.incarnationId()).isEqualTo(incarnation));
	}

	@Test
	void anOwnerRepeatsAllThatAnEndedInstanceLeavesUndone() {
		InstanceState ended = state(Rows.of("parent", EXECUTION, OrchestrationRuntimeStatus.COMPLETED), List.of(END),
				given(0, "a"), sent(1, "a"), new TaskScheduled(NOW, 2, "Work", null), detached(3, "d"));
		assertRepeatsAll(ended);
	}

	@Test
	void anOwnerRepeatsAllThatARecursivelyTerminatedInstanceLeavesUndone() {
		assertRepeatsAll(
				state(TERMINATED, List.of(RECURSIVELY, END), given(0, "a"), new TaskScheduled(NOW, 1, "Work", null)));
	}

	@Test
	void anOwnerRepeatsTheDetachedStartsOfARecursivelyTerminatedInstance() {
		assertRepeatsAll(state(TERMINATED, List.of(RECURSIVELY, END), detached(0, "d")));
	}

	@Test
	void workThatHasEndedMeanwhileIsNotRepeated() {
		InstanceState ended = state(TERMINATED, List.of(END), given(0, "a"), new TaskScheduled(NOW, 1, "Work", null));
		Outbox outbox = outbox();
		outbox.repeat(ended, List.of(new RunningWork(EXECUTION, 0), new RunningWork(EXECUTION, 1)));
		assertThat(outbox.activities()).isEmpty();
		assertThat(outbox.childOperations()).isEmpty();
	}

	// Whatever keeps the mark of the instance must be answered by something
	private static void assertRepeatsAll(InstanceState ended) {
		Outbox outbox = outbox();
		outbox.repeat(ended, List.of());
		List<RunningWork> repeated = new ArrayList<>();
		outbox.activities().forEach((activity) -> repeated.add(activity.work()));
		outbox.childOperations().forEach((operation) -> repeated.add(operation.call()));
		LateWork late = LateWork.of(ended);
		assertThat(late).isNotNull();
		assertThat(repeated).isNotEmpty();
		assertThat(late.without(repeated)).as("left: what is not among %s", repeated).isNull();
	}

}
