/**
 * The orchestrators and activities that a process has, by name and by method.
 */
@NullMarked
package io.durable.function;

import org.jspecify.annotations.NullMarked;
