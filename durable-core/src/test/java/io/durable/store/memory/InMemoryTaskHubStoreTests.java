package io.durable.store.memory;

import io.durable.store.TaskHubStore;
import io.durable.store.TaskHubStoreContractTests;

/**
 * The contract, in memory.
 */
class InMemoryTaskHubStoreTests extends TaskHubStoreContractTests {

	private InMemoryTaskHubStore store = new InMemoryTaskHubStore();

	@Override
	protected TaskHubStore openNew() {
		this.store = new InMemoryTaskHubStore();
		return this.store;
	}

	@Override
	protected TaskHubStore openAgain() {
		return this.store;
	}

}
