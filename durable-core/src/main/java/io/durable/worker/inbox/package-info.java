/**
 * Brings messages and timers from the store to their instances, as far as there is
 * memory.
 */
@NullMarked
package io.durable.worker.inbox;

import org.jspecify.annotations.NullMarked;
