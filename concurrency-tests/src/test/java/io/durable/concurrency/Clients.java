package io.durable.concurrency;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.durable.client.InstanceNotFoundException;
import io.durable.client.InstanceNotRunningException;

/**
 * Callers with threads of their own.
 */
final class Clients {

	private Clients() {
	}

	/**
	 * Let several do something at the same time, and wait for all.
	 * @param callers the callers
	 * @throws Exception of one of them
	 */
	static void together(Caller... callers) throws Exception {
		AtomicReference<Exception> failure = new AtomicReference<>();
		List<Thread> threads = new ArrayList<>();
		for (Caller caller : callers) {
			Thread thread = new Thread(() -> {
				try {
					caller.call();
				}
				catch (Exception ex) {
					failure.set(ex);
				}
			}, "caller-" + threads.size());
			threads.add(thread);
			thread.start();
		}
		for (Thread thread : threads) {
			thread.join();
		}
		if (failure.get() != null) {
			throw failure.get();
		}
	}

	/**
	 * Do something with an instance, if it is still there and open.
	 * @param call the call
	 * @return whether it was
	 */
	static boolean unlessEnded(Runnable call) {
		try {
			call.run();
			return true;
		}
		catch (InstanceNotRunningException | InstanceNotFoundException ex) {
			return false;
		}
	}

	/**
	 * What a caller does.
	 */
	@FunctionalInterface
	interface Caller {

		void call() throws Exception;

	}

}
