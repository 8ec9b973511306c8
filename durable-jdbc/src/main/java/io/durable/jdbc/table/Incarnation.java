package io.durable.jdbc.table;

import java.util.UUID;

/**
 * An instance between a start and the next one with its ID.
 *
 * @param partition the partition
 * @param id the execution that the start began with
 */
public record Incarnation(int partition, UUID id) {

}
