package io.durable.jdbc.transaction;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import io.durable.worker.runtime.CleanThreads;

/**
 * Gives up connections that no time-out reaches: a write to a network that takes nothing
 * any more, or a driver that has no time-out. Its thread exists while there are
 * connections to watch, and for a moment longer.
 */
final class ConnectionWatch {

	private static final int LOOKS = 8;

	private final Duration longest;

	private final Set<UsedConnection> used = ConcurrentHashMap.newKeySet();

	private final AtomicBoolean running = new AtomicBoolean();

	private final ThreadFactory threads = CleanThreads.platform("durable-jdbc-watch-",
			ConnectionWatch.class.getClassLoader());

	ConnectionWatch(Duration longest) {
		this.longest = longest;
	}

	void add(UsedConnection connection) {
		this.used.add(connection);
		startIfNeeded();
	}

	void remove(UsedConnection connection) {
		this.used.remove(connection);
	}

	private void startIfNeeded() {
		if (!this.running.compareAndSet(false, true)) {
			return;
		}
		boolean started = false;
		try {
			this.threads.newThread(this::run).start();
			started = true;
		}
		finally {
			if (!started) {
				this.running.set(false);
			}
		}
	}

	private void run() {
		try {
			watch();
		}
		finally {
			this.running.set(false);
			if (!this.used.isEmpty()) {
				startIfNeeded();
			}
		}
	}

	// Until there is nothing to look after for a while
	private void watch() {
		for (int idle = 0; idle < LOOKS; idle = this.used.isEmpty() ? idle + 1 : 0) {
			LockSupport.parkNanos(this.longest.dividedBy(LOOKS).toNanos());
			long now = System.nanoTime();
			for (UsedConnection connection : this.used) {
				if (connection.isStuck(now, this.longest) && this.used.remove(connection)) {
					connection.giveUp();
				}
			}
		}
	}

}
