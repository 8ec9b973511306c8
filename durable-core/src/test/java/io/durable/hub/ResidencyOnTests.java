package io.durable.hub;

import io.durable.worker.Residency;

/**
 * {@link OrchestrationTests} with histories cached and replayed.
 */
class ResidencyOnTests extends OrchestrationTests {

	@Override
	Residency residency() {
		return Residency.on();
	}

}
