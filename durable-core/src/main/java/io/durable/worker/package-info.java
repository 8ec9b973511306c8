/**
 * Threads and time: owns partitions, runs turns, commits checkpoints, runs activities.
 */
@NullMarked
package io.durable.worker;

import org.jspecify.annotations.NullMarked;
