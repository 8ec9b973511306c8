package io.durable.model;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.durable.client.DurableTaskClient;
import io.durable.function.FunctionRegistry;
import io.durable.hub.TaskHub;
import io.durable.store.TaskHubStore;
import io.durable.testing.FaultyStore;
import io.durable.testing.FlightRecorder;
import io.durable.testing.TestClock;
import io.durable.worker.Residency;
import io.durable.worker.WorkerOptions;

/**
 * A task hub that loses nodes, leases and the answers of its store, and gets new nodes.
 */
final class DisturbedHub implements Course, AutoCloseable {

	// Three of them without a commit, and a partition is given up: on a machine that has
	// more to do, that would happen again and again
	private static final Duration LEASE = Duration.ofSeconds(1);

	// Where nothing dies, nobody need wait until a lease is over: a machine that stands
	// still for a moment must not look like a node that does
	private static final Duration CALM_LEASE = Duration.ofSeconds(30);

	private static final double FAULT_RATE = 0.02;

	private static final Duration STEP = Duration.ofMinutes(40);

	private final TaskHubStore store;

	private final TestClock clock;

	private final FunctionRegistry functions;

	private final Residency residency;

	private final boolean calm;

	private final SplittableRandom random;

	private final DurableTaskClient client;

	private final FlightRecorder recorder = new FlightRecorder();

	private FaultyStore faulty;

	private TaskHub node;

	private long crashAt = Long.MAX_VALUE;

	private int nodes;

	private int leasesLost;

	/**
	 * Create a task hub without a node.
	 * @param store the store
	 * @param clock moves the timers
	 * @param functions the functions
	 * @param residency what stays in memory
	 * @param calm whether nothing goes wrong
	 * @param seed of what goes wrong
	 */
	DisturbedHub(TaskHubStore store, TestClock clock, FunctionRegistry functions, Residency residency, boolean calm,
			long seed) {
		this.store = store;
		this.clock = clock;
		this.functions = functions;
		this.residency = residency;
		this.calm = calm;
		this.random = new SplittableRandom(seed);
		this.client = TaskHub.on(store).functions(functions).clock(clock).build().client();
	}

	/**
	 * Start a node.
	 */
	void start() {
		this.faulty = new FaultyStore(this.store, this.random.nextLong(), this.calm ? 0 : FAULT_RATE,
				this.calm || this.random.nextInt(4) > 0)
			.recordedBy(this.recorder, "node " + this.nodes);
		if (!this.calm && this.random.nextBoolean()) {
			this.faulty.shared();
		}
		this.crashAt = Long.MAX_VALUE;
		WorkerOptions options = WorkerOptions.defaults()
			.withNode("node-" + UUID.randomUUID(), this.calm ? CALM_LEASE : LEASE)
			.withIntervals(Duration.ofMillis(20), Duration.ofMillis(200))
			.withOrchestratorThreads(3)
			.withActivityThreads(6)
			.withBatches(64, 1 + this.random.nextInt(5))
			.withResidency(this.residency);
		this.node = TaskHub.on(this.faulty).clock(this.clock).functions(this.functions).options(options).build();
		this.node.start();
		this.nodes++;
	}

	@Override
	public DurableTaskClient client() {
		return this.client;
	}

	@Override
	public void pass() {
		LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
		advance(STEP);
		disturb();
	}

	@Override
	public Duration patience() {
		return Duration.ofSeconds(60);
	}

	@Override
	public long nanoTime() {
		return System.nanoTime();
	}

	/**
	 * Return what nodes and the store said about an instance.
	 * @param instanceId the instance ID
	 * @return a line for each call
	 */
	String recordOf(String instanceId) {
		return this.recorder.of(instanceId);
	}

	/**
	 * Let time pass.
	 * @param longest at most how long
	 */
	void advance(Duration longest) {
		this.clock.advance(Duration.ofMillis(1 + this.random.nextLong(longest.toMillis())));
		this.node.wakeUp();
	}

	/**
	 * Replace a node that has crashed, and perhaps let something go wrong.
	 */
	void disturb() {
		if (this.faulty.commits() >= this.crashAt) {
			replaceNode();
		}
		else if (!this.calm && this.crashAt == Long.MAX_VALUE) {
			disturbNow();
		}
	}

	private void disturbNow() {
		int kind = this.random.nextInt(80);
		if (kind == 0) {
			replaceNode();
		}
		else if (kind == 1) {
			this.crashAt = this.faulty.commits() + 1 + this.random.nextInt(4);
			this.faulty.crashAt(this.crashAt);
		}
		else if (kind < 4) {
			// Somebody takes everything, and gives it back at once
			this.store.leases().release(this.store.leases().take("thief", this.store.leases().owners()));
			this.leasesLost++;
		}
	}

	// Stop without grace, and let another node go on
	private void replaceNode() {
		this.node.stop(Duration.ZERO);
		start();
	}

	@Override
	public String toString() {
		return "%d nodes, %d times all leases lost".formatted(this.nodes, this.leasesLost);
	}

	@Override
	public void close() {
		if (this.node != null) {
			this.node.stop(Duration.ZERO);
		}
		this.client.close();
	}

}
