/**
 * The pure part: history and new events in, actions and new history out. No clock, no
 * thread, no input or output.
 */
@NullMarked
package io.durable.engine;

import org.jspecify.annotations.NullMarked;
