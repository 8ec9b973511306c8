package io.durable.jdbc.codec;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.history.HistoryEvent.ExecutionCompleted;
import io.durable.history.HistoryEvent.ExecutionTerminated;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceCreated;
import io.durable.history.HistoryEvent.Unreadable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HistoryEventCodec}. That every event comes back as it was is in the
 * contract of stores.
 */
class HistoryEventCodecTests {

	private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

	private final HistoryEventCodec codec = new HistoryEventCodec();

	@Test
	void rowsWithoutLaterAttributesAreRead() {
		assertThat(this.codec
			.decode(new EventColumns("ExecutionCompleted", AT, null, null, null, "1", "Completed", null, null)))
			.isEqualTo(new ExecutionCompleted(AT, OrchestrationRuntimeStatus.COMPLETED, "1", null, List.of()));
		assertThat(this.codec.decode(new EventColumns("SubOrchestrationInstanceCreated", AT, 3, "Child", "1", null,
				null, null, "{\"instanceId\":\"c\"}")))
			.isEqualTo(new SubOrchestrationInstanceCreated(AT, 3, "Child", null, "c", "1", false, Map.of(), null));
		assertThat(this.codec.decode(
				new EventColumns("ExecutionTerminated", AT, null, null, "1", null, null, null, "{\"recurse\":false}")))
			.isEqualTo(new ExecutionTerminated(AT, "1", false));
	}

	@Test
	void rowsWithUnknownAttributesAreRead() {
		assertThat(this.codec.decode(new EventColumns("ExecutionTerminated", AT, null, null, "1", null, null, null,
				"{\"recurse\":true,\"later\":[1]}")))
			.isEqualTo(new ExecutionTerminated(AT, "1", true));
	}

	@Test
	void whatCannotBeReadIsWrittenAsItWas() {
		List<EventColumns> rows = List.of(new EventColumns("Future", AT, 7, "n", "i", "r", "s", "f", "a"),
				new EventColumns("Future", null, null, null, null, null, null, null, null),
				new EventColumns("TimerFired", AT, 7, null, null, null, null, null, "{\"fireAt\":\"noon\"}"),
				new EventColumns("TaskFailed", AT, 7, null, null, null, null, "{", null),
				new EventColumns("ExecutionCompleted", AT, null, null, null, null, "Done", null, null),
				new EventColumns("ExecutionCompleted", AT, null, null, null, null, "Failed", null,
						"{\"failedTasks\":[\"a\"]}"));
		for (EventColumns row : rows) {
			assertThat(this.codec.decode(row)).isInstanceOfSatisfying(Unreadable.class, (event) -> {
				assertThat(event.problem()).contains("'" + row.type() + "'");
				assertThat(event.taskId()).isEqualTo((row.taskId() != null) ? row.taskId() : -1);
				assertThat(this.codec.encode(event)).isSameAs(row);
			});
		}
	}

}
