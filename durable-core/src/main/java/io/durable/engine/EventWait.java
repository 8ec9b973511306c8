package io.durable.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BiConsumer;

import io.durable.history.HistoryEvent.EventRaised;
import org.jspecify.annotations.Nullable;

/**
 * A wait for an external event, perhaps for a limited time. Whichever comes first, event
 * or time-out or cancellation, undoes the others.
 *
 * @param <V> the type of the event's data
 */
final class EventWait<V> {

	private final LiveRun run;

	private final CompletableTask<V> task;

	private final BiConsumer<CompletableTask<V>, EventRaised> completion;

	EventWait(LiveRun run, String name, @Nullable Duration timeout, @Nullable Instant until,
			BiConsumer<CompletableTask<V>, EventRaised> completion) {
		this.run = run;
		this.task = new CompletableTask<>(run, name);
		this.completion = completion;
		begin(name, timeout, until);
	}

	CompletableTask<V> task() {
		return this.task;
	}

	private void begin(String name, @Nullable Duration timeout, @Nullable Instant until) {
		boolean atOnce = timeout != null && (timeout.isZero() || timeout.isNegative());
		EventRaised early = this.run.takeEvent(name, atOnce);
		if (early != null) {
			this.completion.accept(this.task, early);
			return;
		}
		String timeoutMessage = "Timeout of %s expired while waiting for an event named '%s'.".formatted(timeout, name);
		if (atOnce) {
			this.task.cancel(timeoutMessage);
			return;
		}
		CompletableTask<Void> timer = (until != null) ? this.run.createDelay(until) : null;
		ExternalEvents.Waiter waiter = (event) -> {
			stop(timer);
			this.completion.accept(this.task, event);
		};
		this.run.events().addWaiter(name, waiter);
		this.task.onCancel(() -> {
			this.run.events().removeWaiter(name, waiter);
			stop(timer);
		});
		if (timer != null) {
			timer.onEnd((ended) -> {
				if (!ended.wasCancelled()) {
					this.run.causes().timedOut(timer.taskId(), this.run.time());
					this.task.cancel(timeoutMessage, timer.taskId());
				}
			});
		}
	}

	private static void stop(@Nullable CompletableTask<Void> timer) {
		if (timer != null) {
			timer.cancel("");
		}
	}

}
