package io.durable.worker;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;

import io.durable.engine.EngineSettings;
import io.durable.store.TaskHubDescription;
import io.durable.store.TaskHubStore;
import io.durable.store.key.ExecutionIds;
import io.durable.store.lease.PartitionLease;
import io.durable.worker.activity.ActivityRunner;
import io.durable.worker.activity.ChildStarter;
import io.durable.worker.checkpoint.Committer;
import io.durable.worker.inbox.InboxReader;
import io.durable.worker.inbox.TimerReader;
import io.durable.worker.instance.InstanceSlot;
import io.durable.worker.instance.ResidentHistories;
import io.durable.worker.instance.ResidentThreads;
import io.durable.worker.instance.RunningTurns;
import io.durable.worker.instance.StrandedInstances;
import io.durable.worker.instance.TurnCycle;
import io.durable.worker.instance.TurnThreads;
import io.durable.worker.memory.MemoryBudget;
import io.durable.worker.partition.HubClock;
import io.durable.worker.partition.Partition;
import io.durable.worker.partition.PartitionEvents;
import io.durable.worker.partition.PartitionKeeper;
import io.durable.worker.partition.Partitions;
import io.durable.worker.partition.ProgressWatch;
import io.durable.worker.partition.Recovery;
import io.durable.worker.runtime.Loop;
import io.durable.worker.runtime.TaskThreads;
import io.durable.worker.runtime.WorkerRuntime;
import io.durable.worker.turn.OrchestrationTurns;
import io.durable.worker.turn.Turn;
import org.jspecify.annotations.Nullable;

/**
 * Works on the partitions that it owns, from {@link #start()} to {@link #stop}. A message
 * goes this way: {@code InboxReader} → {@code Partition} → {@code InstanceSlot} →
 * {@code OrchestrationTurns} → {@code Committer} → {@code FollowUp}.
 */
public final class TaskHubWorker {

	private static final Duration CHECK_EVERY = Duration.ofMillis(250);

	private static final int CHILD_THREADS = 4;

	private final TaskHubStore store;

	private final WorkerOptions options;

	private final WorkerRuntime runtime;

	private final MemoryBudget budget;

	private final Partitions partitions = new Partitions();

	private final StrandedInstances stranded = new StrandedInstances();

	private final ResidentHistories histories;

	private final ResidentThreads residents;

	private final RunningTurns running;

	private final TaskThreads activityThreads;

	private final TurnThreads turnThreads;

	private final Committer committer;

	private final WorkerListeners listeners;

	private final ActivityRunner activities;

	private final ChildStarter children;

	private final InboxReader inbox;

	private final TimerReader timers;

	private final Recovery recovery;

	private final PartitionKeeper keeper;

	private final TurnCycle cycle;

	private final ProgressWatch progress;

	private final StallWatch stalls;

	private final Loop watchdog;

	/**
	 * Create a worker.
	 * @param store the store
	 * @param settings the functions and what they share
	 * @param options how to work
	 * @param runtime the time
	 * @param clock the clock that timers are compared with, or {@code null} for the
	 * store's own
	 * @param own hears at once what happens
	 * @param listeners hear it soon
	 */
	public TaskHubWorker(TaskHubStore store, EngineSettings settings, WorkerOptions options, WorkerRuntime runtime,
			@Nullable InstantSource clock, WorkerListener own, List<WorkerListener> listeners) {
		this.store = store;
		this.options = options;
		this.runtime = runtime;
		this.budget = new MemoryBudget(options.memory());
		TaskHubDescription hub = store.description();
		HubClock hubClock = new HubClock(store.leases()::currentTime, runtime);
		InstantSource time = (clock != null) ? clock : hubClock;
		WorkerListeners events = new WorkerListeners(own, listeners, runtime.taskThreads("durable-listener-", false));
		this.listeners = events;
		Residency residency = options.residency();
		this.histories = new ResidentHistories(residency.maxHistoryBytes());
		this.residents = new ResidentThreads(runtime, residency.maxResidentThreads(), residency.residentFrom());
		this.running = new RunningTurns(runtime, this.residents, events, options.slowTurn());
		this.turnThreads = new TurnThreads(runtime.taskThreads("durable-turn-", false), options.orchestratorThreads(),
				this.budget);
		this.committer = new Committer(store.worker(), events, runtime, this.budget, options.maxCheckpointTurns(),
				this::lostTrack);
		this.activityThreads = runtime.taskThreads("durable-activity-", options.virtualThreads());
		this.activities = new ActivityRunner(store.worker(), settings, time, runtime, this.activityThreads,
				options.activityThreads(), options.maxConcurrent(), this.budget, events, this.turnThreads::isIdle,
				this::mayBegin);
		ExecutionIds executionIds = new ExecutionIds(time, runtime::randomLong);
		this.children = new ChildStarter(runtime.taskThreads("durable-child-", false), CHILD_THREADS, runtime,
				store.client(), time, executionIds, hub.partitionCount());
		this.inbox = new InboxReader(store.worker(), this.partitions, this.budget, runtime, options.pollInterval(),
				options.sweepInterval(), () -> store.description().exclusive());
		this.timers = new TimerReader(store.worker(), this.partitions, time, runtime, this.budget);
		this.recovery = new Recovery(store.worker(), runtime);
		this.cycle = new TurnCycle(runtime, store.worker(),
				new OrchestrationTurns(settings, options.maxGenerationsPerTurn(), time, executionIds, events,
						hub.partitionCount()),
				this.turnThreads, this.committer, new FollowUp(this.timers, this.activities, this.children, events),
				this.histories, this.residents, this.running, this.stranded, events,
				residency.randomSeed().isPresent() ? new SplittableRandom(residency.randomSeed().getAsLong()) : null);
		this.keeper = new PartitionKeeper(store.leases(), this.partitions, options.nodeId(), options.leaseDuration(),
				runtime, this::taken, hubClock);
		this.progress = new ProgressWatch(this.partitions, this.keeper, store.worker(), runtime,
				options.leaseDuration());
		this.stalls = new StallWatch(this.partitions, runtime, options.leaseDuration());
		this.watchdog = runtime.loop("durable-watchdog", "look after the others", this::lookAfter);
	}

