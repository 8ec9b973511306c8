package io.durable.hub;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import io.durable.api.Limits;
import io.durable.client.ClientSettings;
import io.durable.client.DurableTaskClient;
import io.durable.client.InstanceWaiters;
import io.durable.client.StoreDurableTaskClient;
import io.durable.client.TaskHubStoppedException;
import io.durable.engine.EngineSettings;
import io.durable.function.FunctionRegistry;
import io.durable.store.TaskHubStore;
import io.durable.store.memory.InMemoryTaskHubStore;
import io.durable.worker.StalledPartition;
import io.durable.worker.TaskHubWorker;
import io.durable.worker.WorkerListener;
import io.durable.worker.WorkerLoad;
import io.durable.worker.WorkerOptions;
import io.durable.worker.runtime.CleanThreads;
import io.durable.worker.runtime.ThreadRuntime;
import io.durable.worker.runtime.WorkerRuntime;
import org.jspecify.annotations.Nullable;

/**
 * A task hub: a store, a client for it and, between {@link #start()} and {@link #stop}, a
 * worker. Works without Spring: <pre>{@code
 * try (TaskHub hub = TaskHub.inMemory()
 * 		.addOrchestration("Hello", (context) -> context.callActivity("SayHello", "Tokyo", String.class).await())
 * 		.addActivity("SayHello", (context) -> "Hello " + context.getInput(String.class) + "!")
 * 		.build()) {
 * 	hub.start();
 * 	String id = hub.client().scheduleNewOrchestrationInstance("Hello");
 * 	hub.client().waitForInstanceCompletion(id, Duration.ofSeconds(10), true);
 * }
 * }</pre>
 */
public final class TaskHub implements AutoCloseable {

	private final TaskHubStore store;

	private final EngineSettings settings;

	private final WorkerOptions options;

	private final @Nullable InstantSource clock;

	private final Supplier<WorkerRuntime> runtime;

	private final List<WorkerListener> listeners;

	private final InstanceWaiters waiters = new InstanceWaiters();

	private final DurableTaskClient client;

	private final HubEvents events = new HubEvents(this.waiters);

	// Read without the lock, since a stop holds that for as long as its grace
	private volatile @Nullable TaskHubWorker worker;

	private volatile boolean stopping;

	private TaskHub(Builder builder) {
		this.store = builder.store;
		this.settings = builder.settings();
		this.options = builder.options;
		this.clock = builder.clock;
		this.runtime = (builder.runtime != null) ? builder.runtime
				: () -> new ThreadRuntime(this.options.virtualThreads(), builder.classLoader, builder.threadCleaners);
		this.listeners = List.copyOf(builder.listeners);
		InstantSource clientClock = (this.clock != null) ? this.clock : InstantSource.system();
		this.client = new StoreDurableTaskClient(this.store,
				new ClientSettings(this.settings.functions(), this.settings.converter(), this.settings.limits(),
						this.settings.versioning().defaultVersion(), clientClock),
				this.waiters, CleanThreads.platform("durable-completions-", builder.classLoader));
	}

	/**
	 * Build a task hub in memory.
	 * @return a builder
	 */
	public static Builder inMemory() {
		return on(new InMemoryTaskHubStore());
	}

	/**
	 * Build a task hub on a store.
	 * @param store the store, which the task hub closes
	 * @return a builder
	 */
	public static Builder on(TaskHubStore store) {
		return new Builder(store);
	}

	/**
	 * Return the client, which works whether or not this task hub is started.
	 * @return the client
	 */
	public DurableTaskClient client() {
		return this.client;
	}

	public FunctionRegistry functions() {
		return this.settings.functions();
	}

	public TaskHubStore store() {
		return this.store;
	}

	public WorkerOptions options() {
		return this.options;
	}

	/**
	 * Start the worker, unless it is started.
	 */
	public synchronized void start() {
		if (this.worker == null) {
			TaskHubWorker started = new TaskHubWorker(this.store, this.settings, this.options, this.runtime.get(),
					this.clock, this.events, this.listeners);
			started.start();
			this.worker = started;
			this.stopping = false;
		}
	}

	/**
	 * Stop the worker, if it is started: begin no activity, wait for those that run,
	 * commit what they did, and give the partitions back, so that another node goes on at
	 * once.
	 * @param grace how long to wait for running activities; those that run longer are
	 * interrupted and repeated by the next owner
	 */
	public synchronized void stop(Duration grace) {
		TaskHubWorker current = this.worker;
		if (current != null) {
			this.stopping = true;
			this.waiters.stop();
			try {
				current.stop(grace);
				this.worker = null;
			}
			finally {
				this.waiters.stopped();
			}
		}
	}

