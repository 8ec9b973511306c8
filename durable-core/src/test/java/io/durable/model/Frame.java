package io.durable.model;

import java.util.List;

/**
 * The input of a program.
 *
 * @param root the instance ID of the scenario
 * @param program the number of the program
 * @param generation the number of the generation, counted from zero
 * @param scope names the call of the program
 * @param calls how many calls the generations before have made
 * @param trace what they have observed
 */
record Frame(String root, int program, int generation, String scope, int calls, List<String> trace) {

	Frame next(int callsSoFar, List<String> traceSoFar) {
		return new Frame(this.root, this.program, this.generation + 1, this.scope, callsSoFar, traceSoFar);
	}

	Frame child(int childProgram, String childScope) {
		return new Frame(this.root, childProgram, 0, childScope, 0, List.of());
	}

}
