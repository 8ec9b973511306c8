package com.example.jpa;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/**
 * An entity by annotations.
 */
@Entity
public class Booking {

	@Id
	private String id;

	private String state;

	protected Booking() {
	}

	public Booking(String id, String state) {
		this.id = id;
		this.state = state;
	}

	public String getId() {
		return this.id;
	}

	public String getState() {
		return this.state;
	}

	public void setState(String state) {
		this.state = state;
	}

}
