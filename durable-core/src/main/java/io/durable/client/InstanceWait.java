package io.durable.client;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

import io.durable.api.Times;
import io.durable.store.ClientStore;
import org.jspecify.annotations.Nullable;

/**
 * Waits for an instance to get into a state. The instance is read when it may have
 * changed, not over and over.
 */
final class InstanceWait {

	// In case that a signal is lost between two owners of its partition
	static final Duration READ_ANYWAY = Duration.ofSeconds(5);

	private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(10);

	private final ClientStore store;

	private final InstanceWaiters waiters;

	private final ToIntFunction<String> partition;

	InstanceWait(ClientStore store, InstanceWaiters waiters, ToIntFunction<String> partition) {
		this.store = store;
		this.waiters = waiters;
		this.partition = partition;
	}

	OrchestrationMetadata await(String instanceId, @Nullable Duration longest, String what,
			Supplier<OrchestrationMetadata> read, Predicate<OrchestrationMetadata> condition) throws TimeoutException {
		refuseInTransaction(instanceId);
		Duration timeout = (longest != null) ? longest : DEFAULT_TIMEOUT;
		long deadline = System.nanoTime() + Times.waitNanos(timeout);
		int stops = this.waiters.stops();
		Semaphore signal = new Semaphore(0);
		Runnable release = signal::release;
		this.waiters.register(instanceId, release);
		try {
			while (true) {
				signal.drainPermits();
				OrchestrationMetadata metadata = read.get();
				if (condition.test(metadata)) {
					return metadata;
				}
				if (this.waiters.stopsSince(stops)) {
					throw new TaskHubStoppedException(instanceId);
				}
				this.waiters.seen(instanceId, metadata.getRuntimeStatus());
				if (!awaitChange(signal, deadline)) {
					throw new TimeoutException("The instance '%s' has not %s within %s: its status is %s"
						.formatted(instanceId, what, timeout, metadata.getRuntimeStatus().text()));
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new TimeoutException("Interrupted while waiting for the instance '%s'".formatted(instanceId));
		}
		finally {
			this.waiters.unregister(instanceId, release);
		}
	}

	void requireVisible(String instanceId) {
		if (this.store.isStartedInOpenTransaction(instanceId)) {
			throw new IllegalStateException(("The open transaction has started the instance '%s', which runs when that "
					+ "has committed: waiting for it here would wait for ever. Wait after the commit.")
				.formatted(instanceId));
		}
	}

	// It would hold its connection for as long as it waits. When all of them are held so,
	// nothing ends any more.
	private void refuseInTransaction(String instanceId) {
		requireVisible(instanceId);
		if (this.store.isTransactionOpen()) {
			throw new IllegalStateException(
					("Waiting for the instance '%s' would hold the connection of the open transaction, which the "
							+ "instance itself may need to end. Wait outside of the transaction.")
						.formatted(instanceId));
		}
	}

	private boolean awaitChange(Semaphore signal, long deadline) throws InterruptedException {
		long readAnyway = System.nanoTime() + READ_ANYWAY.toNanos();
		while (true) {
			long left = deadline - System.nanoTime();
			if (left <= 0) {
				return false;
			}
			if (signal.tryAcquire(Math.min(left, InstanceWaiters.LOOK_EVERY.toNanos()), TimeUnit.NANOSECONDS)
					|| System.nanoTime() - readAnyway > 0) {
				return true;
			}
			look();
		}
	}

	void look() {
		this.waiters.look((instanceIds) -> {
			Map<String, Integer> partitions = new HashMap<>();
			instanceIds.forEach((id) -> partitions.put(id, this.partition.applyAsInt(id)));
			return this.store.statuses(partitions);
		});
	}

}
