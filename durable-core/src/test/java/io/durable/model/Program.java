package io.durable.model;

import java.util.List;

/**
 * An orchestration as a tree. It has one or more generations, each of which continues as
 * the next.
 *
 * @param id its number in its scenario
 * @param generations what each generation does
 * @param explicitOutput whether it sets its output instead of returning it
 */
record Program(int id, List<Generation> generations, boolean explicitOutput) {

	/**
	 * A generation.
	 *
	 * @param steps what it does
	 * @param preserveEvents whether the next one gets the events that it has not consumed
	 */
	record Generation(List<Step> steps, boolean preserveEvents) {

	}

}
