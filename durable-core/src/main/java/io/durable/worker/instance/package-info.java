/**
 * One instance on the node that owns it: its mailbox, what it is doing, what is in memory
 * of it, and the thread that may stay in its orchestrator.
 */
@NullMarked
package io.durable.worker.instance;

import org.jspecify.annotations.NullMarked;
