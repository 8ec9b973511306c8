/**
 * Who owns which partition, and the life of those that this node owns.
 */
@NullMarked
package io.durable.worker.partition;

import org.jspecify.annotations.NullMarked;
