/**
 * Who owns the partitions of a task hub, and how others see that it lives.
 */
@NullMarked
package io.durable.store.lease;

import org.jspecify.annotations.NullMarked;
