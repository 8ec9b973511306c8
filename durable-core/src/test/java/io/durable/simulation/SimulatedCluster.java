package io.durable.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.TaskActivity;
import io.durable.api.TaskOrchestration;
import io.durable.client.DurableTaskClient;
import io.durable.function.FunctionRegistry;
import io.durable.function.FunctionRegistry.ActivityFunction;
import io.durable.function.FunctionRegistry.OrchestratorFunction;
import io.durable.hub.TaskHub;
import io.durable.store.InboxMessage;
import io.durable.store.InboxRead;
import io.durable.store.TaskHubStore;
import io.durable.store.memory.InMemoryTaskHubStore;
import io.durable.worker.Residency;
import io.durable.worker.WorkerListener;
import io.durable.worker.WorkerOptions;

/**
 * Nodes over one store in memory, in a simulation: they crash, stop, stand still and lose
 * their leases, and others take their place. {@link #pass()} lets something happen.
 */
public final class SimulatedCluster implements AutoCloseable {

	static final Duration LEASE = Duration.ofSeconds(10);

	private static final Duration LONGEST_JUMP = Duration.ofMinutes(40);

	private static final int STEPS = 60;

	private final Simulation simulation;

	private final FunctionRegistry functions;

	private final Residency residency;

	private final Disturbances disturbances;

	private final boolean exclusive;

	private final SimulatedStore.Announcements data;

	private final DurableTaskClient client;

	private final List<SimulatedNode> nodes = new ArrayList<>();

	private final List<SimulatedRuntime> runtimes = new ArrayList<>();

	private int started;

	private int starting;

	private int stopping;

	private int crashes;

	private int stops;

	private int thefts;

	private int freezes;

	/**
	 * Create a cluster without a node.
	 * @param simulation the world
	 * @param functions the functions
	 * @param residency what stays in memory
	 * @param disturbances what goes wrong
	 */
	public SimulatedCluster(Simulation simulation, FunctionRegistry functions, Residency residency,
			Disturbances disturbances) {
		this.simulation = simulation;
		this.residency = residency;
		this.disturbances = disturbances;
		this.functions = disturbed(functions);
		this.exclusive = disturbances.nodes() == 1 && simulation.random().nextBoolean();
		this.data = new SimulatedStore.Announcements(new InMemoryTaskHubStore(simulation.clock()));
		SimulatedStore view = new SimulatedStore(simulation, this.data, Disturbances.none(), this.exclusive, true);
		view.setMessageListener(this::announce);
		this.client = TaskHub.on(view.forClient()).functions(this.functions).clock(simulation.clock()).build().client();
	}

	// A client is part of some node
	private void announce(List<InboxMessage> messages) {
		if (!this.nodes.isEmpty()) {
			this.nodes.get(this.simulation.random().nextInt(this.nodes.size())).store().announce(messages);
		}
	}

	// Activities take their time, orchestrators run out of memory
	private FunctionRegistry disturbed(FunctionRegistry plain) {
		FunctionRegistry result = new FunctionRegistry();
		plain.orchestratorNames().forEach((name) -> {
			TaskOrchestration code = plain.orchestrator(name).code();
			result.add(new OrchestratorFunction(name, (context) -> {
				mayRunOutOfMemory();
				return code.run(context);
			}, "simulation", null));
		});
		plain.activityNames().forEach((name) -> {
			TaskActivity code = plain.activity(name).code();
			result.add(new ActivityFunction(name, (context) -> {
				linger();
				Object output = code.run(context);
				linger();
				return output;
			}, "simulation", null));
		});
		return result;
	}

	private void mayRunOutOfMemory() {
		if (this.simulation.chance(this.disturbances.outOfMemory())) {
			throw new OutOfMemoryError("injected");
		}
	}

	private void linger() {
		if (this.simulation.chance(this.disturbances.interleaving() / 4)) {
			this.simulation.pause(Duration.ofMillis(this.simulation.random().nextInt(3000)));
		}
	}

	public TaskHubStore store() {
		return this.data.store();
	}

