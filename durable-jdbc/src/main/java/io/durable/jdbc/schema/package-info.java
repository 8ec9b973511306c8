/**
 * The opening of a task hub: are its tables there, and are they of this version?
 */
@NullMarked
package io.durable.jdbc.schema;

import org.jspecify.annotations.NullMarked;
