package com.example.docs;

import java.util.List;
import java.util.Map;

import io.durable.api.Activity;
import io.durable.api.CompositeTaskFailedException;
import io.durable.api.ExceptionPropertiesProvider;
import io.durable.api.FailureDetails;
import io.durable.api.Orchestrator;
import io.durable.api.Task;
import io.durable.api.TaskFailedException;
import io.durable.api.TaskOrchestrationContext;

import org.springframework.stereotype.Component;

@Component
class Booking {

	@Orchestrator("BookTrip")
	String bookTrip(TaskOrchestrationContext context, String hotel) {
		context.callActivity(Booking::bookFlight).await();
		try {
			return context.callActivity(Booking::bookHotel, hotel).await();
		}
		catch (TaskFailedException ex) {
			context.callActivity(Booking::cancelFlight).await();
			FailureDetails failure = ex.getErrorDetails();
			if (failure.isCausedBy(FullyBookedException.class)) {
				return "full until " + failure.getProperties().get("until");
			}
			throw ex;
		}
	}

	@Orchestrator("BookHotels")
	String bookHotels(TaskOrchestrationContext context, List<String> hotels) {
		List<Task<String>> bookings = hotels.stream()
			.map((hotel) -> context.callActivity(Booking::bookHotel, hotel))
			.toList();
		try {
			return String.join(", ", context.allOf(bookings).await());
		}
		catch (CompositeTaskFailedException ex) {
			return ex.getExceptions().size() + " of " + hotels.size() + " failed";
		}
	}

	@Activity("BookFlight")
	void bookFlight() {
	}

	@Activity("CancelFlight")
	void cancelFlight() {
	}

	@Activity("BookHotel")
	String bookHotel(String hotel) {
		if (hotel.equals("Ritz")) {
			throw new FullyBookedException("2027-01-01");
		}
		if (hotel.isEmpty()) {
			throw new IllegalArgumentException("Which hotel?");
		}
		return "booked " + hotel;
	}

	/**
	 * There is no room.
	 */
	static class FullyBookedException extends RuntimeException {

		private final String until;

		FullyBookedException(String until) {
			super("Fully booked until " + until);
			this.until = until;
		}

	}

	/**
	 * Keeps until when a hotel is full.
	 */
	@Component
	static class BookingProperties implements ExceptionPropertiesProvider {

		@Override
		public Map<String, Object> getExceptionProperties(Throwable exception) {
			return (exception instanceof FullyBookedException full) ? Map.of("until", full.until) : Map.of();
		}

	}

}
