package io.durable.spring.boot.web;

/**
 * Ends an operation with a problem.
 */
final class ProblemException extends RuntimeException {

	private final Problem problem;

	ProblemException(Problem problem) {
		super(problem.detail());
		this.problem = problem;
	}

	Problem problem() {
		return this.problem;
	}

}
