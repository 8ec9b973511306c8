package io.durable.jdbc.schema;

/**
 * The connection pool has too few connections for a task hub.
 */
public class PoolTooSmallException extends RuntimeException {

	private final int size;

	private final int kept;

	PoolTooSmallException(int size, int kept) {
		super("A connection pool of " + size + " is too small for a task hub, which keeps " + kept + " for itself");
		this.size = size;
		this.kept = kept;
	}

	/**
	 * Return how many connections the pool has.
	 * @return its maximum size
	 */
	public int getSize() {
		return this.size;
	}

	/**
	 * Return how many connections the task hub keeps.
	 * @return the number of connections that nobody else gets
	 */
	public int getKept() {
		return this.kept;
	}

}
