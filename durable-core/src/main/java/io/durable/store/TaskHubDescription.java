package io.durable.store;

/**
 * What a store says of itself.
 *
 * @param kind the product, such as {@code H2} or {@code PostgreSQL}
 * @param location where the data lies, without credentials
 * @param schemaVersion the version of the tables
 * @param partitionCount the number of partitions, fixed when the task hub was created
 * @param exclusive whether nobody else has the store open at this moment, neither another
 * process nor another task hub in this one, so that all messages come from here. That
 * ends when another task hub opens it in this process
 * @param volatileData whether all instances are lost when the process ends
 */
public record TaskHubDescription(String kind, String location, int schemaVersion, int partitionCount, boolean exclusive,
		boolean volatileData) {

}
