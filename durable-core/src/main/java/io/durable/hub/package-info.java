/**
 * Puts a store, a worker and a client together.
 */
@NullMarked
package io.durable.hub;

import org.jspecify.annotations.NullMarked;
