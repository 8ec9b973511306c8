package io.durable.jdbc.transaction;

import java.lang.ref.WeakReference;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the file of an H2 database whole. When H2 writes, it takes the tables one after
 * the other as they are at that moment, while others commit: a transaction that ends
 * meanwhile is then in some tables and not in others, until H2 writes again. A process
 * that dies before leaves half a transaction behind. So H2 is asked to write only while
 * nobody commits, and the store's own transactions that write come one at a time: one
 * that is large makes H2 write in the midst of it. Thread-safe, and whoever passes may
 * leave on another thread.
 */
final class FileGate {

	private static final Logger logger = LoggerFactory.getLogger(FileGate.class);

	/**
	 * How long the application's commits and the file wait for each other. Neither may
	 * stop the other for longer: then half a transaction is the smaller evil.
	 */
	private static final Duration COURTESY = Duration.ofSeconds(1);

	// Not that of a lock that was not obtained: nobody would get further alone
	private static final String NOT_NOW = "55006";

	private static final int EVERYBODY = Integer.MAX_VALUE;

	// By database: several task hubs of the process may share a file. Guarded by itself
	private static final Map<Object, WeakReference<FileGate>> gates = new HashMap<>();

	private final Semaphore own = new Semaphore(1, true);

	private final Semaphore application = new Semaphore(EVERYBODY, true);

	private final Duration patience;

	private FileGate(Duration patience) {
		this.patience = patience;
	}

	/**
	 * Return the gate of a database.
	 * @param database the database, or {@code null} if it cannot be told from others
	 * @param patience how long the store's own transactions wait for each other
	 * @return the gate
	 */
	static FileGate of(@Nullable String database, Duration patience) {
		synchronized (gates) {
			gates.values().removeIf((gate) -> gate.get() == null);
			Object key = (database != null) ? database : new Object();
			WeakReference<FileGate> known = gates.get(key);
			FileGate gate = (known != null) ? known.get() : null;
			if (gate == null) {
				gate = new FileGate(patience);
				gates.put(key, new WeakReference<>(gate));
			}
			return gate;
		}
	}

	// For a transaction of the store's own. It has its connection already: who holds the
	// gate waits for no pool.
	Passage pass() throws SQLException {
		Door one = new Door(this.own, 1);
		Passage passage = new Passage(List.of(one));
		enter(one);
		return passage;
	}

	private void enter(Door one) throws SQLException {
		if (!one.enter(System.nanoTime() + this.patience.toNanos())) {
			throw new SQLTransientException(
					"Others have been writing to the file of H2 for %d s. The disk may be slow, or a transaction of the application may hold rows of the task hub"
						.formatted(this.patience.toSeconds()),
					NOT_NOW);
		}
	}

	// For the write to the file: nobody is within a transaction, nor commits.
	Passage close() throws SQLException {
		Door one = new Door(this.own, 1);
		Door all = new Door(this.application, EVERYBODY);
		Passage passage = new Passage(List.of(one, all));
		enter(one);
		try {
			// Not for longer: the application's commits do not wait for longer either
			if (!all.enter(System.nanoTime() + COURTESY.toNanos())) {
				logger.debug("A transaction of the application has been ending for {}", COURTESY);
			}
			return passage;
		}
		catch (Throwable ex) {
			passage.close();
			throw ex;
		}
	}

	// For the end of a transaction of the application, on whichever database.
	static Passage commit() {
		List<Door> doors = open().stream().map((gate) -> new Door(gate.application, 1)).toList();
		Passage passage = new Passage(doors);
		try {
			long end = System.nanoTime() + COURTESY.toNanos();
			doors.forEach((door) -> door.enter(end));
			return passage;
		}
		catch (Throwable ex) {
			passage.close();
			throw ex;
		}
	}

	private static List<FileGate> open() {
		synchronized (gates) {
			return gates.values().stream().map(WeakReference::get).filter(Objects::nonNull).toList();
		}
	}

	/**
	 * Permits of a semaphore, which are given back exactly if they were obtained:
	 * whatever may fail for want of memory is made before.
	 */
	private static final class Door {

		private final Semaphore semaphore;

		private final int permits;

		private final AtomicBoolean entered = new AtomicBoolean();

		private Door(Semaphore semaphore, int permits) {
			this.semaphore = semaphore;
			this.permits = permits;
		}

		// Return whether it was entered before the end, a time of System.nanoTime().
		private boolean enter(long end) {
			boolean interrupted = false;
			try {
				while (true) {
					try {
						this.entered.set(
								this.semaphore.tryAcquire(this.permits, end - System.nanoTime(), TimeUnit.NANOSECONDS));
						return this.entered.get();
					}
					catch (InterruptedException ex) {
						interrupted = true;
					}
				}
			}
			finally {
				if (interrupted) {
					Thread.currentThread().interrupt();
				}
			}
		}

		private void leave() {
			if (this.entered.compareAndSet(true, false)) {
				this.semaphore.release(this.permits);
			}
		}

	}

	/**
	 * What was entered, until it is left.
	 */
	static final class Passage implements AutoCloseable {

		static final Passage FREE = new Passage(List.of());

		private final List<Door> doors;

		private Passage(List<Door> doors) {
			this.doors = doors;
		}

		// More than once has no effect.
		@Override
		public void close() {
			this.doors.forEach(Door::leave);
		}

	}

}
