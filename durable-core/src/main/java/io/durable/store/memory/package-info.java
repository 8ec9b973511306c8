/**
 * A store in memory, for tests.
 */
@NullMarked
package io.durable.store.memory;

import org.jspecify.annotations.NullMarked;
