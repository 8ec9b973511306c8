package io.durable.store.key;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * Creates execution IDs: UUIDs of version 7 (RFC 9562), unique everywhere and growing
 * within a process, so that new histories are appended at the end of the index.
 * Thread-safe.
 */
public final class ExecutionIds {

	private static final int COUNTER_BITS = 12;

	private final LongSupplier random;

	private final InstantSource clock;

	// Milliseconds and a counter within them, which runs ahead under load
	private long last;

	public ExecutionIds(InstantSource clock) {
		this(clock, new SecureRandom()::nextLong);
	}

	/**
	 * Create IDs with chance from elsewhere.
	 * @param clock the clock
	 * @param random returns random numbers
	 */
	public ExecutionIds(InstantSource clock, LongSupplier random) {
		this.clock = clock;
		this.random = random;
	}

	/**
	 * Create an ID.
	 * @return the ID, greater than all that this object has created
	 */
	public UUID next() {
		long tick = nextTick();
		long high = ((tick >>> COUNTER_BITS) << 16) | 0x7000L | (tick & 0xfffL);
		long low = (this.random.getAsLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
		return new UUID(high, low);
	}

	private synchronized long nextTick() {
		this.last = Math.max(this.last + 1, this.clock.millis() << COUNTER_BITS);
		return this.last;
	}

}
