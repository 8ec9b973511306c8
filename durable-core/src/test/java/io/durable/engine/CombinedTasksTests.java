package io.durable.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.durable.api.FailureDetails;
import io.durable.api.RetryPolicy;
import io.durable.api.Task;
import io.durable.api.TaskOptions;
import io.durable.api.TaskOrchestration;
import io.durable.api.TaskOrchestrationContext;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.TaskFailed;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What it costs to combine many tasks, and which of them comes first.
 */
class CombinedTasksTests {

	private static List<Task<?>> activities(TaskOrchestrationContext context, int count) {
		List<Task<?>> tasks = new ArrayList<>();
		IntStream.range(0, count).forEach((i) -> tasks.add(context.callActivity("A", i, Integer.class)));
		return tasks;
	}

	// The last one first, so that anyOf does not find it at the beginning of the list
	private static List<HistoryEvent> results(int count) {
		List<HistoryEvent> results = new ArrayList<>();
		IntStream.range(0, count).forEach((i) -> results.add(Turns.completed(i, String.valueOf(i))));
		Collections.reverse(results);
		return results;
	}

	private static long listenersCalled(TaskOrchestration code, int count) {
		Turns turns = new Turns(code);
		turns.turn(Turns.started());
		TurnResult result = turns.turn(results(count));
		assertThat(result.completed()).as(String.valueOf(result.problem())).isNotNull();
		assertThat(result.completed().failure()).isNull();
		return turns.run.notifications().calls();
	}

	private static void assertLinear(java.util.function.IntFunction<TaskOrchestration> code) {
		long once = listenersCalled(code.apply(500), 500);
		long twice = listenersCalled(code.apply(1000), 1000);
		assertThat(twice).isLessThanOrEqualTo(2 * once + 10);
		assertThat(once).isLessThanOrEqualTo(5000);
	}

	@Test
	void anyOfInALoopCallsAListenerForEachTask() {
		assertLinear((count) -> (context) -> {
			List<Task<?>> open = activities(context, count);
			while (!open.isEmpty()) {
				open.remove(context.anyOf(open).await());
			}
			return null;
		});
	}

	@Test
	void anyOfOfTheSameTasksAgainAndAgainLeavesNothingBehind() {
		assertLinear((count) -> (context) -> {
			List<Task<?>> open = activities(context, count);
			Task<Void> timer = context.createTimer(Duration.ofDays(1));
			for (int i = 0; i < count; i++) {
				context.anyOf(open.get(count - 1 - i), timer).await();
			}
			timer.cancel();
			return null;
		});
	}

	@Test
	void allOfInALoopCallsAListenerForEachPair() {
		assertLinear((count) -> (context) -> {
			List<Task<?>> open = activities(context, count);
			for (Task<?> task : open) {
				context.allOf(List.of((Task<Object>) task)).await();
			}
			return null;
		});
	}

	@Test
	void nestedAnyOfIsToldOnceForEachLevel() {
		assertLinear((count) -> (context) -> {
			Task<?> any = context.callActivity("A", Integer.class);
			for (int i = 1; i < count; i++) {
				any = context.anyOf(any, context.callActivity("A", Integer.class));
			}
			return any.await() != null;
		});
	}

	@Test
	void aLongChainOfThenApplyEnds() {
		Turns turns = new Turns((context) -> {
			Task<Integer> task = context.callActivity("A", Integer.class);
			for (int i = 0; i < 100_000; i++) {
				task = task.thenApply((value) -> value + 1);
			}
			return task.await();
		});
		turns.turn(Turns.started());
		assertThat(turns.turn(Turns.completed(0, "1")).completed().result()).isEqualTo("100001");
	}

