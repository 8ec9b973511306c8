/**
 * Transactions of the store's own, and parts of those of the application.
 */
@NullMarked
package io.durable.jdbc.transaction;

import org.jspecify.annotations.NullMarked;
