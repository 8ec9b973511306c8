package io.durable.hub;

/**
 * Failures with the store in memory.
 */
class FailureTests extends FailureScenarios {

}
