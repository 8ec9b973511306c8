package io.durable.simulation;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

import io.durable.store.Checkpoint;
import io.durable.store.ClientStore;
import io.durable.store.InDoubtException;
import io.durable.store.InboxMessage;
import io.durable.store.NewInstance;
import io.durable.store.PartitionLeases;
import io.durable.store.TaskHubDescription;
import io.durable.store.TaskHubStore;
import io.durable.store.TransientStoreException;
import io.durable.store.WorkerStore;
import io.durable.store.key.ExecutionIds;

/**
 * The store as one process sees it: its calls fail, last while others go on, or end with
 * an {@code Error}, and it is told of messages that it has committed itself, or of none.
 */
final class SimulatedStore implements TaskHubStore {

	private static final MessageListener NOBODY = (messages) -> {
	};

	private final Simulation simulation;

	private final Announcements data;

	private final Disturbances disturbances;

	private final boolean exclusive;

	private final boolean notifies;

	private final ExecutionIds executionIds;

	private MessageListener listener = NOBODY;

	private long commits;

	private long crashAt = Long.MAX_VALUE;

	SimulatedStore(Simulation simulation, Announcements data, Disturbances disturbances, boolean exclusive,
			boolean notifies) {
		this.simulation = simulation;
		this.data = data;
		this.disturbances = disturbances;
		this.exclusive = exclusive;
		this.notifies = notifies;
		this.executionIds = new ExecutionIds(simulation.clock(), () -> simulation.random().nextLong());
	}

	/**
	 * Let a commit happen, but report nothing of it and do nothing any more.
	 * @param fromNow the number of the commit, counted from now
	 */
	void crashAt(int fromNow) {
		this.crashAt = this.commits + fromNow;
	}

	boolean willCrash() {
		return this.crashAt != Long.MAX_VALUE;
	}

	boolean hasCrashed() {
		return this.commits >= this.crashAt;
	}

	void crash() {
		this.crashAt = this.commits;
	}

	private void refuseIfCrashed() {
		if (hasCrashed()) {
			throw new TransientStoreException("crashed", null);
		}
	}

	private void mayFail() {
		refuseIfCrashed();
		this.simulation.interleave(this.disturbances.interleaving());
		refuseIfCrashed();
		if (this.simulation.chance(this.disturbances.faults())) {
			this.simulation.note("fault", 0);
			throw new TransientStoreException("injected", null);
		}
	}

	private void mayEndWithError() {
		if (this.simulation.chance(this.disturbances.errors())) {
			this.simulation.note("error", 0);
			throw new OutOfMemoryError("injected");
		}
	}

	private Object call(Object target, Method method, Object[] arguments) throws Throwable {
		this.simulation.note(method.getName(), 0);
		awaitAnswer();
		if ("commit".equals(method.getName())) {
			return commit((WorkerStore) target, (Checkpoint) arguments[0]);
		}
		boolean worker = target instanceof WorkerStore;
		mayFail();
		if (worker) {
			mayEndWithError();
		}
		Object result = this.data.as(this.listener, () -> invoke(target, method, arguments));
		this.simulation.interleave(this.disturbances.interleaving());
		refuseIfCrashed();
		if (this.simulation.chance(this.disturbances.faults())) {
			throw new TransientStoreException("injected afterwards", null);
		}
		return result;
	}

	private Object commit(WorkerStore target, Checkpoint checkpoint) {
		mayFail();
		mayEndWithError();
		boolean last = ++this.commits >= this.crashAt;
		Object outcomes = this.data.as(last ? NOBODY : this.listener, () -> target.commit(checkpoint));
		checkpoint.turns().forEach((turn) -> this.simulation.note(turn.instanceId(), turn.events().size()));
		this.simulation.interleave(this.disturbances.interleaving());
		refuseIfCrashed();
		mayEndWithError();
		if (this.simulation.chance(this.disturbances.faults())) {
			this.simulation.note("doubt", 0);
			throw new InDoubtException("injected", null);
		}
		return outcomes;
	}

