package io.durable.model;

import java.time.Duration;

import io.durable.client.DurableTaskClient;

/**
 * A task hub whose time passes as a test lets it pass.
 */
interface Course {

	/**
	 * Return a client that no disturbance reaches.
	 * @return the client
	 */
	DurableTaskClient client();

	/**
	 * Let some time pass, in which something may go wrong.
	 */
	void pass();

	/**
	 * Return the time of the nodes.
	 * @return nanoseconds
	 */
	long nanoTime();

	/**
	 * Return when something counts as stuck.
	 * @return how long nothing may end
	 */
	Duration patience();

}
