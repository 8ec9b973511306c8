package io.durable.model;

import java.time.InstantSource;

import io.durable.store.TaskHubStore;
import io.durable.store.memory.InMemoryTaskHubStore;

/**
 * {@link ProgramTests} in memory.
 */
class InMemoryProgramTests extends ProgramTests {

	@Override
	protected TaskHubStore open(InstantSource clock) {
		return new InMemoryTaskHubStore(clock);
	}

	@Override
	protected int programs() {
		return Integer.getInteger("durable.model.programs", 10_000);
	}

}
