package io.durable.hub;

import io.durable.worker.Residency;
import org.junit.jupiter.api.Nested;

/**
 * Rewinds with the store in memory, with several residencies.
 */
class RewindTests {

	@Nested
	class WithoutMemory extends RewindScenarios {

		@Override
		protected Residency residency() {
			return Residency.off();
		}

	}

	@Nested
	class WithMemory extends RewindScenarios {

		@Override
		protected Residency residency() {
			return Residency.on();
		}

	}

	@Nested
	class WithParkedThreads extends RewindScenarios {

		@Override
		protected Residency residency() {
			return new Residency(1 << 20, 0, 64, java.util.OptionalLong.empty());
		}

	}

}