	/**
	 * Start to work.
	 */
	public void start() {
		this.store.setMessageListener(this.inbox::onMessages);
		this.committer.start();
		this.watchdog.start();
		this.recovery.start();
		this.keeper.start();
		this.inbox.start();
		this.timers.start();
	}

	// Go on where the former owner left off: read the whole inbox, start work that has
	// begun nowhere.
	private void taken(List<PartitionLease> leases) {
		PartitionEvents events = new Events();
		for (PartitionLease lease : leases) {
			this.timers.forget(lease.partition());
			Partition partition = new Partition(lease, this.budget, events,
					(home, id) -> new InstanceSlot(id, home, this.cycle));
			this.partitions.add(partition);
			this.recovery.recover(partition);
		}
		this.inbox.sweep();
		this.timers.wake();
	}

	// What others may have begun too is not begun here
	private boolean mayBegin() {
		return !this.keeper.isInDoubt();
	}

	private Duration lookAfter() {
		this.stranded.rescue();
		this.running.check();
		this.turnThreads.wakeIfWaiting();
		this.activities.wakeIfWaiting();
		this.children.wakeIfWaiting();
		this.stalls.check();
		this.progress.check();
		return CHECK_EVERY;
	}

	private void lostTrack() {
		this.inbox.lostTrack();
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
	 * Stop: begin no activity, hand each partition over as soon as nothing runs for it,
	 * and the rest at the end of the grace. The others go on meanwhile.
	 * @param grace how long to wait for running activities; those that run longer are
	 * interrupted and repeated by the next owner
	 */
	public void stop(Duration grace) {
		new WorkerStop(this.partitions, this.keeper, this.activities, this.runtime).drain(grace);
		this.inbox.stop();
		this.timers.stop();
		this.recovery.stop();
		this.turnThreads.stop();
		this.children.stop();
		this.committer.stop();
		this.keeper.stop();
		this.watchdog.stop();
		this.activities.interrupt();
		this.activityThreads.awaitEnd(Duration.ofSeconds(1));
		this.listeners.stop();
		this.runtime.stop();
	}

	/**
	 * Return the partitions that this node owns.
	 * @return their numbers
	 */
	public List<Integer> ownedPartitions() {
		return this.partitions.numbers();
	}

	/**
	 * Return whether the store has accepted no beat of this node for a lease.
	 * @return {@code true} if others may own its partitions
	 */
	public boolean isLeaseInDoubt() {
		return this.keeper.isInDoubt();
	}

	/**
	 * Return the partitions that do not advance.
	 * @return those of this node
	 */
	public List<StalledPartition> stalledPartitions() {
		return this.stalls.stalled();
	}

	/**
	 * Return the options.
	 * @return the options
	 */
	public WorkerOptions options() {
		return this.options;
	}

	/**
	 * Return how full the worker is.
	 * @return the figures of this moment
	 */
	public WorkerLoad load() {
		return new WorkerLoad(this.budget, this.turnThreads.waiting(), this.activities.waiting(),
				this.histories.count(), this.histories.bytes(), this.histories.evicted(), this.residents.count(),
				this.running.blocked());
	}

	/**
	 * What partitions cannot do by themselves.
	 */
	private final class Events implements PartitionEvents {

		@Override
		public void lost(Partition partition) {
			TaskHubWorker.this.partitions.drop(partition.lease());
		}

		@Override
		public void released(Partition partition) {
			TaskHubWorker.this.timers.forget(partition.partition());
		}

		@Override
		public void closed(Partition partition) {
			TaskHubWorker.this.keeper.closed();
		}

		@Override
		public void leftBehind(Partition partition) {
			TaskHubWorker.this.inbox.wake();
		}

		@Override
		public void dropped(Partition partition, Turn turn) {
			TaskHubWorker.this.timers.forget(turn.commit().removedTimers());
			TaskHubWorker.this.timers.wake();
			TaskHubWorker.this.inbox.wake();
		}

	}

}
