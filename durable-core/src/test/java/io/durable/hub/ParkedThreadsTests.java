package io.durable.hub;

import java.util.OptionalLong;

import io.durable.worker.Residency;

/**
 * {@link OrchestrationTests} with threads parked from the first turn on.
 */
class ParkedThreadsTests extends OrchestrationTests {

	@Override
	Residency residency() {
		return new Residency(1 << 20, 1, 64, OptionalLong.empty());
	}

}
