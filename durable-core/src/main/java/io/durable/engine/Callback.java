package io.durable.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Code of the orchestrator that the end of a task calls. If it awaits, only its own stack
 * is given up: the orchestrator and its other tasks go on, and once the awaited task has
 * ended the code runs again from its beginning. What it has done until then is not done
 * again, it gets the same answers.
 *
 * @param <T> the type of what the code returns
 */
final class Callback<T> {

	private static final int MAX_SWALLOWED_YIELDS = 1000;

	private final Callbacks callbacks;

	private final Supplier<T> code;

	private final BooleanSupplier over;

	private final Consumer<? super T> result;

	private final Consumer<Throwable> failure;

	private final List<Step> steps = new ArrayList<>(2);

	private int nextStep;

	// Its stack is being given up
	private @Nullable CompletableTask<?> awaited;

	private int swallowedYields;

	Callback(Callbacks callbacks, Supplier<T> code, BooleanSupplier over, Consumer<? super T> result,
			Consumer<Throwable> failure) {
		this.callbacks = callbacks;
		this.code = code;
		this.over = over;
		this.result = result;
		this.failure = failure;
	}

	void call() {
		this.nextStep = 0;
		this.awaited = null;
		T value;
		try {
			value = this.callbacks.inside(this, this.code);
		}
		catch (OrchestratorYield ex) {
			waitForAwaited(ex);
			return;
		}
		catch (Throwable ex) {
			this.callbacks.ensureCouldRun(ex);
			this.callbacks.ensureNotSwallowed(this, "threw " + ex.getClass().getName());
			this.failure.accept(ex);
			return;
		}
		this.callbacks.ensureNotSwallowed(this, "returned");
		this.result.accept(value);
	}

	private void waitForAwaited(OrchestratorYield yield) {
		CompletableTask<?> task = this.awaited;
		if (task == null || this.callbacks.areVoided()) {
			throw yield;
		}
		task.onEnd(new Notifications.Listener() {

			@Override
			public void ended(CompletableTask<?> ended) {
				call();
			}

			@Override
			public boolean isOver() {
				return Callback.this.over.getAsBoolean();
			}

		});
	}

	/**
	 * Await a task.
	 * @param task the task, which may have ended
	 */
	void await(CompletableTask<?> task) {
		step("await", () -> "");
		if (!task.hasEnded()) {
			this.awaited = task;
			throw new OrchestratorYield();
		}
	}

	/**
	 * Do something that the code asks for, or answer as when it was done.
	 * @param <R> the type of the answer
	 * @param what names it
	 * @param action does it
	 * @return the answer
	 */
	@SuppressWarnings({ "unchecked", "NullAway" }) // the answer may be null
	<R> R step(String what, Supplier<R> action) {
		if (isRepeating()) {
			Step step = this.steps.get(this.nextStep++);
			this.callbacks.ensureSame(step.what(), what);
			if (step.failure() != null) {
				throw step.failure();
			}
			return (R) step.answer();
		}
		Step step;
		try {
			step = new Step(what, action.get(), null);
		}
		catch (RuntimeException ex) {
			step = new Step(what, null, ex);
		}
		this.steps.add(step);
		this.nextStep++;
		if (step.failure() != null) {
			throw step.failure();
		}
		return (R) step.answer();
	}

	/**
	 * Return whether the code does again what it has done before.
	 * @return {@code true} until it is where it was given up
	 */
	boolean isRepeating() {
		return this.nextStep < this.steps.size();
	}

	boolean isGivenUp() {
		return this.awaited != null;
	}

	/**
	 * Refuse everything to code that has caught the yield.
	 * @return {@code true} if it goes on and on
	 */
	boolean refuseIfGivenUp() {
		if (this.awaited == null) {
			return false;
		}
		if (++this.swallowedYields > MAX_SWALLOWED_YIELDS) {
			return true;
		}
		throw new OrchestratorYield();
	}

	/**
	 * Something that the code has asked for.
	 *
	 * @param what names it
	 * @param answer the answer
	 * @param failure what was thrown instead, or {@code null}
	 */
	private record Step(String what, @Nullable Object answer, @Nullable RuntimeException failure) {

	}

}