	@Test
	void aLongChainOfThenApplyIsCancelled() {
		Turns turns = new Turns((context) -> {
			Task<Integer> first = context.callActivity("A", Integer.class);
			Task<Integer> last = first;
			for (int i = 0; i < 100_000; i++) {
				last = last.thenApply((value) -> value + 1);
			}
			boolean cancelled = last.cancel();
			return cancelled + " " + first.isCancelled() + " " + last.isCancelled() + " " + last.cancel();
		});
		assertThat(turns.turn(Turns.started()).completed().result()).isEqualTo("\"true true true false\"");
	}

	@Test
	void ofThoseThatHaveEndedTheFirstInTheListWins() {
		Turns turns = new Turns((context) -> {
			List<Task<?>> tasks = activities(context, 3);
			context.allOf(List.of((Task<Object>) tasks.get(2), (Task<Object>) tasks.get(1))).await();
			int ended = tasks.indexOf(context.anyOf(tasks).await());
			Task<Integer> open = context.callActivity("A", Integer.class);
			Task<Integer> derived = open.thenApply((value) -> value + 1);
			Task<?> any = context.anyOf(derived, open).await();
			return List.of(ended, (any == derived) ? "derived" : "source");
		});
		turns.turn(Turns.started());
		turns.turn(Turns.completed(2, "2"), Turns.completed(1, "1"));
		assertThat(turns.turn(Turns.completed(3, "3")).completed().result()).isEqualTo("[1,\"derived\"]");
	}

	@Test
	void theFirstThatEndsWins() {
		Turns turns = new Turns((context) -> {
			List<Task<?>> tasks = activities(context, 3);
			return tasks.indexOf(context.anyOf(tasks).await());
		});
		turns.turn(Turns.started());
		assertThat(turns.turn(Turns.completed(1, "1"), Turns.completed(0, "0")).completed().result()).isEqualTo("1");
	}

	@Test
	void whatAListenerCancelsIsToldBeforeItGoesOn() {
		Turns turns = new Turns((context) -> {
			Task<Integer> other = context.callActivity("A", Integer.class);
			Task<Integer> derived = other.thenApply((value) -> value);
			Task<String> task = context.callActivity("A", Integer.class).thenApply((value) -> {
				other.cancel();
				return String.valueOf(derived.isDone());
			});
			return task.await();
		});
		turns.turn(Turns.started());
		assertThat(turns.turn(Turns.completed(1, "1")).completed().result()).isEqualTo("\"true\"");
	}

	@Test
	void tenThousandWaitsOfOneNameAreCancelledOneByOne() {
		AtomicInteger cancelled = new AtomicInteger();
		Turns turns = new Turns((context) -> {
			List<Task<Void>> waits = new ArrayList<>();
			for (int i = 0; i < 10_000; i++) {
				waits.add(context.waitForExternalEvent("E", Duration.ofHours(1)));
			}
			Collections.reverse(waits);
			cancelled.set(0);
			waits.subList(0, 9_999).forEach((wait) -> cancelled.addAndGet(wait.cancel() ? 1 : 0));
			waits.get(9_999).await();
			return cancelled.get();
		});
		TurnResult first = turns.turn(Turns.started());
		assertThat(first.cancelledTimers()).hasSize(9_999);
		assertThat(turns.turn(Turns.raised("e", null)).completed().result()).isEqualTo("9999");
	}

	@Test
	void aRetryThatWaitsIsCancelledWithoutAnotherAttempt() {
		Turns turns = new Turns((context) -> {
			TaskOptions options = new TaskOptions(new RetryPolicy(3, Duration.ofHours(1)));
			Task<String> call = context.callActivity("A", null, options, String.class);
			context.waitForExternalEvent("Cancel").await();
			return call.cancel() + " " + call.isCancelled();
		});
		turns.turn(Turns.started());
		turns.turn(new TaskFailed(Turns.NOW, 0, FailureDetails.of(new IllegalStateException("attempt"))));
		TurnResult last = turns.turn(Turns.raised("Cancel", null));
		assertThat(last.completed().result()).isEqualTo("\"true true\"");
		assertThat(last.actions()).isEmpty();
		assertThat(last.cancelledTimers()).containsExactly(1);
	}

}
