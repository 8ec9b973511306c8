package io.durable.concurrency;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

import io.durable.store.Checkpoint;
import io.durable.store.ClientStore;
import io.durable.store.InDoubtException;
import io.durable.store.PartitionLeases;
import io.durable.store.TaskHubDescription;
import io.durable.store.TaskHubStore;
import io.durable.store.TransientStoreException;
import io.durable.store.TurnCommit;
import io.durable.store.TurnOutcome;
import io.durable.store.WorkerStore;
import io.durable.store.memory.InMemoryTaskHubStore;

/**
 * A store in memory whose commits fail as a scenario says. It knows which instances are
 * marked as having open work, from what was committed. Everything but the commit is
 * passed on by reflection, so that it need not follow the interface.
 */
final class ScriptedStore implements TaskHubStore {

	private final TaskHubStore delegate = new InMemoryTaskHubStore();

	private final WorkerStore worker;

	private final Set<String> marked = new TreeSet<>();

	private volatile boolean exclusive = true;

	private volatile Consumer<String> onMarkRemoved = (instanceId) -> {
	};

	private Script script = (checkpoint) -> Fault.NONE;

	ScriptedStore() {
		WorkerStore inMemory = this.delegate.worker();
		this.worker = (WorkerStore) Proxy.newProxyInstance(ScriptedStore.class.getClassLoader(),
				new Class<?>[] { WorkerStore.class }, (proxy, method, arguments) -> {
					if (method.getName().equals("commit")) {
						return commit(inMemory, (Checkpoint) arguments[0]);
					}
					try {
						return method.invoke(inMemory, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
	}

	/**
	 * Say who hears of marks that are removed.
	 * @param listener is told the instance ID
	 */
	void onMarkRemoved(Consumer<String> listener) {
		this.onMarkRemoved = listener;
	}

	/**
	 * Let several nodes share the store.
	 * @return this store
	 */
	ScriptedStore shared() {
		this.exclusive = false;
		return this;
	}

	/**
	 * Take all leases away, and give them back at once.
	 */
	void takeLeasesAway() {
		leases().release(leases().take("thief", leases().owners()));
	}

	/**
	 * Say what goes wrong.
	 * @param newScript is asked at each commit
	 * @return this store
	 */
	ScriptedStore script(Script newScript) {
		synchronized (this.marked) {
			this.script = newScript;
		}
		return this;
	}

	/**
	 * Let one commit go wrong.
	 * @param number which one, counted from one
	 * @param fault how
	 * @return this store
	 */
	ScriptedStore at(int number, Fault fault) {
		int[] commits = new int[1];
		return script((checkpoint) -> (++commits[0] == number) ? fault : Fault.NONE);
	}

	/**
	 * Return the instances that the next owner would look at.
	 * @return their IDs
	 */
	Set<String> marked() {
		synchronized (this.marked) {
			return Set.copyOf(this.marked);
		}
	}

	private List<TurnOutcome> commit(WorkerStore inMemory, Checkpoint checkpoint) {
		Fault fault;
		synchronized (this.marked) {
			fault = this.script.faultOf(checkpoint);
		}
		switch (fault) {
			case TRANSIENT -> throw new TransientStoreException("injected", null);
			case ERROR -> throw new OutOfMemoryError("injected");
			case IN_DOUBT_AND_LOST -> throw new InDoubtException("injected", null);
			case STALE -> {
				return checkpoint.turns().stream().map((turn) -> TurnOutcome.STALE).toList();
			}
			default -> {
			}
		}
		List<TurnOutcome> outcomes = new ArrayList<>(inMemory.commit(checkpoint));
		note(checkpoint.turns(), outcomes);
		if (fault == Fault.IN_DOUBT) {
			throw new InDoubtException("injected", null);
		}
		if (fault == Fault.ERROR_AFTERWARDS) {
			throw new OutOfMemoryError("injected");
		}
		return outcomes;
	}

	private void note(List<TurnCommit> turns, List<TurnOutcome> outcomes) {
		synchronized (this.marked) {
			for (int i = 0; i < turns.size(); i++) {
				if (outcomes.get(i).kind() == TurnOutcome.Kind.COMMITTED) {
					String instanceId = turns.get(i).instanceId();
					switch (turns.get(i).openMark()) {
						case SET -> this.marked.add(instanceId);
						case CLEAR -> {
							if (this.marked.remove(instanceId)) {
								this.onMarkRemoved.accept(instanceId);
							}
						}
						case KEEP -> {
						}
					}
				}
			}
		}
	}

	@Override
	public TaskHubDescription description() {
		TaskHubDescription hub = this.delegate.description();
		return new TaskHubDescription(hub.kind(), hub.location(), hub.schemaVersion(), hub.partitionCount(),
				this.exclusive, hub.volatileData());
	}

	@Override
	public ClientStore client() {
		return this.delegate.client();
	}

	@Override
	public WorkerStore worker() {
		return this.worker;
	}

	@Override
	public PartitionLeases leases() {
		return this.delegate.leases();
	}

	@Override
	public void setMessageListener(MessageListener listener) {
		this.delegate.setMessageListener(listener);
	}

	@Override
	public void close() {
		// Several task hubs may share it
	}

	/**
	 * Says what goes wrong.
	 */
	@FunctionalInterface
	interface Script {

		Fault faultOf(Checkpoint checkpoint);

	}

	/**
	 * How a commit goes wrong.
	 */
	enum Fault {

		/** Not at all. */
		NONE,
		/** Nothing is committed, it may be tried again. */
		TRANSIENT,
		/** Nothing is committed, the turns are to be computed anew. */
		STALE,
		/** It is committed, but nobody is told. */
		IN_DOUBT,
		/** Nothing is committed, and nobody is told. */
		IN_DOUBT_AND_LOST,
		/** Nothing is committed, memory has run out. */
		ERROR,
		/** It is committed, but memory has run out. */
		ERROR_AFTERWARDS

	}

}