	// While the store stands still, nobody gets an answer
	private void awaitAnswer() {
		long left = this.data.pausedUntil - this.simulation.nanoTime();
		if (left > 0) {
			this.simulation.await(() -> false, Duration.ofNanos(left));
		}
	}

	private static Object invoke(Object target, Method method, Object[] arguments) {
		try {
			return method.invoke(target, arguments);
		}
		catch (InvocationTargetException ex) {
			if (ex.getCause() instanceof RuntimeException failure) {
				throw failure;
			}
			throw new IllegalStateException(ex);
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@SuppressWarnings("unchecked")
	private <T> T proxy(Class<T> type, T target) {
		return (T) Proxy.newProxyInstance(SimulatedStore.class.getClassLoader(), new Class<?>[] { type },
				(proxy, method, arguments) -> call(target, method, arguments));
	}

	@Override
	public TaskHubDescription description() {
		TaskHubDescription hub = this.data.store().description();
		return new TaskHubDescription(hub.kind(), hub.location(), hub.schemaVersion(), hub.partitionCount(),
				this.exclusive, hub.volatileData());
	}

	@Override
	public ClientStore client() {
		return proxy(ClientStore.class, this.data.store().client());
	}

	/**
	 * Return a store for a client: it does not fail, and its execution IDs come from the
	 * seed.
	 * @return the store
	 */
	TaskHubStore forClient() {
		ClientStore target = this.data.store().client();
		ClientStore client = (ClientStore) Proxy.newProxyInstance(SimulatedStore.class.getClassLoader(),
				new Class<?>[] { ClientStore.class }, (proxy, method, arguments) -> {
					if ("start".equals(method.getName())) {
						arguments[0] = renamed((NewInstance) arguments[0], this.executionIds.next());
					}
					return this.data.as(this.listener, () -> invoke(target, method, arguments));
				});
		return (TaskHubStore) Proxy.newProxyInstance(SimulatedStore.class.getClassLoader(),
				new Class<?>[] { TaskHubStore.class }, (proxy, method, arguments) -> "client".equals(method.getName())
						? client : invoke(this, method, arguments));
	}

	private static NewInstance renamed(NewInstance instance, UUID executionId) {
		return new NewInstance(instance.partition(), instance.instanceId(), executionId, executionId,
				instance.started(), instance.events(), instance.replaceable());
	}

	@Override
	public WorkerStore worker() {
		WorkerStore target = this.data.store().worker();
		return proxy(WorkerStore.class, target);
	}

	@Override
	public PartitionLeases leases() {
		return proxy(PartitionLeases.class, this.data.store().leases());
	}

	@Override
	public void setMessageListener(MessageListener newListener) {
		this.listener = this.notifies ? (messages) -> {
			this.simulation.interleave(this.disturbances.interleaving());
			if (!hasCrashed()) {
				newListener.onMessages(messages);
			}
		} : NOBODY;
	}

	void announce(List<InboxMessage> messages) {
		this.listener.onMessages(messages);
	}

	@Override
	public void close() {
	}

	/**
	 * The data, and who is told of messages that are committed now.
	 */
	static final class Announcements {

		private final TaskHubStore store;

		private MessageListener committing = NOBODY;

		private long pausedUntil;

		Announcements(TaskHubStore store) {
			this.store = store;
			store.setMessageListener((messages) -> told(messages));
		}

		private void told(List<InboxMessage> messages) {
			this.committing.onMessages(messages);
		}

		TaskHubStore store() {
			return this.store;
		}

		void pauseUntil(long nanoTime) {
			this.pausedUntil = nanoTime;
		}

		<T> T as(MessageListener listener, Supplier<T> call) {
			MessageListener before = this.committing;
			this.committing = listener;
			try {
				return call.get();
			}
			finally {
				this.committing = before;
			}
		}

	}

}