	/**
	 * Return a client that no disturbance reaches.
	 * @return the client
	 */
	public DurableTaskClient client() {
		return this.client;
	}

	/**
	 * Start the nodes.
	 */
	public void start() {
		for (int i = 0; i < this.disturbances.nodes(); i++) {
			startNode();
		}
	}

	private void startNode() {
		SimulatedRuntime runtime = new SimulatedRuntime(this.simulation, ++this.started);
		this.runtimes.add(runtime);
		SimulatedStore store = new SimulatedStore(this.simulation, this.data, this.disturbances, this.exclusive,
				this.simulation.random().nextInt(4) > 0);
		TaskHub.Builder builder = TaskHub.on(store)
			.functions(this.functions)
			.options(options())
			.runtime(() -> runtime)
			.addListener(new ThrowingListener());
		if (this.simulation.random().nextInt(4) > 0) {
			builder.clock(this.simulation.clock());
		}
		SimulatedNode node = new SimulatedNode(builder.build(), runtime, store);
		this.starting++;
		this.simulation.spawn(runtime, "start", () -> start(node));
	}

	private void start(SimulatedNode node) {
		try {
			node.hub().start();
			this.nodes.add(node);
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			// The application would not come up, and would be started again
			node.store().crash();
			stop(node, Duration.ZERO);
			startNode();
		}
		finally {
			this.starting--;
		}
	}

	private WorkerOptions options() {
		return WorkerOptions.defaults()
			.withNode("node-" + this.started, LEASE)
			.withOrchestratorThreads(3)
			.withActivityThreads(1 + this.simulation.random().nextInt(6))
			.withBatches(1 + this.simulation.random().nextInt(64), 1 + this.simulation.random().nextInt(5))
			.withMemory((1 + this.simulation.random().nextInt(3)) << 20)
			.withResidency(this.residency);
	}

	// ---- what happens

	/**
	 * Let something happen, and perhaps something go wrong.
	 */
	public void pass() {
		int count = 1 + this.simulation.random().nextInt(STEPS);
		boolean busy = true;
		while (count-- > 0 && busy) {
			busy = this.simulation.step();
		}
		disturb();
		if (busy) {
			return;
		}
		if (this.simulation.random().nextBoolean()) {
			this.simulation.jump(Duration.ofMillis(1 + this.simulation.random().nextLong(LONGEST_JUMP.toMillis())));
			this.nodes.forEach((node) -> node.hub().wakeUp());
		}
		else {
			this.simulation.go();
		}
	}

	/**
	 * Let things happen until a condition holds.
	 * @param condition the condition
	 * @param atMost how long that may take, in the time of the simulation
	 * @return whether it holds
	 */
	public boolean passUntil(BooleanSupplier condition, Duration atMost) {
		long end = this.simulation.nanoTime() + atMost.toNanos();
		while (!condition.getAsBoolean()) {
			if (this.simulation.nanoTime() > end) {
				return false;
			}
			pass();
		}
		return true;
	}

	/**
	 * Stop a node and let another one take its place.
	 * @param grace how long it may wait for its activities
	 */
	public void replaceOne(Duration grace) {
		replace(this.nodes.get(0), grace);
	}

	/**
	 * Let the store answer none of its nodes for a while, as if its machine were paused.
	 * @param duration how long
	 */
	public void pauseStore(Duration duration) {
		this.data.pauseUntil(this.simulation.nanoTime() + duration.toNanos());
	}

	public int stopping() {
		return this.stopping;
	}

	/**
	 * Return what is in the store although nobody needs it, once all instances have
	 * ended: instances that have not, marks of open work, messages and timers.
	 * @return what is left
	 */
	public List<Object> left() {
		List<Object> left = new ArrayList<>();
		store().client().countByStatus().forEach((status, count) -> {
			if (!status.isTerminal()) {
				left.add(status + " " + count);
			}
		});
		List<Integer> partitions = IntStream.range(0, store().description().partitionCount()).boxed().toList();
		partitions.forEach((partition) -> left.addAll(store().worker().openInstances(partition, null, 1000)));
		left.addAll(store().worker().readInbox(InboxRead.all(partitions, 0, 10, Long.MAX_VALUE)).messages());
		left.addAll(store().worker().readTimers(partitions, null, Instant.MAX, 10));
		return left;
	}

