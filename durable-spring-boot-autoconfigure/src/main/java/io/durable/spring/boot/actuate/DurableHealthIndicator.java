package io.durable.spring.boot.actuate;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.durable.hub.TaskHub;
import io.durable.worker.StalledPartition;
import io.durable.worker.runtime.CleanThreads;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * {@link HealthIndicator} of a task hub: down if the store does not answer or a partition
 * of this node does not advance, out of service while the worker stops.
 */
public class DurableHealthIndicator extends AbstractHealthIndicator {

	private static final Duration PATIENCE = Duration.ofSeconds(3);

	private final ThreadFactory threads = CleanThreads.platform("durable-health-",
			DurableHealthIndicator.class.getClassLoader());

	private final TaskHub taskHub;

	private final Duration patience;

	// Of a store that hangs only one caller waits
	private @Nullable CompletableFuture<@Nullable Void> answer;

	public DurableHealthIndicator(TaskHub taskHub) {
		this(taskHub, PATIENCE);
	}

	DurableHealthIndicator(TaskHub taskHub, Duration patience) {
		super("The health of the task hub could not be determined");
		this.taskHub = taskHub;
		this.patience = patience;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) throws Exception {
		builder.withDetail("node", this.taskHub.options().nodeId())
			.withDetail("partitions", this.taskHub.ownedPartitions().size());
		if (this.taskHub.isStopping()) {
			builder.outOfService().withDetail("reason", "The worker hands its partitions over and stops");
			return;
		}
		String reason = whyStoreIsDown();
		if (reason == null) {
			reason = whyWorkerStands();
		}
		if (reason != null) {
			builder.down().withDetail("reason", reason);
		}
		else {
			builder.up();
		}
	}

	private @Nullable String whyWorkerStands() {
		if (this.taskHub.isLeaseInDoubt()) {
			return "The store has accepted no beat of this node for %d s, so others may have its partitions: it begins no activities"
				.formatted(this.taskHub.options().leaseDuration().toSeconds());
		}
		StalledPartition stalled = this.taskHub.stalledPartitions().stream().findFirst().orElse(null);
		return (stalled != null)
				? "The partition %d does not advance: a turn has been waiting for %d s, and none is committed"
					.formatted(stalled.partition(), stalled.waiting().toSeconds())
				: null;
	}

	private @Nullable String whyStoreIsDown() throws InterruptedException {
		try {
			ask().get(this.patience.toMillis(), TimeUnit.MILLISECONDS);
			return null;
		}
		catch (TimeoutException ex) {
			return "The store has not answered for " + this.patience.toMillis() + " ms";
		}
		catch (ExecutionException ex) {
			Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
			return "The store does not answer: " + cause.getMessage();
		}
	}

	private synchronized CompletableFuture<@Nullable Void> ask() {
		CompletableFuture<@Nullable Void> present = this.answer;
		if (present == null || present.isDone()) {
			present = new CompletableFuture<>();
			this.answer = present;
			ask(present);
		}
		return present;
	}

	private void ask(CompletableFuture<@Nullable Void> result) {
		try {
			this.threads.newThread(() -> {
				try {
					this.taskHub.store().worker().currentTime();
					result.complete(null);
				}
				catch (RuntimeException | Error ex) {
					result.completeExceptionally(ex);
				}
			}).start();
		}
		catch (RuntimeException | Error ex) {
			// There is no thread for it
			result.completeExceptionally(ex);
		}
	}

}
