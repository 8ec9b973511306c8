/**
 * What clients do: starts, messages, rewinds and purges.
 */
@NullMarked
package io.durable.jdbc.client;

import org.jspecify.annotations.NullMarked;
