package io.durable.history;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.durable.api.FailureDetails;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.history.HistoryEvent.EventRaised;
import io.durable.history.HistoryEvent.EventSent;
import io.durable.history.HistoryEvent.ExecutionCompleted;
import io.durable.history.HistoryEvent.ExecutionResumed;
import io.durable.history.HistoryEvent.ExecutionRewound;
import io.durable.history.HistoryEvent.ExecutionStarted;
import io.durable.history.HistoryEvent.ExecutionSuspended;
import io.durable.history.HistoryEvent.ExecutionTerminated;
import io.durable.history.HistoryEvent.OrchestratorStarted;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceCreated;
import io.durable.history.HistoryEvent.TaskCompleted;
import io.durable.history.HistoryEvent.TaskFailed;
import io.durable.history.HistoryEvent.TaskScheduled;
import io.durable.history.HistoryEvent.TimerCreated;
import io.durable.history.HistoryEvent.Unreadable;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every event says of itself.
 */
class HistoryEventTests {

	private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

	private static String text(int length) {
		return "x".repeat(length);
	}

	private static FailureDetails failure(int causes) {
		return new FailureDetails(text(30), text(80), text(2000), false, (causes > 0) ? failure(causes - 1) : null,
				null);
	}

	// The numbers were measured: the heap that 20,000 of each took on HotSpot, divided
	@Test
	void weighsWhatItTakesOnTheHeap() {
		assertWeight(34, new OrchestratorStarted(NOW));
		assertWeight(208, new TaskScheduled(NOW, 1, text(10), text(50)));
		assertWeight(120, new TaskCompleted(NOW, 1, text(30)));
		assertWeight(1104, new TaskCompleted(NOW, 1, text(1000)));
		assertWeight(697, new TaskCompleted(NOW, 1, text(300) + "…"));
		assertWeight(72, new TimerCreated(NOW, 1, NOW));
		assertWeight(6869, new TaskFailed(NOW, 1, failure(2)));
		assertWeight(696, new TaskFailed(NOW, 1, new FailureDetails(text(30), text(40), null, true, null,
				Map.of("code", 1000, "reason", text(20), "list", List.of(text(9), text(8))))));
		assertWeight(664, new ExecutionStarted(NOW, text(10), text(5), text(40),
				new ParentTask(text(10), text(36), UUID.randomUUID(), 1), Map.of(text(5), text(8)), null));
		assertWeight(642, new SubOrchestrationInstanceCreated(NOW, 1, text(10), text(5), text(36), text(40), false,
				Map.of(text(5), text(8), text(6), text(9)), NOW));
		assertWeight(4716, new ExecutionCompleted(NOW, OrchestrationRuntimeStatus.FAILED, null, failure(1),
				List.of(1000, 2000, 3000)));
	}

	private static void assertWeight(long measured, HistoryEvent event) {
		assertThat(event.weight()).as(event.describe()).isCloseTo(measured, Percentage.withPercentage(30));
	}

	@Test
	void weighsWhatAStoreKeepsOfAnEventThatCannotBeRead() {
		assertThat(new Unreadable(NOW, -1, "unknown", text(10_000)).weight()).isBetween(10_000L, 10_500L);
	}

	@Test
	void payloadsOfFailuresCount() {
		int one = 2 * (30 + 80 + 2000);
		assertThat(new TaskFailed(NOW, 1, failure(0)).payloadBytes()).isEqualTo(one);
		assertThat(new TaskFailed(NOW, 1, failure(3)).payloadBytes()).isEqualTo(4 * one);
		assertThat(new ExecutionCompleted(NOW, OrchestrationRuntimeStatus.FAILED, null, failure(0)).payloadBytes())
			.isEqualTo(one);
		FailureDetails withProperties = new FailureDetails("", "", null, false, null,
				Map.of("list", List.of(text(500), Map.of("key", 12))));
		assertThat(new TaskFailed(NOW, 1, withProperties).payloadBytes()).isEqualTo(2 * (4 + 500 + 3 + 2));
	}

	@Test
	void payloadsAreCountedInUtf16() {
		assertThat(new TaskScheduled(NOW, 1, "Name", text(50)).payloadBytes()).isEqualTo(100);
		assertThat(new TaskCompleted(NOW, 1, text(50)).payloadBytes()).isEqualTo(100);
		assertThat(new EventRaised(NOW, "Name", "ä").payloadBytes()).isEqualTo(2);
		assertThat(new ExecutionTerminated(NOW, text(3), true).payloadBytes()).isEqualTo(6);
		assertThat(new TimerCreated(NOW, 1, NOW).payloadBytes()).isZero();
	}

	@Test
	void whatAClientSentDoesNotComeFromTheFuture() {
		Instant future = NOW.plusSeconds(60);
		UUID execution = UUID.randomUUID();
		List<HistoryEvent> sent = List.of(new EventRaised(future, "E", "1"), new ExecutionSuspended(future, "why"),
				new ExecutionResumed(future, "why"), new ExecutionTerminated(future, "why", true),
				new ExecutionRewound(future, "why", execution),
				new ExecutionStarted(future, "O", "1", "2", null, Map.of("a", "b"), future));
		assertThat(sent).extracting((event) -> event.notAfter(NOW))
			.containsExactly(new EventRaised(NOW, "E", "1"), new ExecutionSuspended(NOW, "why"),
					new ExecutionResumed(NOW, "why"), new ExecutionTerminated(NOW, "why", true),
					new ExecutionRewound(NOW, "why", execution),
					new ExecutionStarted(NOW, "O", "1", "2", null, Map.of("a", "b"), future));
		assertThat(sent).allSatisfy((event) -> assertThat(event.notAfter(future)).isSameAs(event));
		HistoryEvent own = new OrchestratorStarted(future);
		assertThat(own.notAfter(NOW)).isSameAs(own);
	}

	@Test
	void requestsToTerminateSuspendAndResumeAreControl() {
		assertThat(new ExecutionTerminated(NOW, null, false).isControl()).isTrue();
		assertThat(new ExecutionSuspended(NOW, null).isControl()).isTrue();
		assertThat(new ExecutionResumed(NOW, null).isControl()).isTrue();
		assertThat(new ExecutionRewound(NOW, null, null).isControl()).isFalse();
		assertThat(new EventRaised(NOW, "E", null).isControl()).isFalse();
	}

	@Test
	void describesItselfWithoutPayload() {
		assertThat(new TaskScheduled(NOW, 3, "Hello", "secret").describe())
			.isEqualTo("called the activity 'Hello' (#3)");
		assertThat(new SubOrchestrationInstanceCreated(NOW, 3, "Child", null, "id", "secret").describe())
			.isEqualTo("called the sub-orchestrator 'Child' (#3)");
		assertThat(new TimerCreated(NOW, 3, NOW).describe()).isEqualTo("created a timer (#3)");
		assertThat(new EventSent(NOW, 3, "id", "E", "secret").describe()).isEqualTo("sent the event 'E' (#3)");
		assertThat(new TaskCompleted(NOW, 3, "secret").describe()).isEqualTo("recorded TaskCompleted");
	}

}
