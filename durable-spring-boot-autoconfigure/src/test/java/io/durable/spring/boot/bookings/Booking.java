package io.durable.spring.boot.bookings;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/**
 * An entity of the application.
 */
@Entity
public class Booking {

	@Id
	private String id;

	protected Booking() {
	}

	public Booking(String id) {
		this.id = id;
	}

	public String getId() {
		return this.id;
	}

}
