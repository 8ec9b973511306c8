package io.durable.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What a reference run knows of an operand: how it ends, if it ends.
 *
 * @param name what a cancellation calls it
 * @param value its result, or {@code null}
 * @param failure its failure, or {@code null}
 * @param never whether it does not end
 * @param works the calls that have come to their end when it has
 */
record Outcome(String name, String value, RuntimeException failure, boolean never, List<Work> works) {

	static Outcome value(String name, String value, Work... works) {
		return new Outcome(name, value, null, false, List.of(works));
	}

	static Outcome failure(String name, RuntimeException failure, List<Work> works) {
		return new Outcome(name, null, failure, false, works);
	}

	static Outcome never(String name) {
		return new Outcome(name, null, null, true, List.of());
	}

	Outcome map(UnaryOperator<String> function) {
		return new Outcome(this.name, (this.value != null) ? function.apply(this.value) : null, this.failure,
				this.never, this.works);
	}

	String get() {
		if (this.never) {
			throw new IllegalStateException("The generator lets a program wait for ever");
		}
		settle();
		if (this.failure != null) {
			throw this.failure;
		}
		return this.value;
	}

	void settle() {
		this.works.forEach((work) -> work.settled = true);
	}

	static List<Work> works(List<Outcome> outcomes) {
		List<Work> works = new ArrayList<>();
		outcomes.forEach((outcome) -> works.addAll(outcome.works()));
		return works;
	}

	/**
	 * A call of an activity.
	 */
	static final class Work {

		final Call call;

		final boolean ofRoot;

		boolean lastGeneration;

		boolean inOrder;

		boolean settled;

		int attempts;

		Work(Call call, boolean ofRoot) {
			this.call = call;
			this.ofRoot = ofRoot;
		}

		Activities.Expected expected(boolean calm) {
			boolean begun = this.ofRoot && (calm || this.lastGeneration);
			return new Activities.Expected(this.call, this.attempts, this.settled ? this.attempts : (begun ? 1 : 0),
					this.inOrder && this.settled);
		}

	}

}
