package io.durable.model;

/**
 * The input of an activity.
 *
 * @param root the instance ID of the scenario
 * @param key which call it is: the number of the call in its program, after that of the
 * program's own call
 * @param failures how many attempts fail
 * @param nonRetriable whether they fail for good
 * @param data what else it is told
 */
record Call(String root, String key, int failures, boolean nonRetriable, String data) {

}
