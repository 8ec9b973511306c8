/**
 * What differs between databases: statements, and what their failures mean.
 */
@NullMarked
package io.durable.jdbc.dialect;

import org.jspecify.annotations.NullMarked;
