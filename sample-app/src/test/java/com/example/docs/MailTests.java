package com.example.docs;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import com.example.docs.Mail.MailServer;
import com.example.docs.Mail.MailServerBusyException;
import io.durable.api.NonRetriableException;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.RetryHandler;
import io.durable.api.TaskOptions;
import io.durable.client.OrchestrationMetadata;
import io.durable.history.HistoryEvent.TimerCreated;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MailTests {

	private final AtomicInteger attempts = new AtomicInteger();

	private MailServer failing(int times, RuntimeException failure) {
		return new MailServer() {

			@Override
			String send(String text) {
				if (MailTests.this.attempts.incrementAndGet() <= times) {
					throw failure;
				}
				return super.send(text);
			}

		};
	}

	@Test
	void theWaitsGrow() {
		try (ExampleHub hub = ExampleHub.of(new Mail(failing(3, new MailServerBusyException())))) {
			String id = hub.start("SendMail", "hello");
			for (int i = 0; i < 3; i++) {
				hub.awaitEvents(id, TimerCreated.class, i + 1);
				hub.advance(Duration.ofSeconds(10L << i));
			}
			assertThat(hub.output(id)).isEqualTo("\"sent hello\"");
			assertThat(hub.client().getOrchestrationHistory(id).stream().filter(TimerCreated.class::isInstance))
				.extracting((event) -> Duration.between(event.timestamp(), ((TimerCreated) event).fireAt()))
				.containsExactly(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(40));
		}
	}

	@Test
	void theLastFailureIsThatOfTheCall() {
		try (ExampleHub hub = ExampleHub.of(new Mail(failing(9, new MailServerBusyException())))) {
			String id = hub.start("SendMailIfBusy", "hello");
			for (int i = 0; i < 4; i++) {
				hub.awaitEvents(id, TimerCreated.class, i + 1);
				hub.advance(Duration.ofSeconds(10));
			}
			assertThat(hub.ended(id).getRuntimeStatus()).isEqualTo(OrchestrationRuntimeStatus.FAILED);
			assertThat(this.attempts).hasValue(5);
		}
	}

	@Test
	void thePolicyAndTheHandlerMustAgree() {
		try (ExampleHub hub = ExampleHub.of(new Mail(failing(9, new IllegalArgumentException("No such address"))))) {
			OrchestrationMetadata ended = hub.run("SendMailIfBusy", "hello");
			assertThat(ended.getFailureDetails().getErrorMessage()).contains("No such address");
			assertThat(this.attempts).hasValue(1);
		}
	}

	@Test
	void nothingIsRepeatedThatIsNotRetriable() {
		try (ExampleHub hub = ExampleHub.of(new Mail(failing(9, new NonRetriableException("No such address"))))) {
			OrchestrationMetadata ended = hub.run("SendMail", "hello");
			assertThat(ended.getRuntimeStatus()).isEqualTo(OrchestrationRuntimeStatus.FAILED);
			assertThat(this.attempts).hasValue(1);
		}
	}

	@Test
	void aHandlerMayWait() {
		try (ExampleHub hub = ExampleHub.with((builder) -> builder.addOrchestration("Patient", (context) -> {
			RetryHandler patient = (failure) -> {
				context.createTimer(Duration.ofMinutes(failure.getLastAttemptNumber())).await();
				return true;
			};
			return context.callActivity("Send", "hello", new TaskOptions(patient), String.class).await();
		}).addAnnotated(new Mail(failing(2, new MailServerBusyException()))))) {
			String id = hub.start("Patient", null);
			hub.awaitEvents(id, TimerCreated.class, 1);
			hub.advance(Duration.ofMinutes(1));
			hub.awaitEvents(id, TimerCreated.class, 2);
			hub.advance(Duration.ofMinutes(2));
			assertThat(hub.output(id)).isEqualTo("\"sent hello\"");
			assertThat(this.attempts).hasValue(3);
		}
	}

}
