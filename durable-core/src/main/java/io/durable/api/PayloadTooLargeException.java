package io.durable.api;

/**
 * A payload is larger than it may be. Nothing was stored.
 */
public class PayloadTooLargeException extends IllegalArgumentException {

	private final long bytes;

	private final long limit;

	/**
	 * Create an exception.
	 * @param what names the payload, as the beginning of a sentence
	 * @param bytes its size
	 * @param limit the greatest size
	 * @param advice what to do about it
	 */
	public PayloadTooLargeException(String what, long bytes, long limit, String advice) {
		super("%s has %d bytes, but at most %d are allowed. %s".formatted(what, bytes, limit, advice));
		this.bytes = bytes;
		this.limit = limit;
	}

	public long getBytes() {
		return this.bytes;
	}

	public long getLimit() {
		return this.limit;
	}

}
