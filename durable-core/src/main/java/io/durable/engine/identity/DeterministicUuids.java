package io.durable.engine.identity;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * Name-based UUIDs (RFC 9562 version 5) in the name space of an execution, which is
 * unique itself: equal in every replay, different everywhere else.
 */
public final class DeterministicUuids {

	private final UUID executionId;

	private int counter;

	public DeterministicUuids(UUID executionId) {
		this.executionId = executionId;
	}

	public UUID next() {
		ByteBuffer name = ByteBuffer.allocate(20)
			.putLong(this.executionId.getMostSignificantBits())
			.putLong(this.executionId.getLeastSignificantBits())
			.putInt(this.counter++);
		ByteBuffer hash = ByteBuffer.wrap(sha1().digest(name.array()));
		long high = (hash.getLong() & 0xffffffffffff0fffL) | 0x5000L;
		long low = (hash.getLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
		return new UUID(high, low);
	}

	private static MessageDigest sha1() {
		try {
			return MessageDigest.getInstance("SHA-1");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-1", ex);
		}
	}

}
