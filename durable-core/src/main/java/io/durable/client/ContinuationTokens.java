package io.durable.client;

import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import java.util.zip.CRC32;

import io.durable.api.Times;
import io.durable.store.InstancePage;
import io.durable.store.InstanceQuery.Order;
import io.durable.store.InstanceQuery.Position;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads the place in a list at which the next page begins. A checksum finds
 * tokens that were cut or made up; a token is no secret and gives no right.
 */
final class ContinuationTokens {

	private static final int BYTES = 1 + Long.BYTES + 2 * Long.BYTES;

	private ContinuationTokens() {
	}

	/**
	 * Say where the page after a page begins.
	 * @param page the page
	 * @param order the order of the list
	 * @return the token, or {@code null} if the page was the last one
	 */
	static @Nullable String after(InstancePage page, Order order) {
		return (page.next() != null) ? write(order, page.next()) : null;
	}

	private static String write(Order order, Position position) {
		ByteBuffer buffer = ByteBuffer.allocate(BYTES + Integer.BYTES);
		buffer.put((byte) order.ordinal());
		buffer.putLong(position.time().toEpochMilli());
		buffer.putLong(position.incarnationId().getMostSignificantBits());
		buffer.putLong(position.incarnationId().getLeastSignificantBits());
		buffer.putInt(checksum(buffer.array()));
		return Base64.getUrlEncoder().withoutPadding().encodeToString(buffer.array());
	}

	static @Nullable Position read(@Nullable String token, Order order) {
		if (token == null || token.isEmpty()) {
			return null;
		}
		try {
			ByteBuffer buffer = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
			if (buffer.remaining() != BYTES + Integer.BYTES || buffer.getInt(BYTES) != checksum(buffer.array())
					|| buffer.get() != order.ordinal()) {
				throw new InvalidContinuationTokenException();
			}
			Instant time = Times.floor(Instant.ofEpochMilli(buffer.getLong()));
			return new Position(time, new UUID(buffer.getLong(), buffer.getLong()));
		}
		catch (InvalidContinuationTokenException ex) {
			throw ex;
		}
		catch (IllegalArgumentException | DateTimeException ex) {
			throw new InvalidContinuationTokenException();
		}
	}

	private static int checksum(byte[] bytes) {
		CRC32 checksum = new CRC32();
		checksum.update(bytes, 0, BYTES);
		return (int) checksum.getValue();
	}

}
