/**
 * The pure part of the worker: what arrived for an instance is taken in, its code runs,
 * and what is to be committed is put together. No thread, no clock of its own, no store.
 */
@NullMarked
package io.durable.worker.turn;

import org.jspecify.annotations.NullMarked;
