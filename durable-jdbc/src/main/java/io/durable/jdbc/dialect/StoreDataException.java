package io.durable.jdbc.dialect;

import java.sql.SQLDataException;

/**
 * Data that cannot be stored, for a reason that the store has found itself: the message
 * has no values in it.
 */
public class StoreDataException extends SQLDataException {

	private static final String DATA = "22000";

	public StoreDataException(String message) {
		super(message, DATA);
	}

}
