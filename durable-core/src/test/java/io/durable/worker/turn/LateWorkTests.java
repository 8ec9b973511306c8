package io.durable.worker.turn;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceCreated;
import io.durable.history.HistoryEvent.TaskCompleted;
import io.durable.history.HistoryEvent.TaskScheduled;
import io.durable.history.HistoryEvent.TimerCreated;
import io.durable.worker.testing.Rows;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LateWorkTests {

	private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

	private static final UUID EXECUTION = new UUID(0, 1);

	private static InstanceState ended() {
		return new InstanceState(Rows.of("i", EXECUTION, OrchestrationRuntimeStatus.COMPLETED),
				List.of(new TaskScheduled(NOW, 0, "Work", null), new TaskScheduled(NOW, 1, "Work", null),
						new TimerCreated(NOW, 2, NOW),
						new SubOrchestrationInstanceCreated(NOW, 3, "Child", null, "given", null),
						new TaskCompleted(NOW, 1, null)));
	}

	private static RunningWork work(int taskId) {
		return new RunningWork(EXECUTION, taskId);
	}

	@Test
	void activitiesAndGivenChildrenThatHaveNotEndedAreLateWork() {
		LateWork late = LateWork.of(ended());
		assertThat(late).isNotNull();
		assertThat(List.of(work(0), work(3))).allMatch(late::contains);
		assertThat(List.of(work(1), work(2))).noneMatch(late::contains);
		assertThat(late.incarnationId()).isEqualTo(EXECUTION);
	}

	@Test
	void nothingIsLeftWhenAllHasEnded() {
		LateWork late = LateWork.of(ended()).without(List.of(work(0)));
		assertThat(late).isNotNull();
		assertThat(late.contains(work(0))).isFalse();
		assertThat(late.without(List.of(work(3), work(0)))).isNull();
	}

	@Test
	void instanceWithoutOpenWorkLeavesNothing() {
		assertThat(LateWork.of(new InstanceState(Rows.of("i", EXECUTION, OrchestrationRuntimeStatus.COMPLETED),
				List.of(new TimerCreated(NOW, 0, NOW)))))
			.isNull();
	}

	@Test
	void workOfAnotherExecutionIsNotMeant() {
		assertThat(LateWork.of(ended()).without(List.of(new RunningWork(new UUID(0, 2), 0))).contains(work(0)))
			.isTrue();
	}

}
