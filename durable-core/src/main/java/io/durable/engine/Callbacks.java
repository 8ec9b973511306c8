package io.durable.engine;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Calls code of the orchestrator when tasks have ended, and knows which of it runs.
 */
final class Callbacks {

	private final FunctionStack stack;

	// As it was once: code that awaits keeps its caller waiting too. Histories of that
	// time are replayed so
	private final boolean blocking;

	private @Nullable Callback<?> current;

	private boolean anyHasWaited;

	Callbacks(FunctionStack stack, boolean blocking) {
		this.stack = stack;
		this.blocking = blocking;
	}

	/**
	 * Call code. What becomes of it is heard at once, or after what it awaits.
	 * @param <T> the type of what it returns
	 * @param code the code
	 * @param over whether nobody wants the result any more
	 * @param result takes what it returns
	 * @param failure takes what it throws
	 */
	<T> void call(Supplier<T> code, BooleanSupplier over, Consumer<? super T> result, Consumer<Throwable> failure) {
		new Callback<>(this, code, over, result, failure).call();
	}

	<T> T inside(Callback<?> callback, Supplier<T> code) {
		if (this.blocking) {
			return code.get();
		}
		Callback<?> outer = this.current;
		this.current = callback;
		try {
			return code.get();
		}
		finally {
			this.current = outer;
		}
	}

	boolean isBlocking() {
		return this.blocking;
	}

	/**
	 * Give up the stack of the code that runs, if a task has not ended.
	 * @param task the task
	 */
	void await(CompletableTask<?> task) {
		if (this.current != null) {
			this.anyHasWaited |= !task.hasEnded();
			this.current.await(task);
		}
	}

	/**
	 * Return whether it has made a difference that code does not keep its caller waiting.
	 * @return {@code true} if code was given up
	 */
	boolean anyHasWaited() {
		return this.anyHasWaited;
	}

	/**
	 * Do something for the function or the code that runs.
	 * @param <R> the type of the answer
	 * @param what names it
	 * @param action does it, unless the code only repeats it
	 * @return the answer
	 */
	<R> R once(String what, Supplier<R> action) {
		if (this.current == null || !this.stack.isWanted()) {
			return action.get();
		}
		ensureWanted();
		return this.current.step(what, action);
	}

	/**
	 * Return whether code runs that does again what it has done before.
	 * @return {@code true} if it does
	 */
	boolean isRepeating() {
		return this.current != null && this.current.isRepeating();
	}

	boolean isGivenUp() {
		return this.current != null && this.current.isGivenUp();
	}

	boolean areVoided() {
		return this.stack.isVoided();
	}

	void ensureWanted() {
		if (this.current != null && this.current.refuseIfGivenUp()) {
			this.stack.swallowed("went on");
			throw this.stack.unwind();
		}
	}

	void ensureNotSwallowed(Callback<?> callback, String how) {
		if (this.stack.isVoided() || callback.isGivenUp()) {
			this.stack.swallowed(how);
			throw this.stack.unwind();
		}
	}

	void ensureCouldRun(Throwable ex) {
		if (!this.stack.isVoided()) {
			this.stack.ensureCouldRun(ex);
		}
	}

	void ensureSame(String before, String now) {
		if (!before.equals(now)) {
			throw this.stack.unsteady(before, now);
		}
	}

}
