/**
 * The memory budget of a node, in bytes.
 */
@NullMarked
package io.durable.worker.memory;

import org.jspecify.annotations.NullMarked;
