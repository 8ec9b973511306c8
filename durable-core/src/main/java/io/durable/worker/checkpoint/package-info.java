/**
 * Commits turns of many instances together, and says what became of each.
 */
@NullMarked
package io.durable.worker.checkpoint;

import org.jspecify.annotations.NullMarked;
