package io.durable.store.memory;

import io.durable.store.FenceTests;
import io.durable.store.TaskHubStore;

/**
 * {@link FenceTests} in memory.
 */
class InMemoryFenceTests extends FenceTests {

	@Override
	protected TaskHubStore openNew() {
		return new InMemoryTaskHubStore();
	}

}
