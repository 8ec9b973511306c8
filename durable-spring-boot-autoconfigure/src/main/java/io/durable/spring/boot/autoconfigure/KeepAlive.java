package io.durable.spring.boot.autoconfigure;

import java.util.concurrent.CountDownLatch;

import io.durable.worker.runtime.CleanThreads;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the Java virtual machine alive while the worker runs, whose own threads do not:
 * an application without a web server would end at once, and no timer of it would fire.
 */
final class KeepAlive {

	private @Nullable CountDownLatch end;

	synchronized void start() {
		if (this.end == null) {
			CountDownLatch latch = new CountDownLatch(1);
			Thread thread = CleanThreads.platform("durable-keep-alive-", getClass().getClassLoader())
				.newThread(() -> await(latch));
			thread.setDaemon(false);
			thread.start();
			this.end = latch;
		}
	}

	private static void await(CountDownLatch latch) {
		boolean ended = false;
		while (!ended) {
			try {
				latch.await();
				ended = true;
			}
			catch (InterruptedException ex) {
				// Only the stop of the worker ends it
			}
		}
	}

	synchronized void stop() {
		if (this.end != null) {
			this.end.countDown();
			this.end = null;
		}
	}

}
