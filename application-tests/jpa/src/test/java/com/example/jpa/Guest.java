package com.example.jpa;

/**
 * An entity by {@code orm.xml}: nothing on the class says that it belongs to JPA.
 */
public class Guest {

	private String name;

	protected Guest() {
	}

	public Guest(String name) {
		this.name = name;
	}

	public String getName() {
		return this.name;
	}

}
