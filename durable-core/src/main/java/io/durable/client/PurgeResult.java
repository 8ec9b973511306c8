package io.durable.client;

/**
 * What a purge has removed.
 *
 * @param deletedInstanceCount the number of instances
 */
public record PurgeResult(int deletedInstanceCount) {

	public int getDeletedInstanceCount() {
		return this.deletedInstanceCount;
	}

}
