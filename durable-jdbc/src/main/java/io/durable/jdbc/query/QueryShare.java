package io.durable.jdbc.query;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.durable.store.TransientStoreException;
import org.jspecify.annotations.Nullable;

/**
 * The share of the pool that reads of clients may use: however many readers there are,
 * the others find a connection. Whoever waits too long is refused.
 */
public final class QueryShare {

	private final Semaphore connections;

	private final long patienceMillis;

	/**
	 * Create the share.
	 * @param connections how many connections it is
	 * @param patienceMillis how long to wait for one, in milliseconds
	 */
	public QueryShare(int connections, long patienceMillis) {
		// Fair, so that nobody waits for ever
		this.connections = new Semaphore(connections, true);
		this.patienceMillis = patienceMillis;
	}

	public <T extends @Nullable Object> T read(String action, Supplier<T> read) {
		acquire(action);
		try {
			return read.get();
		}
		finally {
			this.connections.release();
		}
	}

	private void acquire(String action) {
		try {
			// Who is interrupted need not wait, but may read
			boolean mine = this.connections.tryAcquire()
					|| this.connections.tryAcquire(this.patienceMillis, TimeUnit.MILLISECONDS);
			if (!mine) {
				throw new TransientStoreException(
						action + " was given up: too many reads have been waiting for " + this.patienceMillis + " ms",
						null);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new TransientStoreException(action + " was interrupted", ex);
		}
	}

}
