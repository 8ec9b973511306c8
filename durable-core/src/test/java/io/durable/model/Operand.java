package io.durable.model;

import java.time.Duration;
import java.util.List;

/**
 * What a program can wait for.
 */
sealed interface Operand {

	<T> T accept(Visitor<T> visitor);

	/**
	 * A call of an activity.
	 *
	 * @param failures how many of its attempts fail before one succeeds
	 * @param nonRetriable whether they fail for good
	 * @param retry how it is repeated, or {@code null}
	 */
	record Activity(int failures, boolean nonRetriable, Retry retry) implements Operand {

		@Override
		public <T> T accept(Visitor<T> visitor) {
			return visitor.activity(this);
		}

	}

	/**
	 * A timer that fires in the course of the test.
	 *
	 * @param delay when
	 */
	record Timer(Duration delay) implements Operand {

		@Override
		public <T> T accept(Visitor<T> visitor) {
			return visitor.timer(this);
		}

	}

	/**
	 * A timer that does not fire in the course of the test.
	 */
	record FarTimer() implements Operand {

		@Override
		public <T> T accept(Visitor<T> visitor) {
			return visitor.farTimer(this);
		}

	}

	/**
	 * An event that arrives.
	 *
	 * @param source where it comes from
	 * @param name its name, if that is shared by several waits
	 * @param timed whether the wait has a timeout, which is not reached
	 */
	record Event(Source source, String name, boolean timed) implements Operand {

		@Override
		public <T> T accept(Visitor<T> visitor) {
			return visitor.event(this);
		}

	}

	/**
	 * An event that does not arrive.
	 *
	 * @param timeout when the wait ends, or {@code null} for never
	 */
	record NoEvent(Duration timeout) implements Operand {

		@Override
		public <T> T accept(Visitor<T> visitor) {
			return visitor.noEvent(this);
		}

	}

	/**
	 * A call of another program.
	 *
	 * @param program what it does
	 * @param givenId whether it is given an instance ID
	 * @param retry how it is repeated, or {@code null}
	 * @param events how many events its caller sends to it
	 */
	record Child(Program program, boolean givenId, Retry retry, int events) implements Operand {

		@Override
		public <T> T accept(Visitor<T> visitor) {
			return visitor.child(this);
		}

	}

	/**
	 * The end of all members.
	 *
	 * @param members the members
	 */
	record All(List<Operand> members) implements Operand {

		@Override
		public <T> T accept(Visitor<T> visitor) {
			return visitor.all(this);
		}

	}

	/**
	 * The end of the first member. Which one that is must be certain.
	 *
	 * @param members the members
	 * @param settled whether all that end at all have ended before
	 */
	record Any(List<Operand> members, boolean settled) implements Operand {

		@Override
		public <T> T accept(Visitor<T> visitor) {
			return visitor.any(this);
		}

	}

	/**
	 * A function of a result.
	 *
	 * @param operand what has the result
	 */
	record Mapped(Operand operand) implements Operand {

		@Override
		public <T> T accept(Visitor<T> visitor) {
			return visitor.mapped(this);
		}

	}

	/**
	 * Where an event comes from.
	 */
	enum Source {

		/**
		 * From a client, before or while the program begins.
		 */
		EARLY,
		/**
		 * From the instance itself.
		 */
		ITSELF,
		/**
		 * From a client that an activity is.
		 */
		ACTIVITY,
		/**
		 * From a client that has read the custom status.
		 */
		STATUS,
		/**
		 * From a child that the program starts for it.
		 */
		CHILD,
		/**
		 * From the calling program.
		 */
		CALLER

	}

	/**
	 * Does something for each kind of operand.
	 *
	 * @param <T> what it returns
	 */
	interface Visitor<T> {

		T activity(Activity operand);

		T timer(Timer operand);

		T farTimer(FarTimer operand);

		T event(Event operand);

		T noEvent(NoEvent operand);

		T child(Child operand);

		T all(All operand);

		T any(Any operand);

		T mapped(Mapped operand);

	}

}
