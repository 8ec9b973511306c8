/**
 * What identifies an execution, and what is derived from that alike in every replay.
 */
@NullMarked
package io.durable.engine.identity;

import org.jspecify.annotations.NullMarked;
