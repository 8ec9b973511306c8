package io.durable.spring.boot.web.answer;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.durable.store.TransientStoreException;

/**
 * The memory that answers to reads may take, from the reading to the last byte that the
 * client has taken. Whoever finds none for some seconds is refused.
 */
public final class AnswerMemory {

	private static final int UNIT = 1024;

	// What is read is there as rows, as texts and as JSON for a moment
	private static final int COPIES = 4;

	private static final long PATIENCE_SECONDS = 5;

	private final int page;

	private final int all;

	private final Semaphore free;

	/**
	 * Create the memory.
	 * @param bytes how much there is
	 * @param page how much a page of a list may have
	 */
	public AnswerMemory(long bytes, long page) {
		this.page = units(COPIES * page);
		this.all = Math.max(this.page, units(bytes));
		this.free = new Semaphore(this.all, true);
	}

	private static int units(long bytes) {
		return (int) Math.min(Integer.MAX_VALUE / 2, bytes / UNIT + 1);
	}

	/**
	 * Take what a page takes while it is made.
	 * @return the memory, to be given back
	 * @throws TransientStoreException if there is none
	 */
	public Share take() {
		acquire(this.page);
		return new Share(this.page);
	}

	private void acquire(int units) {
		try {
			if (!this.free.tryAcquire(units, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
				throw new TransientStoreException("There is no memory for one more answer: clients take theirs slowly",
						null);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new TransientStoreException("Interrupted while waiting for memory", ex);
		}
	}

	/**
	 * What an answer takes.
	 */
	public final class Share implements AutoCloseable {

		private int units;

		private Share(int units) {
			this.units = units;
		}

		/**
		 * Take all memory, for an answer of unknown size: there is one of these at a
		 * time.
		 * @throws TransientStoreException if others do not give theirs back in time
		 */
		public void takeAll() {
			close();
			acquire(AnswerMemory.this.all);
			this.units = AnswerMemory.this.all;
		}

		/**
		 * Give back what the answer no longer takes.
		 * @param bytes how much it has become
		 */
		public void shrinkTo(long bytes) {
			int rest = Math.min(this.units, units(bytes));
			AnswerMemory.this.free.release(this.units - rest);
			this.units = rest;
		}

		@Override
		public void close() {
			AnswerMemory.this.free.release(this.units);
			this.units = 0;
		}

	}

}
