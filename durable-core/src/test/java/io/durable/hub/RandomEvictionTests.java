package io.durable.hub;

import java.security.SecureRandom;

import io.durable.worker.Residency;
import org.junit.jupiter.api.BeforeAll;

/**
 * {@link OrchestrationTests} with eviction at random.
 */
class RandomEvictionTests extends OrchestrationTests {

	private static final long SEED = new SecureRandom().nextLong();

	@BeforeAll
	static void printSeed() {
		System.out.println("Seed of RandomEvictionTests: " + SEED);
	}

	@Override
	Residency residency() {
		return Residency.random(SEED, 4);
	}

}
