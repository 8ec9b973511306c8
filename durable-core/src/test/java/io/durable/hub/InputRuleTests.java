package io.durable.hub;

/**
 * The rules of input with the store in memory.
 */
class InputRuleTests extends InputRuleScenarios {

}
