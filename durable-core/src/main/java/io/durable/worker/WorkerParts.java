package io.durable.worker;

import io.durable.store.WorkerStore;

/**
 * The parts of a worker that a turn cycle goes through. They refer to each other in a
 * circle, so they are handed over when all of them exist.
 */
interface WorkerParts {

	WorkerStore store();

	Partitions partitions();

	TurnRunner runner();

	Committer committer();

	ActivityRunner activities();

	ChildStarter children();

	InboxReader inbox();

	TimerReader timers();

	ParkedThreads parkedThreads();

	WorkerListeners listeners();

	PendingWork pending();

}
