/**
 * Work that is done for instances: activities in their slots, and the starts of children
 * with given IDs.
 */
@NullMarked
package io.durable.worker.activity;

import org.jspecify.annotations.NullMarked;
