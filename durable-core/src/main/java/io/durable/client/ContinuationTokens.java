package io.durable.client;

import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32;

import io.durable.store.InstanceQuery.Order;
import io.durable.store.InstanceQuery.Position;
import io.durable.store.InstanceView;
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
	 * @param limit how many instances were asked for
	 * @param order the order of the list
	 * @return the token, or {@code null} if the page was the last one
	 */
	static @Nullable String after(List<InstanceView> page, int limit, Order order) {
		if (page.size() < limit) {
			return null;
		}
		InstanceView last = page.get(page.size() - 1);
		Instant time = last.instance().createdAt();
		if (order == Order.COMPLETED_ASCENDING && last.completedAt() != null) {
			time = last.completedAt();
		}
		return write(order, new Position(time, last.instance().incarnationId()));
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
			return new Position(Instant.ofEpochMilli(buffer.getLong()), new UUID(buffer.getLong(), buffer.getLong()));
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
