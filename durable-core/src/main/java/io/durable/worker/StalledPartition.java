package io.durable.worker;

import java.time.Duration;

/**
 * A partition of this node that does not advance.
 *
 * @param partition its number
 * @param waiting how long a turn of it has been waiting
 */
public record StalledPartition(int partition, Duration waiting) {

}
