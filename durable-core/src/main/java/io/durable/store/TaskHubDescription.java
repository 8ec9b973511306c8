package io.durable.store;

/**
 * What a store says of itself.
 *
 * @param kind the product, such as {@code H2} or {@code PostgreSQL}
 * @param location where the data lies, without credentials
 * @param schemaVersion the version of the tables
 * @param partitionCount the number of partitions, fixed when the task hub was created
 * @param exclusive whether this process alone can have the store open, so that the owner
 * of any partition found there is known to be dead
 * @param volatileData whether all instances are lost when the process ends
 */
public record TaskHubDescription(String kind, String location, int schemaVersion, int partitionCount, boolean exclusive,
		boolean volatileData) {

}