	/**
	 * Return how full the worker is.
	 * @return the figures of this moment, or {@code null} if it is not started
	 */
	public @Nullable WorkerLoad load() {
		TaskHubWorker current = this.worker;
		return (current != null) ? current.load() : null;
	}

	public boolean isRunning() {
		return this.worker != null;
	}

	/**
	 * Return whether the worker was started and stops or has stopped.
	 * @return {@code true} from the beginning of a stop to the next start
	 */
	public boolean isStopping() {
		return this.stopping;
	}

	/**
	 * Return the partitions of this node in which a turn waits, but none has been
	 * committed for a lease.
	 * @return the partitions, none if the worker is not started
	 */
	public List<StalledPartition> stalledPartitions() {
		TaskHubWorker current = this.worker;
		return (current != null) ? current.stalledPartitions() : List.of();
	}

	/**
	 * Return whether others may have taken over what this node owns, for all that it
	 * knows: the store has accepted no beat of it for a lease. It begins no activities
	 * then.
	 * @return {@code true} if so, {@code false} if the worker is not started
	 */
	public boolean isLeaseInDoubt() {
		TaskHubWorker current = this.worker;
		return current != null && current.isLeaseInDoubt();
	}

	/**
	 * Return the partitions that this node owns.
	 * @return their numbers, none if the worker is not started
	 */
	public List<Integer> ownedPartitions() {
		TaskHubWorker current = this.worker;
		return (current != null) ? current.ownedPartitions() : List.of();
	}

	/**
	 * Return the activities that instances of this node have called although they are not
	 * registered here. Another node that has them goes on when it owns the instances.
	 * @return their names
	 */
	public Set<String> missingActivities() {
		return this.events.missingActivities();
	}

	public Limits limits() {
		return this.settings.limits();
	}

	/**
	 * Look for messages and due timers now, instead of at the next poll: for tests that
	 * have moved the clock.
	 */
	public void wakeUp() {
		TaskHubWorker current = this.worker;
		if (current != null) {
			current.wakeUp();
		}
	}

	/**
	 * Stop without waiting for activities, and close the store. Nobody waits for an
	 * instance any more: who tries to gets a {@link TaskHubStoppedException}.
	 */
	@Override
	public void close() {
		stop(Duration.ZERO);
		this.waiters.stop();
		this.client.close();
		this.store.close();
	}

	/**
	 * Builds a {@link TaskHub}.
	 */
	public static final class Builder extends OrchestrationsBuilder<Builder> {

		private final TaskHubStore store;

		private WorkerOptions options = WorkerOptions.defaults();

		private @Nullable InstantSource clock;

		private @Nullable Supplier<WorkerRuntime> runtime;

		private final List<WorkerListener> listeners = new ArrayList<>();

		private final List<Runnable> threadCleaners = new ArrayList<>();

		private @Nullable ClassLoader classLoader = Thread.currentThread().getContextClassLoader();

		private Builder(TaskHubStore store) {
			this.store = store;
		}

		@Override
		Builder self() {
			return this;
		}

		public Builder options(WorkerOptions workerOptions) {
			this.options = workerOptions;
			return this;
		}

		/**
		 * Set the clock instead of the store's own, for tests.
		 * @param instantSource the clock
		 * @return this builder
		 */
		public Builder clock(InstantSource instantSource) {
			this.clock = instantSource;
			return this;
		}

		/**
		 * Set the threads and the time of workers, for tests.
		 * @param workerRuntime creates them anew at each start
		 * @return this builder
		 */
		public Builder runtime(Supplier<WorkerRuntime> workerRuntime) {
			this.runtime = workerRuntime;
			return this;
		}

		public Builder addListener(WorkerListener listener) {
			this.listeners.add(listener);
			return this;
		}

		/**
		 * Set the context class loader of the threads that run user code, instead of that
		 * of the thread that creates this builder.
		 * @param contextClassLoader the class loader, which knows the application
		 * @return this builder
		 */
		public Builder classLoader(@Nullable ClassLoader contextClassLoader) {
			this.classLoader = contextClassLoader;
			return this;
		}

		/**
		 * Add something that frees the calling thread of what orchestrators and
		 * activities may leave on it, such as thread locals of a framework. It is called
		 * before and after each run of such code.
		 * @param cleaner the cleaner, which must be quick
		 * @return this builder
		 */
		public Builder addThreadCleaner(Runnable cleaner) {
			this.threadCleaners.add(cleaner);
			return this;
		}

		/**
		 * Build the task hub. It is not started.
		 * @return the task hub
		 */
		public TaskHub build() {
			return new TaskHub(this);
		}

	}

}
