package io.durable.store.memory;

import io.durable.store.ClientStoreContractTests;
import io.durable.store.TaskHubStore;

/**
 * The contract of clients, in memory.
 */
class InMemoryClientStoreTests extends ClientStoreContractTests {

	@Override
	protected TaskHubStore openNew() {
		return new InMemoryTaskHubStore();
	}

}
