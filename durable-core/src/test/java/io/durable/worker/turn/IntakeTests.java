package io.durable.worker.turn;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.EventRaised;
import io.durable.history.HistoryEvent.ExecutionStarted;
import io.durable.history.HistoryEvent.OrchestratorCompleted;
import io.durable.history.HistoryEvent.OrchestratorStarted;
import io.durable.history.HistoryEvent.TaskCompleted;
import io.durable.history.HistoryEvent.TaskScheduled;
import io.durable.store.InboxMessage;
import io.durable.worker.testing.Rows;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class IntakeTests {

	private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

	private static final UUID EXECUTION = new UUID(0, 1);

	private static final UUID OTHER = new UUID(0, 2);

	private static InstanceState running() {
		return new InstanceState(Rows.running("i", EXECUTION), List.of(started(), new OrchestratorStarted(NOW),
				new TaskScheduled(NOW, 0, "Work", null), new OrchestratorCompleted(NOW)));
	}

	private static ExecutionStarted started() {
		return new ExecutionStarted(NOW, "Test", null, null, null, Map.of(), null);
	}

	private static Delivery message(long id, UUID incarnation, HistoryEvent event) {
		return new Delivery.Message(new InboxMessage(0, id, "i", incarnation, null, event, null));
	}

	private static Delivery result(UUID execution, String result) {
		return new Delivery.Result(execution, new TaskCompleted(NOW, 0, result));
	}

	private static Intake intake(InstanceState state, Delivery... deliveries) {
		return new Intake(state, List.of(deliveries), NOW);
	}

	@Test
	void firstAnswerCountsAndAllEndTheirWork() {
		Intake intake = intake(running(), result(EXECUTION, "first"), result(EXECUTION, "second"));
		assertThat(intake.events()).containsExactly(new TaskCompleted(NOW, 0, "first"));
		assertThat(intake.endedWork()).containsOnly(new RunningWork(EXECUTION, 0));
	}

	@Test
	void answerToAnotherExecutionIsConsumedWithoutAnEvent() {
		Intake intake = intake(running(), result(OTHER, "late"));
		assertThat(intake.events()).isEmpty();
		assertThat(intake.endedWork()).containsExactly(new RunningWork(OTHER, 0));
	}

	@Test
	void messageToAnotherIncarnationIsConsumedWithoutAnEvent() {
		EventRaised event = new EventRaised(NOW, "E", null);
		Intake intake = intake(running(), message(1, OTHER, event), message(2, EXECUTION, event));
		assertThat(intake.consumedMessages()).containsExactly(1L, 2L);
		assertThat(intake.events()).containsExactly(event);
	}

	@Test
	void eventFromTheFutureHappensNow() {
		Intake intake = intake(running(), message(1, EXECUTION, new EventRaised(NOW.plusSeconds(60), "E", null)));
		assertThat(intake.events()).containsExactly(new EventRaised(NOW, "E", null));
	}

	@Test
	void startComesFirstHoweverItWasDelivered() {
		InstanceState pending = new InstanceState(Rows.of("i", EXECUTION, OrchestrationRuntimeStatus.PENDING),
				List.of());
		EventRaised event = new EventRaised(NOW, "E", null);
		Intake intake = intake(pending, message(1, EXECUTION, event),
				new Delivery.Message(new InboxMessage(0, 2, "i", EXECUTION, EXECUTION, started(), null)));
		assertThat(intake.events()).containsExactly(started(), event);
		assertThat(intake.isWaitingForStart()).isFalse();
	}

	@Test
	void instanceThatIsGoneConsumesEverything() {
		Intake intake = intake(null, message(1, EXECUTION, new EventRaised(NOW, "E", null)), result(EXECUTION, "r"));
		assertThat(intake.events()).isEmpty();
		assertThat(intake.consumedMessages()).containsExactly(1L);
	}

}
