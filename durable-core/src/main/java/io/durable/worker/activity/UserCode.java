package io.durable.worker.activity;

import java.util.concurrent.Callable;

/**
 * The user's part of an activity: the only part that may be interrupted. An interrupt in
 * the middle of a write of ours would make an embedded H2 close the database for all.
 */
final class UserCode {

	private boolean running;

	private final Thread thread = Thread.currentThread();

	<T> T call(Callable<T> code) throws Exception {
		synchronized (this) {
			this.running = true;
		}
		try {
			return code.call();
		}
		finally {
			synchronized (this) {
				this.running = false;
			}
			// It was for the code, and the thread goes on with other work
			Thread.interrupted();
		}
	}

	synchronized void interrupt() {
		if (this.running) {
			this.thread.interrupt();
		}
	}

}
