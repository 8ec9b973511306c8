/**
 * The events of which a history consists: what is stored, in the terms of Durable
 * Functions.
 */
@NullMarked
package io.durable.history;

import org.jspecify.annotations.NullMarked;
