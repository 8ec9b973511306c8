/**
 * The tables: one class for each, and the statements that read and write single rows.
 */
@NullMarked
package io.durable.jdbc.table;

import org.jspecify.annotations.NullMarked;
