package io.durable.model;

import java.time.InstantSource;

import io.durable.store.TaskHubStore;
import io.durable.store.memory.InMemoryTaskHubStore;

/**
 * {@link EventStreamTests} in memory.
 */
class InMemoryEventStreamTests extends EventStreamTests {

	@Override
	protected TaskHubStore open(InstantSource clock) {
		return new InMemoryTaskHubStore(clock);
	}

	@Override
	protected int consumers() {
		return 100;
	}

}
