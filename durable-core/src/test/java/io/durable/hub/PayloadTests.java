package io.durable.hub;

import io.durable.worker.Residency;
import org.junit.jupiter.api.Nested;

/**
 * Payloads with the store in memory, replayed at every turn and not at all.
 */
class PayloadTests {

	@Nested
	class Replayed extends PayloadScenarios {

		@Override
		protected Residency residency() {
			return Residency.off();
		}

	}

	@Nested
	class Live extends PayloadScenarios {

		@Override
		protected Residency residency() {
			return new Residency(1 << 20, 0, 64, java.util.OptionalLong.empty());
		}

	}

}
