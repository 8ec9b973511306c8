package io.durable.hub;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

import io.durable.api.DataConverter;
import io.durable.api.ExceptionPropertiesProvider;
import io.durable.api.Limits;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.TaskActivity;
import io.durable.api.TaskOrchestration;
import io.durable.api.Versioning;
import io.durable.client.ClientSettings;
import io.durable.client.DurableTaskClient;
import io.durable.client.InstanceWaiters;
import io.durable.client.StoreDurableTaskClient;
import io.durable.engine.EngineSettings;
import io.durable.function.AnnotatedMethods;
import io.durable.function.FunctionRegistry;
import io.durable.function.FunctionRegistry.ActivityFunction;
import io.durable.function.FunctionRegistry.OrchestratorFunction;
import io.durable.serialization.JacksonDataConverter;
import io.durable.store.TaskHubStore;
import io.durable.store.memory.InMemoryTaskHubStore;
import io.durable.worker.TaskHubWorker;
import io.durable.worker.WorkerListener;
import io.durable.worker.WorkerOptions;
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

	private final List<WorkerListener> listeners;

	private final DurableTaskClient client;

	private final Set<String> missingActivities = new ConcurrentSkipListSet<>(String.CASE_INSENSITIVE_ORDER);

	// Read without the lock, since a stop holds that for as long as its grace
	private volatile @Nullable TaskHubWorker worker;

	private TaskHub(Builder builder) {
		this.store = builder.store;
		this.settings = new EngineSettings(builder.converter, builder.functions, builder.awaitGuard, builder.limits,
				builder.versioning, builder.failures, builder.failOnNonDeterminism);
		this.options = builder.options;
		this.clock = builder.clock;
		InstanceWaiters waiters = new InstanceWaiters();
		this.listeners = new ArrayList<>(builder.listeners);
		this.listeners.add(new WorkerListener() {

			@Override
			public void instanceChanged(String instanceId, String name, OrchestrationRuntimeStatus status) {
				waiters.signal(instanceId);
			}

			@Override
			public void activityMissing(String instanceId, String name) {
				TaskHub.this.missingActivities.add(name);
			}

		});
		InstantSource clientClock = (this.clock != null) ? this.clock : InstantSource.system();
		this.client = new StoreDurableTaskClient(this.store, new ClientSettings(builder.functions, builder.converter,
				builder.limits, builder.versioning.defaultVersion(), clientClock), waiters);
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
			TaskHubWorker started = new TaskHubWorker(this.store, this.settings, this.options, this.clock,
					this.listeners);
			started.start();
			this.worker = started;
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
			current.stop(grace);
			this.worker = null;
		}
	}

	public boolean isRunning() {
		return this.worker != null;
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
		return Set.copyOf(this.missingActivities);
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
	 * Stop without waiting for activities, and close the store.
	 */
	@Override
	public void close() {
		stop(Duration.ZERO);
		this.client.close();
		this.store.close();
	}

	/**
	 * Builds a {@link TaskHub}.
	 */
	public static final class Builder {

		private final TaskHubStore store;

		private FunctionRegistry functions = new FunctionRegistry();

		private DataConverter converter = new JacksonDataConverter();

		private WorkerOptions options = WorkerOptions.defaults();

		private Runnable awaitGuard = () -> {
		};

		private Limits limits = Limits.defaults();

		private Versioning versioning = Versioning.NONE;

		private ExceptionPropertiesProvider failures = (exception) -> Map.of();

		private boolean failOnNonDeterminism;

		private @Nullable InstantSource clock;

		private final List<WorkerListener> listeners = new ArrayList<>();

		private Builder(TaskHubStore store) {
			this.store = store;
		}

		/**
		 * Add an orchestrator.
		 * @param name its name
		 * @param orchestration its code
		 * @return this builder
		 */
		public Builder addOrchestration(String name, TaskOrchestration orchestration) {
			this.functions.add(new OrchestratorFunction(name, orchestration, orchestration.getClass().getName(), null));
			return this;
		}

		/**
		 * Add an activity.
		 * @param name its name
		 * @param activity its code
		 * @return this builder
		 */
		public Builder addActivity(String name, TaskActivity activity) {
			this.functions.add(new ActivityFunction(name, activity, activity.getClass().getName(), null));
			return this;
		}

		/**
		 * Add the methods of an object that are annotated with {@code @Orchestrator} or
		 * {@code @Activity}, as they stand in an application.
		 * @param bean the object
		 * @return this builder
		 * @throws io.durable.function.FunctionSignatureException if a signature cannot
		 * work
		 */
		public Builder addAnnotated(Object bean) {
			AnnotatedMethods.register(bean, this.functions);
			return this;
		}

		/**
		 * Use a registry that is filled elsewhere, instead of the functions added so far.
		 * @param registry the registry
		 * @return this builder
		 */
		public Builder functions(FunctionRegistry registry) {
			this.functions = registry;
			return this;
		}

		public Builder dataConverter(DataConverter dataConverter) {
			this.converter = dataConverter;
			return this;
		}

		public Builder options(WorkerOptions workerOptions) {
			this.options = workerOptions;
			return this;
		}

		public Builder limits(Limits newLimits) {
			this.limits = newLimits;
			return this;
		}

		public Builder versioning(Versioning newVersioning) {
			this.versioning = newVersioning;
			return this;
		}

		/**
		 * Set what is kept of an exception besides type, message and stack trace.
		 * @param provider says it
		 * @return this builder
		 */
		public Builder exceptionProperties(ExceptionPropertiesProvider provider) {
			this.failures = provider;
			return this;
		}

		/**
		 * Set what becomes of an instance whose code does not do what its history says.
		 * @param fail whether it fails, instead of being parked until code that fits is
		 * deployed
		 * @return this builder
		 */
		public Builder failOnNonDeterminism(boolean fail) {
			this.failOnNonDeterminism = fail;
			return this;
		}

		/**
		 * Set what is called before an orchestrator waits.
		 * @param guard throws if waiting is not allowed there
		 * @return this builder
		 */
		public Builder awaitGuard(Runnable guard) {
			this.awaitGuard = guard;
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

		public Builder addListener(WorkerListener listener) {
			this.listeners.add(listener);
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
