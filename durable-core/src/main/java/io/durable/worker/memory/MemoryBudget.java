package io.durable.worker.memory;

import java.util.EnumMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The memory of a node for what is on its way, in bytes. Each kind has a share of its
 * own, so that none can use up what another needs: a backlog of starts keeps no request
 * to terminate out. What finds no room stays in the store. Thread-safe.
 */
public final class MemoryBudget {

	private final Map<Share, Account> accounts = new EnumMap<>(Share.class);

	private final long bytes;

	/**
	 * Create a budget.
	 * @param bytes how much memory there is in all
	 */
	public MemoryBudget(long bytes) {
		this.bytes = bytes;
		for (Share share : Share.values()) {
			this.accounts.put(share, new Account(Math.max(1, (long) (bytes * share.part()))));
		}
	}

	public long bytes() {
		return this.bytes;
	}

	/**
	 * Take memory if there is some left. One item always finds room, however large it is.
	 * @param share the share to take from
	 * @param size the number of bytes
	 * @return {@code false} if there is no room
	 */
	public boolean tryTake(Share share, long size) {
		return account(share).tryTake(size);
	}

	/**
	 * Take memory for something that is there already, whether or not there is room.
	 * @param share the share to take from
	 * @param size the number of bytes
	 */
	public void take(Share share, long size) {
		account(share).take(size);
	}

	/**
	 * Give memory back.
	 * @param share the share that it was taken from
	 * @param size the number of bytes
	 */
	public void give(Share share, long size) {
		Runnable waiting = account(share).give(size);
		if (waiting != null) {
			waiting.run();
		}
	}

	/**
	 * Return whether a share is not used up. If it is, its listener is called as soon as
	 * there is room.
	 * @param share the share
	 * @return {@code true} if there is room for one more item
	 */
	public boolean hasRoom(Share share) {
		return account(share).hasRoom();
	}

	/**
	 * Return how much of a share is left.
	 * @param share the share
	 * @return the number of bytes, at least 0
	 */
	public long room(Share share) {
		return Math.max(0, account(share).room());
	}

	/**
	 * Return how large a share is.
	 * @param share the share
	 * @return the number of bytes
	 */
	public long size(Share share) {
		return account(share).size;
	}

	public long used(Share share) {
		return account(share).used();
	}

	/**
	 * Return the most that was ever in use.
	 * @param share the share
	 * @return the number of bytes
	 */
	public long peak(Share share) {
		return account(share).peak();
	}

	/**
	 * Set what is called when a share that was used up is half empty again. It returns at
	 * once and throws nothing.
	 * @param share the share
	 * @param listener what is called
	 */
	public void onRoom(Share share, Runnable listener) {
		account(share).listener = listener;
	}

	@SuppressWarnings("NullAway") // there is one for each
	private Account account(Share share) {
		return this.accounts.get(share);
	}

	private static final class Account {

		private final long size;

		private volatile Runnable listener = () -> {
		};

		private long used;

		private long peak;

		private boolean exhausted;

		Account(long size) {
			this.size = size;
		}

		synchronized boolean tryTake(long bytes) {
			if (this.used > 0 && this.used + bytes > this.size) {
				this.exhausted = true;
				return false;
			}
			take(bytes);
			return true;
		}

		synchronized void take(long bytes) {
			this.used += bytes;
			this.peak = Math.max(this.peak, this.used);
			this.exhausted |= this.used >= this.size;
		}

		synchronized @Nullable Runnable give(long bytes) {
			this.used -= bytes;
			if (this.exhausted && this.used <= this.size / 2) {
				this.exhausted = false;
				return this.listener;
			}
			return null;
		}

		synchronized boolean hasRoom() {
			boolean room = this.used < this.size;
			this.exhausted |= !room;
			return room;
		}

		synchronized long room() {
			return this.size - this.used;
		}

		synchronized long used() {
			return this.used;
		}

		synchronized long peak() {
			return this.peak;
		}

	}

}
