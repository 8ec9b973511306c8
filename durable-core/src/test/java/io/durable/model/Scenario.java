package io.durable.model;

import java.util.List;
import java.util.Map;

/**
 * A program with what a client does for it.
 *
 * @param seed what it was generated from
 * @param root the program
 * @param programs the program and those that it calls, by their number
 * @param earlyEvents how many events are raised at once, by name
 */
record Scenario(long seed, Program root, List<Program> programs, Map<String, Integer> earlyEvents) {

	boolean asksClient() {
		return this.root.toString().contains("source=STATUS");
	}

}
