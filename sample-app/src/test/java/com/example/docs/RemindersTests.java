package com.example.docs;

import java.time.Duration;

import io.durable.client.OrchestrationMetadata;
import io.durable.history.HistoryEvent.TimerCreated;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RemindersTests {

	@Test
	void aTimerMayFireAtATimeOfDay() {
		try (ExampleHub hub = ExampleHub.of(new Reminders())) {
			String id = hub.start("RemindTomorrow", "Ada");
			hub.awaitEvents(id, TimerCreated.class, 1);
			hub.advance(Duration.ofHours(31));
			assertThat(hub.client().getInstanceMetadata(id, false).isRunning()).isTrue();
			hub.advance(Duration.ofHours(1));
			assertThat(hub.output(id)).isEqualTo("\"reminded Ada\"");
		}
	}

	@Test
	void aTimerThatLosesIsCancelled() {
		try (ExampleHub hub = ExampleHub.of(new Reminders())) {
			String paid = hub.start("RemindUnlessPaid", "Ada");
			String unpaid = hub.start("RemindUnlessPaid", "Alan");
			hub.awaitEvents(paid, TimerCreated.class, 1);
			hub.awaitEvents(unpaid, TimerCreated.class, 1);
			hub.client().raiseEvent(paid, "Paid");
			OrchestrationMetadata ended = hub.ended(paid);
			assertThat(ended.readOutputAs(String.class)).isEqualTo("thanks");
			hub.advance(Duration.ofDays(14));
			assertThat(hub.output(unpaid)).isEqualTo("\"reminded Alan\"");
		}
	}

}
