package io.durable.worker;

import java.util.concurrent.Semaphore;

/**
 * Where threads stay whose code cannot be ended: Java has no way to stop them.
 */
final class LostThreads {

	private LostThreads() {
	}

	/**
	 * Stay for ever, without using the processor. An interrupt does not help: the code
	 * would go on.
	 */
	static void stay() {
		while (true) {
			new Semaphore(0).acquireUninterruptibly();
		}
	}

}
