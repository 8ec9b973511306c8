/**
 * The events that a run takes in: those of its history, which it is compared with, and
 * then new ones.
 */
@NullMarked
package io.durable.engine.feed;

import org.jspecify.annotations.NullMarked;
