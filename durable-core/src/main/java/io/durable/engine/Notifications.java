package io.durable.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * Tells listeners that tasks have ended. What a listener ends is told before the next
 * listener is called, as if each called the other, but on a stack of our own: chains of
 * tasks may be as long as they like.
 */
final class Notifications {

	private final Deque<Pending> stack = new ArrayDeque<>();

	private int running;

	private long calls;

	void ended(CompletableTask<?> task, List<Listener> listeners) {
		if (!listeners.isEmpty()) {
			this.stack.push(new Pending(task, listeners.iterator()));
		}
		if (this.running == 0) {
			tellDownTo(0);
		}
	}

	/**
	 * Do something that may end tasks, and tell everybody before this returns. A listener
	 * that ends a task itself need not wait for that.
	 * @param action what to do
	 */
	void tellAfter(Runnable action) {
		int before = this.stack.size();
		action.run();
		tellDownTo(before);
	}

	private void tellDownTo(int size) {
		this.running++;
		try {
			while (this.stack.size() > size) {
				Pending next = this.stack.element();
				Listener listener = next.listeners().next();
				if (!next.listeners().hasNext()) {
					this.stack.pop();
				}
				if (!listener.isOver()) {
					this.calls++;
					listener.ended(next.task());
				}
			}
		}
		finally {
			this.running--;
		}
	}

	/**
	 * Return whether a listener is being called.
	 * @return {@code true} while code runs that a task's end has caused
	 */
	boolean isRunning() {
		return this.running > 0;
	}

	long calls() {
		return this.calls;
	}

	private record Pending(CompletableTask<?> task, Iterator<Listener> listeners) {

	}

	/**
	 * Wants to know when a task has ended.
	 */
	@FunctionalInterface
	interface Listener {

		void ended(CompletableTask<?> task);

		/**
		 * Return whether the listener has lost interest.
		 * @return {@code true} if it need not be called any more
		 */
		default boolean isOver() {
			return false;
		}

	}

}
