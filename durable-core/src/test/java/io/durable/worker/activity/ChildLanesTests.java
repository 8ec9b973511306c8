package io.durable.worker.activity;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.durable.history.HistoryEvent.EventSent;
import io.durable.history.HistoryEvent.ExecutionTerminated;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceCreated;
import io.durable.store.NewMessage;
import io.durable.worker.activity.ChildLanes.Lane;
import io.durable.worker.activity.ChildLanes.Step;
import io.durable.worker.testing.Rows;
import io.durable.worker.turn.ChildOperation;
import io.durable.worker.turn.GivenChild;
import io.durable.worker.turn.RunningWork;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ChildLanesTests {

	private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

	private static final UUID EXECUTION = new UUID(0, 1);

	private final ChildLanes lanes = new ChildLanes();

	private static Step step(ChildOperation operation) {
		return new Step(new IdleOwner(), Rows.running("parent", EXECUTION), operation);
	}

	private static Step start(String childId, int taskId) {
		return step(new ChildOperation.Start(new GivenChild(EXECUTION,
				new SubOrchestrationInstanceCreated(NOW, taskId, "Child", null, childId, null), List.of(), null)));
	}

	private static Step send(String childId, int taskId) {
		return step(new ChildOperation.Send(new RunningWork(EXECUTION, 0), new RunningWork(EXECUTION, taskId),
				new EventSent(NOW, taskId, childId, "E", null)));
	}

	private static Step terminate(String childId, int taskId) {
		return step(new ChildOperation.Terminate(new RunningWork(EXECUTION, taskId),
				new NewMessage(0, childId, null, new ExecutionTerminated(NOW, null, true), EXECUTION)));
	}

	@Test
	void operationsOnOneChildFollowEachOther() {
		Step first = start("a", 0);
		Step second = send("a", 1);
		assertThat(this.lanes.add(first)).isTrue();
		assertThat(this.lanes.add(second)).isFalse();
		Lane lane = this.lanes.next();
		assertThat(lane.first()).isSameAs(first);
		assertThat(this.lanes.next()).isNull();
		assertThat(this.lanes.done(lane)).isTrue();
		assertThat(this.lanes.next()).isSameAs(lane);
		assertThat(lane.first()).isSameAs(second);
		assertThat(this.lanes.done(lane)).isFalse();
		assertThat(this.lanes.next()).isNull();
	}

	@Test
	void childrenDoNotWaitForEachOther() {
		this.lanes.add(start("a", 0));
		this.lanes.add(start("b", 1));
		assertThat(this.lanes.next().first().operation().childId()).isEqualTo("a");
		assertThat(this.lanes.next().first().operation().childId()).isEqualTo("b");
	}

	@Test
	void whatIsAddedWhileAnOperationRunsComesAfterIt() {
		this.lanes.add(start("a", 0));
		Lane lane = this.lanes.next();
		assertThat(this.lanes.add(send("a", 1))).isFalse();
		assertThat(this.lanes.next()).isNull();
		assertThat(this.lanes.done(lane)).isTrue();
		assertThat(this.lanes.next()).isSameAs(lane);
	}

	@Test
	void laneBeginsAnewAfterItsEnd() {
		this.lanes.add(start("a", 0));
		this.lanes.done(this.lanes.next());
		assertThat(this.lanes.add(start("a", 1))).isTrue();
		assertThat(this.lanes.next().first().operation().call().taskId()).isOne();
	}

	@Test
	void operationThatFailedIsTriedAgainAfterLongerAndLongerPauses() {
		Duration longest = Duration.ofSeconds(1);
		Step step = start("a", 0);
		this.lanes.add(step);
		Duration before = Duration.ZERO;
		for (int i = 0; i < 6; i++) {
			Lane lane = this.lanes.next();
			assertThat(lane.first()).isSameAs(step);
			Duration pause = lane.pause(longest);
			assertThat(pause).isGreaterThan(before).isLessThanOrEqualTo(longest);
			before = pause;
			this.lanes.again(lane);
		}
		Lane lane = this.lanes.next();
		for (int i = 0; i < 100; i++) {
			assertThat(lane.pause(longest)).isEqualTo(longest);
		}
	}

	@Test
	void pausesBeginAnewWithTheNextOperation() {
		this.lanes.add(start("a", 0));
		this.lanes.add(send("a", 1));
		Lane lane = this.lanes.next();
		Duration first = lane.pause(Duration.ofSeconds(1));
		lane.pause(Duration.ofSeconds(1));
		this.lanes.done(lane);
		assertThat(lane.pause(Duration.ofSeconds(1))).isEqualTo(first);
	}

	@Test
	void startIsKnownToBeTerminatedByARequestForTheSameCallOnly() {
		this.lanes.add(start("a", 0));
		Lane lane = this.lanes.next();
		RunningWork call = new RunningWork(EXECUTION, 0);
		assertThat(lane.isTerminated(call)).isFalse();
		this.lanes.add(terminate("a", 7));
		assertThat(lane.isTerminated(call)).isFalse();
		this.lanes.add(terminate("a", 0));
		assertThat(lane.isTerminated(call)).isTrue();
	}

}