	private void disturb() {
		for (SimulatedNode node : List.copyOf(this.nodes)) {
			if (node.store().hasCrashed()) {
				replace(node, Duration.ZERO);
			}
		}
		if (this.nodes.isEmpty()) {
			return;
		}
		SimulatedNode any = this.nodes.get(this.simulation.random().nextInt(this.nodes.size()));
		if (this.simulation.chance(this.disturbances.crashes()) && !any.store().willCrash()) {
			any.store().crashAt(1 + this.simulation.random().nextInt(4));
			this.crashes++;
		}
		if (this.simulation.chance(this.disturbances.stops())) {
			this.stops++;
			replace(any, this.simulation.random().nextBoolean() ? Duration.ZERO
					: Duration.ofMillis(this.simulation.random().nextInt(10_000)));
		}
		if (this.simulation.chance(this.disturbances.freezes())) {
			this.freezes++;
			any.runtime().freeze(Duration.ofMillis(this.simulation.random().nextLong(2 * LEASE.toMillis())));
		}
		if (this.simulation.chance(this.disturbances.thefts())) {
			this.thefts++;
			// Somebody takes everything, and gives it back at once
			store().leases().release(store().leases().take("thief", store().leases().owners()));
		}
	}

	// Another node begins before or after this one has ended
	private void replace(SimulatedNode node, Duration grace) {
		this.nodes.remove(node);
		boolean after = this.exclusive || this.simulation.random().nextBoolean();
		if (!after) {
			startNode();
		}
		this.simulation.note("replace", grace.toMillis());
		this.stopping++;
		this.simulation.spawn(node.runtime(), "stop", () -> {
			stop(node, grace);
			this.stopping--;
			if (after) {
				startNode();
			}
		});
	}

	private void stop(SimulatedNode node, Duration grace) {
		node.hub().stop(grace);
	}

	public long nanoTime() {
		return this.simulation.nanoTime();
	}

	@Override
	public String toString() {
		return "%d nodes, %d crashes, %d stops, %d freezes, %d times all leases lost, %d steps".formatted(this.started,
				this.crashes, this.stops, this.freezes, this.thefts, this.simulation.steps());
	}

	@Override
	public void close() {
		List<SimulatedNode> left = List.copyOf(this.nodes);
		this.nodes.clear();
		left.forEach((node) -> stop(node, Duration.ZERO));
		while ((this.starting > 0 || this.stopping > 0 || !this.nodes.isEmpty()) && this.simulation.go()) {
			// A stop may put another node in its place, and one may just be starting
			List<SimulatedNode> more = List.copyOf(this.nodes);
			this.nodes.clear();
			more.forEach((node) -> stop(node, Duration.ZERO));
		}
	}

	/**
	 * Return the threads of orchestrators that have stayed although their node has
	 * stopped.
	 * @return how many there are
	 */
	public int lostThreads() {
		while (this.simulation.go()) {
			// What is still to unwind, on a node that stands still too
		}
		return this.runtimes.stream().mapToInt((runtime) -> runtime.residents().size()).sum();
	}

	/**
	 * Throws what listeners of an application might throw.
	 */
	private final class ThrowingListener implements WorkerListener {

		private void mayThrow() {
			if (SimulatedCluster.this.simulation.chance(SimulatedCluster.this.disturbances.errors())) {
				throw new IllegalStateException("injected");
			}
		}

		@Override
		public void instanceChanged(String instanceId, String name, OrchestrationRuntimeStatus status) {
			mayThrow();
		}

		@Override
		public void activityEnded(String name, boolean succeeded, Duration duration) {
			mayThrow();
		}

		@Override
		public void checkpointCommitted(int turns, Duration duration) {
			mayThrow();
		}

	}

}
