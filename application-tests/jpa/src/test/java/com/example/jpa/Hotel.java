package com.example.jpa;

import io.durable.api.Activity;
import io.durable.api.Orchestrator;
import io.durable.api.TaskOrchestrationContext;
import io.durable.client.DurableTaskClient;
import io.durable.spring.boot.DurableClient;
import io.durable.spring.boot.DurableHttpResponses;
import io.durable.spring.boot.HttpManagementPayload;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.ResponseEntity;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Takes bookings, which an orchestration confirms.
 */
@RestController
class Hotel {

	private final BookingRepository bookings;

	private final GuestRepository guests;

	private final DurableHttpResponses responses;

	Hotel(BookingRepository bookings, GuestRepository guests, DurableHttpResponses responses) {
		this.bookings = bookings;
		this.guests = guests;
		this.responses = responses;
	}

	@PostMapping("/bookings/{id}")
	@Transactional
	public ResponseEntity<HttpManagementPayload> book(@PathVariable("id") String id,
			@DurableClient DurableTaskClient client, HttpServletRequest request) {
		this.guests.save(new Guest("guest of " + id));
		this.bookings.save(new Booking(id, "NEW"));
		client.scheduleNewOrchestrationInstance("ConfirmBooking", id, id);
		return this.responses.createCheckStatusResponse(request, id);
	}

	@Activity
	@Transactional
	public String confirm(String id) {
		Booking booking = this.bookings.findById(id).orElseThrow();
		booking.setState("CONFIRMED");
		return "confirmed " + booking.getId();
	}

	@Orchestrator("ConfirmBooking")
	public String confirmBooking(TaskOrchestrationContext context, String id) {
		return context.callActivity(Hotel::confirm, id).await();
	}

}
