package io.durable.worker;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.durable.engine.EngineSettings;
import io.durable.store.ExecutionIds;
import io.durable.store.PartitionLease;
import io.durable.store.TaskHubDescription;
import io.durable.store.TaskHubStore;
import io.durable.store.WorkerStore;
import org.jspecify.annotations.Nullable;

/**
 * Works on the partitions that it owns, from {@link #start()} to {@link #stop}. A message
 * goes this way: {@link InboxReader} → {@link Partition} → {@link InstanceActor} →
 * {@link TurnRunner} → {@link Committer} → {@link TurnCycle#afterCommit}.
 */
public final class TaskHubWorker {

	// How long a stop waits for the commit of the last turns, when it is in a hurry and
	// when it is not
	private static final Duration HURRY = Duration.ofMillis(300);

	private static final Duration LAST_TURNS = Duration.ofSeconds(5);

	private final TaskHubStore store;

	private final WorkerOptions options;

	private final Partitions partitions = new Partitions();

	private final PendingWork pending = new PendingWork();

	private final WorkerListeners listeners;

	private final ParkedThreads parkedThreads;

	private final TurnRunner runner;

	private final Committer committer;

	private final ActivityRunner activities;

	private final ChildStarter children;

	private final InboxReader inbox;

	private final TimerReader timers;

	private final PartitionKeeper keeper;

	private final TurnCycle cycle;

	private final ThreadPoolExecutor turnThreads;

	private final ScheduledThreadPoolExecutor scheduler;

	/**
	 * Create a worker.
	 * @param store the store
	 * @param settings the functions and what they share
	 * @param options how to work
	 * @param clock the clock that timers are compared with, or {@code null} for the
	 * store's own
	 * @param listeners hear what happens
	 */
	public TaskHubWorker(TaskHubStore store, EngineSettings settings, WorkerOptions options,
			@Nullable InstantSource clock, List<WorkerListener> listeners) {
		this.store = store;
		this.options = options;
		TaskHubDescription hub = store.description();
		HubClock hubClock = new HubClock(store.worker());
		InstantSource time = (clock != null) ? clock : hubClock;
		this.listeners = new WorkerListeners(listeners);
		this.parkedThreads = new ParkedThreads(
				VirtualThreads.forOrchestrators("durable-orchestrator-", options.virtualThreads()),
				options.residency().maxParkedThreads());
		this.runner = new TurnRunner(settings, options, time, new ExecutionIds(time), this.parkedThreads,
				this.listeners, hub.partitionCount());
		this.committer = new Committer(store.worker(), this.listeners, this.pending, options.maxCheckpointTurns());
		ExecutorService activityThreads = pool(
				VirtualThreads.forActivities("durable-activity-", options.virtualThreads()), options.activityThreads());
		this.activities = new ActivityRunner(activityThreads, settings, time, this.listeners);
		this.turnThreads = pool(VirtualThreads.forActivities("durable-turn-", false), options.orchestratorThreads());
		this.scheduler = new ScheduledThreadPoolExecutor(1, VirtualThreads.forActivities("durable-scheduler-", false));
		this.children = new ChildStarter(activityThreads, this.scheduler, store.client(), time, hub.partitionCount());
		this.inbox = new InboxReader(store.worker(), this.partitions, options, hub.exclusive());
		this.timers = new TimerReader(store.worker(), this.partitions, time);
		this.cycle = new TurnCycle(new Parts(), this.turnThreads, this.scheduler, options.residency());
		this.keeper = new PartitionKeeper(store.leases(), this.partitions, options, hub.exclusive(), this::taken,
				hubClock::synchronize);
	}

	private static ThreadPoolExecutor pool(ThreadFactory factory, int threads) {
		ThreadPoolExecutor pool = new ThreadPoolExecutor(threads, threads, 10, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), factory);
		pool.allowCoreThreadTimeOut(true);
		return pool;
	}

	/**
	 * Start to work.
	 */
	public void start() {
		this.store.setMessageListener(this.inbox::onMessages);
		this.committer.start();
		this.keeper.start();
		this.inbox.start();
		this.timers.start();
	}

	// Go on where the former owner left off: read the whole inbox, start work that has
	// begun nowhere.
	private void taken(List<PartitionLease> leases) {
		for (PartitionLease lease : leases) {
			// Read first: if that fails, the partition counts as free and is taken again
			List<String> open = this.store.worker().openInstances(lease.partition());
			this.timers.forget(lease.partition());
			Partition partition = new Partition(lease, (owner, id) -> new InstanceActor(id, owner, this.cycle));
			this.partitions.add(partition);
			open.forEach((instanceId) -> partition.deliver(instanceId, new Delivery.Recover()));
		}
		this.inbox.sweep();
		this.timers.wake();
	}

	/**
	 * Look for messages and due timers now, instead of at the next poll.
	 */
	public void wakeUp() {
		this.inbox.wake();
		this.timers.wake();
		this.keeper.wake();
	}

	/**
	 * Stop: begin no activity, wait for those that run, commit what they did, give the
	 * partitions back.
	 * @param grace how long to wait for running activities; those that run longer are
	 * interrupted and repeated by the next owner
	 */
	public void stop(Duration grace) {
		this.inbox.stop();
		this.timers.stop();
		this.activities.drain(grace);
		this.pending.awaitNone(grace.isZero() ? HURRY : LAST_TURNS);
		this.turnThreads.shutdown();
		this.scheduler.shutdownNow();
		this.committer.stop();
		this.keeper.stop();
		this.activities.interrupt();
	}

	/**
	 * Return the partitions that this node owns.
	 * @return their numbers
	 */
	public List<Integer> ownedPartitions() {
		return this.partitions.numbers();
	}

	/**
	 * Return the options.
	 * @return the options
	 */
	public WorkerOptions options() {
		return this.options;
	}

	/**
	 * Hands the parts to each other.
	 */
	private final class Parts implements WorkerParts {

		@Override
		public WorkerStore store() {
			return TaskHubWorker.this.store.worker();
		}

		@Override
		public Partitions partitions() {
			return TaskHubWorker.this.partitions;
		}

		@Override
		public TurnRunner runner() {
			return TaskHubWorker.this.runner;
		}

		@Override
		public Committer committer() {
			return TaskHubWorker.this.committer;
		}

		@Override
		public ActivityRunner activities() {
			return TaskHubWorker.this.activities;
		}

		@Override
		public ChildStarter children() {
			return TaskHubWorker.this.children;
		}

		@Override
		public InboxReader inbox() {
			return TaskHubWorker.this.inbox;
		}

		@Override
		public TimerReader timers() {
			return TaskHubWorker.this.timers;
		}

		@Override
		public ParkedThreads parkedThreads() {
			return TaskHubWorker.this.parkedThreads;
		}

		@Override
		public WorkerListeners listeners() {
			return TaskHubWorker.this.listeners;
		}

		@Override
		public PendingWork pending() {
			return TaskHubWorker.this.pending;
		}

	}

}
