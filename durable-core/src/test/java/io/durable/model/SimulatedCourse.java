package io.durable.model;

import java.time.Duration;

import io.durable.client.DurableTaskClient;
import io.durable.simulation.SimulatedCluster;

/**
 * The course of a simulated cluster.
 */
final class SimulatedCourse implements Course {

	private final SimulatedCluster cluster;

	SimulatedCourse(SimulatedCluster cluster) {
		this.cluster = cluster;
	}

	@Override
	public DurableTaskClient client() {
		return this.cluster.client();
	}

	@Override
	public void pass() {
		this.cluster.pass();
	}

	// Between two jumps of the clock some time passes, and retries of retries take many
	@Override
	public Duration patience() {
		return Duration.ofHours(1);
	}

	@Override
	public long nanoTime() {
		return this.cluster.nanoTime();
	}

}
