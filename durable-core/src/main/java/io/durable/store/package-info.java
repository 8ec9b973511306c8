/**
 * What the engine asks of a store. A store is finished when it passes the contract tests.
 */
@NullMarked
package io.durable.store;

import org.jspecify.annotations.NullMarked;
