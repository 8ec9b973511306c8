package io.durable.worker.partition;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The life of a partition on this node, which goes one way only. What changes it is
 * guarded by the partition; it may be looked at without.
 */
final class PartitionLife {

	private volatile Stage stage = Stage.OWNED;

	// Instances that have something to do
	private final AtomicInteger busy = new AtomicInteger();

	void drain() {
		if (this.stage == Stage.OWNED) {
			this.stage = Stage.DRAINING;
		}
	}

	void closeIfIdle(boolean executing) {
		if (this.stage == Stage.DRAINING && !executing) {
			this.stage = Stage.CLOSING;
		}
	}

	void close() {
		if (this.stage != Stage.RELEASED) {
			this.stage = Stage.CLOSING;
		}
	}

	/**
	 * End it.
	 * @return {@code false} if it has ended before
	 */
	boolean release() {
		boolean first = this.stage != Stage.RELEASED;
		this.stage = Stage.RELEASED;
		return first;
	}

	/**
	 * An instance has something to do, or nothing any more.
	 * @param isBusy whether it has
	 * @return whether the partition can be handed over with that
	 */
	boolean busy(boolean isBusy) {
		int now = isBusy ? this.busy.incrementAndGet() : this.busy.decrementAndGet();
		return !isBusy && now == 0 && this.stage == Stage.CLOSING;
	}

	boolean isOwned() {
		return this.stage == Stage.OWNED;
	}

	boolean takesDeliveries() {
		return this.stage == Stage.OWNED || this.stage == Stage.DRAINING;
	}

	boolean isClosed() {
		return this.stage == Stage.CLOSING && this.busy.get() == 0;
	}

	boolean isReleased() {
		return this.stage == Stage.RELEASED;
	}

	private enum Stage {

		OWNED, DRAINING, CLOSING, RELEASED

	}

}
