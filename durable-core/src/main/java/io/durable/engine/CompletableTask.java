package io.durable.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import io.durable.api.Task;
import io.durable.api.TaskCanceledException;
import io.durable.engine.Notifications.Listener;
import org.jspecify.annotations.Nullable;

/**
 * A task that the engine completes. Ends once; what comes later is ignored.
 *
 * @param <V> the type of the result
 */
class CompletableTask<V> extends Task<V> {

	private static final int FEW_LISTENERS = 8;

	private final LiveRun run;

	private final String name;

	// The sequence number of the call, or -1
	private final int taskId;

	// The task whose result this one turns into another
	private final @Nullable CompletableTask<?> source;

	private boolean done;

	private boolean cancelled;

	private @Nullable V value;

	// Throws a fresh exception for each await
	private @Nullable Supplier<? extends RuntimeException> failure;

	private List<Listener> listeners = new ArrayList<>(1);

	private int manyListeners = FEW_LISTENERS;

	private Runnable onCancel = () -> {
	};

	CompletableTask(LiveRun run, String name) {
		this(run, name, -1, null);
	}

	CompletableTask(LiveRun run, String name, int taskId) {
		this(run, name, taskId, null);
	}

	private CompletableTask(LiveRun run, String name, int taskId, @Nullable CompletableTask<?> source) {
		this.run = run;
		this.name = name;
		this.taskId = taskId;
		this.source = source;
	}

	@Override
	@SuppressWarnings("NullAway") // a result may be null
	public final V await() {
		this.run.await(this);
		if (this.failure != null) {
			throw this.failure.get();
		}
		return this.value;
	}

	@Override
	public final boolean isDone() {
		return this.run.callbacks().once("isDone", () -> {
			this.run.lookAhead(this);
			return this.done;
		});
	}

	@Override
	public final boolean isCancelled() {
		return this.run.callbacks().once("isCancelled", () -> {
			this.run.lookAhead(this);
			return this.cancelled;
		});
	}

	/**
	 * Return whether the task has ended, as far as events were delivered.
	 * @return {@code true} if it has
	 */
	final boolean hasEnded() {
		return this.done;
	}

	final boolean wasCancelled() {
		return this.cancelled;
	}

	@Override
	public final boolean cancel() {
		this.run.ensureLive();
		return this.run.callbacks().once("cancel", () -> cancel("The task '%s' was cancelled.".formatted(this.name)));
	}

	final boolean cancel(String message) {
		return cancel(message, this.taskId);
	}

	/**
	 * Cancel the task because of another one.
	 * @param message says why
	 * @param causeId the sequence number of what caused it, or -1
	 * @return {@code true} if this call ended the task
	 */
	final boolean cancel(String message, int causeId) {
		if (this.done) {
			return false;
		}
		// From what it is derived of up to this one: the first one's end usually ends all
		Deque<CompletableTask<?>> chain = new ArrayDeque<>();
		for (CompletableTask<?> task = this; task != null && !task.done; task = task.source) {
			task.cancelled = true;
			chain.push(task);
		}
		for (CompletableTask<?> task : chain) {
			this.run.notifications().tellAfter(() -> task.endCancelled(message, causeId));
		}
		return true;
	}

	private void endCancelled(String message, int causeId) {
		if (!this.done) {
			this.onCancel.run();
			end(null, () -> new TaskCanceledException(message, this.name, causeId));
		}
	}

	final void onCancel(Runnable action) {
		this.onCancel = action;
	}

	final boolean complete(@Nullable V value) {
		return end(value, null);
	}

	final boolean fail(Supplier<? extends RuntimeException> failure) {
		return end(null, failure);
	}

	private boolean end(@Nullable V value, @Nullable Supplier<? extends RuntimeException> failure) {
		if (this.done) {
			return false;
		}
		this.done = true;
		this.value = value;
		this.failure = failure;
		List<Listener> toTell = this.listeners;
		this.listeners = List.of();
		this.run.notifications().ended(this, toTell);
		return true;
	}

	final void onEnd(Listener listener) {
		if (this.done) {
			listener.ended(this);
			return;
		}
		// Those that have lost interest are dropped now and then: so the others keep
		// their order, and each costs the same however often tasks are combined
		if (this.listeners.size() >= this.manyListeners) {
			this.listeners.removeIf(Listener::isOver);
			this.manyListeners = Math.max(FEW_LISTENERS, 2 * this.listeners.size());
		}
		this.listeners.add(listener);
	}

	final @Nullable V value() {
		return this.value;
	}

	final @Nullable Supplier<? extends RuntimeException> failure() {
		return this.failure;
	}

	final LiveRun run() {
		return this.run;
	}

	final String name() {
		return this.name;
	}

	final int taskId() {
		return this.taskId;
	}

	@Override
	public final <U> Task<U> thenApply(Function<? super V, ? extends U> function) {
		return this.run.callbacks().once("thenApply", () -> derive(function));
	}

	private <U> Task<U> derive(Function<? super V, ? extends U> function) {
		CompletableTask<U> derived = new CompletableTask<>(this.run, this.name, -1, this);
		onEnd(new Listener() {

			@Override
			public void ended(CompletableTask<?> task) {
				apply(function, derived);
			}

			@Override
			public boolean isOver() {
				return derived.done;
			}

		});
		return derived;
	}

	@SuppressWarnings("NullAway") // a result may be null
	private <U> void apply(Function<? super V, ? extends U> function, CompletableTask<U> derived) {
		if (this.failure != null) {
			derived.fail(this.failure);
			return;
		}
		this.run.callbacks()
			.call(() -> function.apply(this.value), () -> derived.done, derived::complete,
					(ex) -> derived.fail(this.run.failureOf(this.name, ex)));
	}

}
