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

import io.durable.store.ClientStore;

/**
 * Waits for an instance to get into a state. The instance is read when it may have
 * changed, not over and over.
 */
final class InstanceWait {

	// In case that a signal is lost between two owners of its partition
	private static final Duration READ_ANYWAY = Duration.ofSeconds(5);

	private final ClientStore store;

	private final InstanceWaiters waiters;

	private final ToIntFunction<String> partition;

	InstanceWait(ClientStore store, InstanceWaiters waiters, ToIntFunction<String> partition) {
		this.store = store;
		this.waiters = waiters;
		this.partition = partition;
	}

	OrchestrationMetadata await(String instanceId, Duration timeout, String what, Supplier<OrchestrationMetadata> read,
			Predicate<OrchestrationMetadata> condition) throws TimeoutException {
		if (this.store.isStartedInOpenTransaction(instanceId)) {
			throw new IllegalStateException(("The open transaction has started the instance '%s', which runs when that "
					+ "has committed: waiting for it here would wait for ever. Wait after the commit.")
				.formatted(instanceId));
		}
		long deadline = System.nanoTime() + timeout.toNanos();
		Semaphore signal = this.waiters.register(instanceId);
		try {
			while (true) {
				signal.drainPermits();
				OrchestrationMetadata metadata = read.get();
				if (condition.test(metadata)) {
					return metadata;
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
			this.waiters.unregister(instanceId, signal);
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
			this.waiters.look((instanceIds) -> {
				Map<String, Integer> partitions = new HashMap<>();
				instanceIds.forEach((id) -> partitions.put(id, this.partition.applyAsInt(id)));
				return this.store.statuses(partitions);
			});
		}
	}

}
