package io.durable.simulation;

import io.durable.hub.TaskHub;

/**
 * A node of a simulated cluster.
 *
 * @param hub the node
 * @param runtime its threads and time
 * @param store its view of the store
 */
record SimulatedNode(TaskHub hub, SimulatedRuntime runtime, SimulatedStore store) {

}
