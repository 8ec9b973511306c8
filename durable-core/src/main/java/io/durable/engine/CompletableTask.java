package io.durable.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import io.durable.api.Task;
import io.durable.api.TaskCanceledException;
import org.jspecify.annotations.Nullable;

/**
 * A task that the engine completes. Ends once; what comes later is ignored.
 *
 * @param <V> the type of the result
 */
class CompletableTask<V> extends Task<V> {

	private final OrchestrationRun run;

	private final String name;

	// The sequence number of the call, or -1
	private final int taskId;

	private boolean done;

	private boolean cancelled;

	private @Nullable V value;

	// Throws a fresh exception for each await
	private @Nullable Supplier<? extends RuntimeException> failure;

	private final List<Runnable> listeners = new ArrayList<>(1);

	private Runnable onCancel = () -> {
	};

	CompletableTask(OrchestrationRun run, String name) {
		this(run, name, -1);
	}

	CompletableTask(OrchestrationRun run, String name, int taskId) {
		this.run = run;
		this.name = name;
		this.taskId = taskId;
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
		return this.done;
	}

	@Override
	public final boolean isCancelled() {
		return this.cancelled;
	}

	@Override
	public final boolean cancel() {
		this.run.ensureLive();
		return cancel("The task '%s' was cancelled.".formatted(this.name));
	}

	final boolean cancel(String message) {
		if (this.done) {
			return false;
		}
		this.cancelled = true;
		this.onCancel.run();
		end(null, () -> new TaskCanceledException(message, this.name, this.taskId));
		return true;
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
		List<Runnable> toRun = List.copyOf(this.listeners);
		this.listeners.clear();
		toRun.forEach(Runnable::run);
		return true;
	}

	final void onDone(Runnable listener) {
		if (this.done) {
			listener.run();
		}
		else {
			this.listeners.add(listener);
		}
	}

	final @Nullable V value() {
		return this.value;
	}

	final @Nullable Supplier<? extends RuntimeException> failure() {
		return this.failure;
	}

	final OrchestrationRun run() {
		return this.run;
	}

	final String name() {
		return this.name;
	}

	final int taskId() {
		return this.taskId;
	}

	@Override
	@SuppressWarnings("NullAway") // a result may be null
	public final <U> Task<U> thenApply(Function<? super V, ? extends U> function) {
		CompletableTask<U> derived = new CompletableTask<>(this.run, this.name);
		derived.onCancel(() -> cancel("The task '%s' was cancelled.".formatted(this.name)));
		onDone(() -> {
			if (this.failure != null) {
				derived.fail(this.failure);
				return;
			}
			try {
				derived.complete(function.apply(this.value));
			}
			catch (RuntimeException ex) {
				derived.fail(() -> ex);
			}
		});
		return derived;
	}

}
