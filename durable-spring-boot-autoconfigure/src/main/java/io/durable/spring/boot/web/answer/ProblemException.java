package io.durable.spring.boot.web.answer;

/**
 * Ends an operation with a problem.
 */
public final class ProblemException extends RuntimeException {

	private final Problem problem;

	public ProblemException(Problem problem) {
		super(problem.detail());
		this.problem = problem;
	}

	public Problem problem() {
		return this.problem;
	}

}
