package io.durable.hub;

/**
 * What clients can do, with the store in memory.
 */
class ManagementTests extends ManagementScenarios {

}
