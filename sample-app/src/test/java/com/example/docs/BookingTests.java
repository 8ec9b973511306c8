package com.example.docs;

import java.util.List;

import com.example.docs.Booking.BookingProperties;
import io.durable.api.FailureDetails;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.client.OrchestrationMetadata;
import io.durable.history.HistoryEvent.TaskScheduled;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BookingTests {

	private static ExampleHub hub() {
		return ExampleHub
			.with((builder) -> builder.addAnnotated(new Booking()).exceptionProperties(new BookingProperties()));
	}

	@Test
	void aFailureIsCaughtAndMadeGood() {
		try (ExampleHub hub = hub()) {
			OrchestrationMetadata ended = hub.run("BookTrip", "Ritz");
			assertThat(ended.readOutputAs(String.class)).isEqualTo("full until 2027-01-01");
			assertThat(hub.client()
				.getOrchestrationHistory(ended.getInstanceId())
				.stream()
				.filter(TaskScheduled.class::isInstance)).extracting((event) -> ((TaskScheduled) event).name())
				.containsExactly("BookFlight", "BookHotel", "CancelFlight");
		}
	}

	@Test
	void aFailureThatNobodyCatchesFailsTheOrchestration() {
		try (ExampleHub hub = hub()) {
			OrchestrationMetadata ended = hub.run("BookTrip", "");
			assertThat(ended.getRuntimeStatus()).isEqualTo(OrchestrationRuntimeStatus.FAILED);
			FailureDetails failure = ended.getFailureDetails();
			assertThat(failure.getErrorType()).isEqualTo("io.durable.api.TaskFailedException");
			assertThat(failure.getInnerFailure().isCausedBy(IllegalArgumentException.class)).isTrue();
			assertThat(failure.getInnerFailure().getErrorMessage()).isEqualTo("Which hotel?");
			assertThat(failure.getInnerFailure().getStackTrace()).contains("Booking.bookHotel");
		}
	}

	@Test
	void allFailuresArrive() {
		try (ExampleHub hub = hub()) {
			assertThat(hub.output(hub.start("BookHotels", List.of("Ritz", "Adlon", ""))))
				.isEqualTo("\"2 of 3 failed\"");
			assertThat(hub.output(hub.start("BookHotels", List.of("Savoy", "Adlon"))))
				.isEqualTo("\"booked Savoy, booked Adlon\"");
		}
	}

}
