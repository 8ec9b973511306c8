package io.durable.jdbc.dialect;

import org.jspecify.annotations.Nullable;

/**
 * There is no dialect for the database.
 */
public class UnsupportedDatabaseException extends RuntimeException {

	private final String product;

	UnsupportedDatabaseException(String product, @Nullable Throwable cause) {
		super("A task hub cannot be kept in " + product + ": H2 and PostgreSQL are supported", cause);
		this.product = product;
	}

	/**
	 * Return the product.
	 * @return the name and version that the database gave
	 */
	public String getProduct() {
		return this.product;
	}

}
