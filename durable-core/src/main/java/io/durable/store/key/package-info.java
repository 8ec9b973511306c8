/**
 * How executions are named, and which partition an instance belongs to.
 */
@NullMarked
package io.durable.store.key;

import org.jspecify.annotations.NullMarked;
