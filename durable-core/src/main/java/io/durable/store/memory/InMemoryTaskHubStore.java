package io.durable.store.memory;

import java.time.InstantSource;

import io.durable.store.ClientStore;
import io.durable.store.PartitionLeases;
import io.durable.store.TaskHubDescription;
import io.durable.store.TaskHubStore;
import io.durable.store.WorkerStore;

/**
 * A task hub in memory. It keeps the same contract as the stores in databases, except
 * that it takes no part in transactions; its instances are lost with the object.
 */
public final class InMemoryTaskHubStore implements TaskHubStore {

	private static final int PARTITIONS = 8;

	private final MemoryTables tables;

	private final ClientStore client;

	private final WorkerStore worker;

	private final PartitionLeases leases;

	public InMemoryTaskHubStore() {
		this(InstantSource.system());
	}

	/**
	 * Create an empty store.
	 * @param clock the clock that timers are compared with
	 */
	public InMemoryTaskHubStore(InstantSource clock) {
		this.tables = new MemoryTables(PARTITIONS, clock);
		this.client = new MemoryClientStore(this.tables);
		this.worker = new MemoryWorkerStore(this.tables);
		this.leases = new MemoryPartitionLeases(this.tables);
	}

	@Override
	public TaskHubDescription description() {
		return new TaskHubDescription("memory", "this process", 1, PARTITIONS, true, true);
	}

	@Override
	public ClientStore client() {
		return this.client;
	}

	@Override
	public WorkerStore worker() {
		return this.worker;
	}

	@Override
	public PartitionLeases leases() {
		return this.leases;
	}

	@Override
	public void setMessageListener(MessageListener listener) {
		this.tables.setMessageListener(listener);
	}

	@Override
	public void close() {
		setMessageListener((messages) -> {
		});
	}

}
