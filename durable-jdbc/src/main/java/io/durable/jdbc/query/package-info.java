/**
 * Lists of instances and histories, as people and clients ask for them.
 */
@NullMarked
package io.durable.jdbc.query;

import org.jspecify.annotations.NullMarked;
