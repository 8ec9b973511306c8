package io.durable.client;

import java.time.Duration;
import java.util.Comparator;
import java.util.Iterator;
import java.util.NavigableSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import io.durable.api.Times;
import io.durable.store.TransientStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the end of many instances with one thread, which is there while somebody
 * waits.
 */
final class CompletionWatch {

	private static final Logger logger = LoggerFactory.getLogger(CompletionWatch.class);

	private final long epoch = System.nanoTime();

	private final AtomicLong numbers = new AtomicLong();

	// Who gives up first stands first
	private final NavigableSet<Waiting> all = new ConcurrentSkipListSet<>(
			Comparator.comparingLong((Waiting waiting) -> waiting.deadline - this.epoch)
				.thenComparingLong((waiting) -> waiting.number));

	// Each of them at most once
	private final BlockingQueue<Waiting> changed = new LinkedBlockingQueue<>();

	private final InstanceWait wait;

	private final InstanceWaiters waiters;

	private final ThreadFactory threads;

	private boolean running;

	private long lastRound = System.nanoTime();

	CompletionWatch(InstanceWait wait, InstanceWaiters waiters, ThreadFactory threads) {
		this.wait = wait;
		this.waiters = waiters;
		this.threads = threads;
	}

	CompletableFuture<OrchestrationMetadata> await(String instanceId, Duration timeout,
			Function<Boolean, OrchestrationMetadata> read) {
		this.wait.requireVisible(instanceId);
		Waiting waiting = new Waiting(instanceId, timeout, read, this.waiters.stops());
		this.waiters.register(instanceId, waiting.signal);
		this.all.add(waiting);
		waiting.future.whenComplete((metadata, ex) -> {
			this.waiters.unregister(instanceId, waiting.signal);
			this.all.remove(waiting);
		});
		boolean begun = false;
		try {
			waiting.signal.run();
			begin();
			begun = true;
		}
		finally {
			if (!begun) {
				waiting.future.cancel(false);
			}
		}
		return waiting.future;
	}

	private synchronized void begin() {
		if (!this.running) {
			this.lastRound = System.nanoTime();
			this.threads.newThread(this::run).start();
			this.running = true;
		}
	}

	private synchronized boolean mayEnd() {
		this.running = !this.all.isEmpty();
		return !this.running;
	}

	private void run() {
		do {
			try {
				step();
			}
			catch (InterruptedException | RuntimeException | Error ex) {
				// Nobody interrupts it; those who wait go on waiting
				logger.warn("Looking after those who wait for instances failed", ex);
			}
		}
		while (!mayEnd());
	}

	private void step() throws InterruptedException {
		Waiting next = this.changed.poll(patience(), TimeUnit.NANOSECONDS);
		if (next != null) {
			next.look();
		}
		long now = System.nanoTime();
		for (Waiting waiting : this.all) {
			if (now - waiting.deadline < 0) {
				break;
			}
			waiting.giveUp();
		}
		if (now - this.lastRound >= InstanceWaiters.LOOK_EVERY.toNanos()) {
			this.lastRound = now;
			round(now);
		}
	}

	private void round(long now) {
		for (Waiting waiting : this.all) {
			if (waiting.isOver(now)) {
				waiting.giveUp();
			}
			else if (now - waiting.lastLook > InstanceWait.READ_ANYWAY.toNanos()) {
				waiting.signal.run();
			}
		}
		if (!this.all.isEmpty()) {
			look();
		}
	}

	private void look() {
		try {
			this.wait.look();
		}
		catch (TransientStoreException ex) {
			// Each instance is read now and then, and says so to those who wait for it
			logger.debug("The instances that are waited for could not be read", ex);
		}
	}

	// At most until the first gives up, or all are to be looked at
	private long patience() {
		long now = System.nanoTime();
		long patience = this.lastRound + InstanceWaiters.LOOK_EVERY.toNanos() - now;
		Iterator<Waiting> first = this.all.iterator();
		if (first.hasNext()) {
			patience = Math.min(patience, first.next().deadline - now);
		}
		return Math.max(0, patience);
	}

	/**
	 * Somebody who waits.
	 */
	private final class Waiting {

		private final CompletableFuture<OrchestrationMetadata> future = new CompletableFuture<>();

		private final AtomicBoolean queued = new AtomicBoolean();

		private final Runnable signal = this::changed;

		private final long number = CompletionWatch.this.numbers.getAndIncrement();

		private final String instanceId;

		private final Duration timeout;

		private final long deadline;

		private final Function<Boolean, OrchestrationMetadata> read;

		private final int stops;

		private volatile long lastLook = System.nanoTime();

		private Waiting(String instanceId, Duration timeout, Function<Boolean, OrchestrationMetadata> read, int stops) {
			this.instanceId = instanceId;
			this.timeout = timeout;
			this.deadline = System.nanoTime() + Times.waitNanos(timeout);
			this.read = read;
			this.stops = stops;
		}

		private void changed() {
			if (this.queued.compareAndSet(false, true)) {
				CompletionWatch.this.changed.add(this);
			}
		}

		private void look() {
			this.queued.set(false);
			this.lastLook = System.nanoTime();
			try {
				@Nullable OrchestrationMetadata seen = this.future.isDone() ? null : this.read.apply(false);
				if (seen != null && seen.isCompleted()) {
					this.future.complete(this.read.apply(true));
				}
				else if (seen != null) {
					CompletionWatch.this.waiters.seen(this.instanceId, seen.getRuntimeStatus());
					if (isOver(this.lastLook)) {
						giveUp();
					}
				}
			}
			catch (RuntimeException | Error ex) {
				this.future.completeExceptionally(ex);
			}
		}

		private boolean isOver(long now) {
			return now - this.deadline >= 0 || CompletionWatch.this.waiters.stopsSince(this.stops);
		}

		private void giveUp() {
			boolean stopped = CompletionWatch.this.waiters.stopsSince(this.stops);
			this.future
				.completeExceptionally(stopped ? new TaskHubStoppedException(this.instanceId) : new TimeoutException(
						"The instance '%s' has not ended within %s".formatted(this.instanceId, this.timeout)));
		}

	}

}
