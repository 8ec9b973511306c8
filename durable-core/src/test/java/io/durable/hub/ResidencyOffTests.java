package io.durable.hub;

import io.durable.worker.Residency;

/**
 * {@link OrchestrationTests} with every turn read and replayed.
 */
class ResidencyOffTests extends OrchestrationTests {

	@Override
	Residency residency() {
		return Residency.off();
	}

}
