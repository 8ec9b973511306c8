package io.durable.client;

/**
 * What a purge has removed.
 *
 * @param deletedInstanceCount the number of instances
 * @param isComplete whether all that was asked for is gone; {@code false} if the time was
 * up, then the same purge goes on where this one stopped
 */
public record PurgeResult(int deletedInstanceCount, boolean isComplete) {

	public PurgeResult(int deletedInstanceCount) {
		this(deletedInstanceCount, true);
	}

	public int getDeletedInstanceCount() {
		return this.deletedInstanceCount;
	}

}
