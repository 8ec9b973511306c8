package io.durable.model;

import java.util.List;

/**
 * A statement of a program.
 */
sealed interface Step {

	void accept(Visitor visitor);

	/**
	 * Start something and wait for its end.
	 *
	 * @param operand what
	 */
	record Await(Operand operand) implements Step {

		@Override
		public void accept(Visitor visitor) {
			visitor.await(this);
		}

	}

	/**
	 * Start something, do other things, then wait for its end.
	 *
	 * @param operand what
	 * @param meanwhile the other things
	 */
	record Overlap(Operand operand, List<Step> meanwhile) implements Step {

		@Override
		public void accept(Visitor visitor) {
			visitor.overlap(this);
		}

	}

	/**
	 * Start something that nobody waits for.
	 *
	 * @param operand what
	 */
	record Abandon(Operand operand) implements Step {

		@Override
		public void accept(Visitor visitor) {
			visitor.abandon(this);
		}

	}

	/**
	 * Start something that cannot end meanwhile, do other things, then cancel it and wait
	 * for it.
	 *
	 * @param operand what
	 * @param meanwhile the other things
	 */
	record Cancel(Operand operand, List<Step> meanwhile) implements Step {

		@Override
		public void accept(Visitor visitor) {
			visitor.cancel(this);
		}

	}

	/**
	 * Do something, and something else if it fails.
	 *
	 * @param body what
	 * @param handler what else
	 */
	record Try(List<Step> body, List<Step> handler) implements Step {

		@Override
		public void accept(Visitor visitor) {
			visitor.attempt(this);
		}

	}

	/**
	 * Set the custom status.
	 *
	 * @param text the status, or {@code null} to clear it
	 */
	record Status(String text) implements Step {

		@Override
		public void accept(Visitor visitor) {
			visitor.status(this);
		}

	}

	/**
	 * Create a UUID and see whether it is the same after an activity.
	 */
	record Uuid() implements Step {

		@Override
		public void accept(Visitor visitor) {
			visitor.uuid(this);
		}

	}

	/**
	 * Send an event to an instance that does not exist.
	 */
	record SendNowhere() implements Step {

		@Override
		public void accept(Visitor visitor) {
			visitor.sendNowhere(this);
		}

	}

	/**
	 * Start another program that nobody waits for.
	 *
	 * @param program what it does
	 * @param givenId whether it is given an instance ID
	 */
	record StartOther(Program program, boolean givenId) implements Step {

		@Override
		public void accept(Visitor visitor) {
			visitor.startOther(this);
		}

	}

	/**
	 * Send an event to the caller, if there is one.
	 *
	 * @param name the name of the event
	 */
	record Answer(String name) implements Step {

		@Override
		public void accept(Visitor visitor) {
			visitor.answer(this);
		}

	}

	/**
	 * Fail.
	 *
	 * @param message why
	 * @param nonRetriable whether for good
	 */
	record Fail(String message, boolean nonRetriable) implements Step {

		@Override
		public void accept(Visitor visitor) {
			visitor.fail(this);
		}

	}

	/**
	 * Does something for each kind of step.
	 */
	interface Visitor {

		void await(Await step);

		void overlap(Overlap step);

		void abandon(Abandon step);

		void cancel(Cancel step);

		void attempt(Try step);

		void status(Status step);

		void uuid(Uuid step);

		void sendNowhere(SendNowhere step);

		void startOther(StartOther step);

		void answer(Answer step);

		void fail(Fail step);

	}

}
