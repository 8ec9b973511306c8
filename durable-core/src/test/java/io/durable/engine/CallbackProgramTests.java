package io.durable.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

import io.durable.api.FailureDetails;
import io.durable.api.RetryHandler;
import io.durable.api.Task;
import io.durable.api.TaskOptions;
import io.durable.api.TaskOrchestration;
import io.durable.api.TaskOrchestrationContext;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.Action;
import io.durable.history.HistoryEvent.TaskCompleted;
import io.durable.history.HistoryEvent.TaskFailed;
import io.durable.history.HistoryEvent.TaskScheduled;
import io.durable.history.HistoryEvent.TimerCreated;
import io.durable.history.HistoryEvent.TimerFired;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random orchestrations whose callbacks await, in virtual time: each task ends when the
 * sum of its waits has passed, whatever the others do, replayed and resident alike.
 */
class CallbackProgramTests {

	private static final FailureDetails FAILURE = FailureDetails.of(new IllegalStateException("F"));

	static IntStream seeds() {
		int first = Integer.getInteger("durable.test.seed", new Random().nextInt(1 << 20));
		return IntStream.range(first, first + 60);
	}

	@ParameterizedTest(name = "seed {0}")
	@MethodSource("seeds")
	void callbacksThatAwaitKeepNobodyElseWaiting(int seed) {
		List<Chain> chains = chains(new Random(seed));
		TaskOrchestration code = (context) -> {
			List<Task<?>> open = new ArrayList<>();
			chains.forEach((chain) -> open.add(chain.begin(context)));
			List<Task<?>> all = List.copyOf(open);
			List<Integer> order = new ArrayList<>();
			while (!open.isEmpty()) {
				Task<?> next = context.anyOf(open).await();
				order.add(all.indexOf(next));
				open.remove(next);
			}
			return order;
		};
		List<Integer> expected = IntStream.range(0, chains.size())
			.boxed()
			.sorted(Comparator.comparing((i) -> chains.get(i).total()))
			.toList();

		Turns replayed = new Turns(code);
		World world = new World();
		TurnResult result = replayed.turn(Turns.started());
		while (result.completed() == null) {
			assertThat(result.problem()).as("seed %d", seed).isNull();
			world.add(result.actions());
			List<HistoryEvent> inputs = world.next();
			result = replayed.turn(world.time, inputs);
		}
		assertThat(result.completed().result()).as("seed %d", seed).isEqualTo(expected.toString().replace(" ", ""));
		assertThat(resident(code)).as("seed %d", seed).isEqualTo(replayed.history);
	}

	// On one stack: each turn is ended and the next one begun where the function awaits
	private static List<HistoryEvent> resident(TaskOrchestration code) {
		World world = new World();
		List<HistoryEvent> history = new ArrayList<>();
		OrchestrationRun[] run = new OrchestrationRun[1];
		run[0] = new Turns(code).newRun(() -> {
			TurnResult result = run[0].endTurn();
			history.addAll(result.closing());
			world.add(result.actions());
			List<HistoryEvent> inputs = world.next();
			history.addAll(inputs);
			run[0].beginTurn(inputs, world.time);
			return true;
		}, List.of());
		history.add(Turns.started());
		run[0].beginTurn(List.of(Turns.started()), Turns.NOW);
		run[0].execute();
		history.addAll(run[0].endTurn().closing());
		return history;
	}

	private static List<Chain> chains(Random random) {
		List<Chain> chains = new ArrayList<>();
		Set<Integer> totals = new HashSet<>();
		int count = 2 + random.nextInt(6);
		while (chains.size() < count) {
			List<Integer> waits = new ArrayList<>();
			for (int i = 0; i <= random.nextInt(4); i++) {
				waits.add(1 + random.nextInt(50));
			}
			Chain chain = new Chain(waits, random.nextInt(4));
			if (totals.add(chain.total())) {
				chains.add(chain);
			}
		}
		return chains;
	}

	/**
	 * A task whose callbacks wait.
	 *
	 * @param waits how long
	 * @param kind of which kind it is
	 */
	private record Chain(List<Integer> waits, int kind) {

		int total() {
			return this.waits.stream().mapToInt(Integer::intValue).sum();
		}

		Task<?> begin(TaskOrchestrationContext context) {
			List<Integer> later = this.waits.subList(1, this.waits.size());
			int first = this.waits.get(0);
			return switch (this.kind) {
				case 0 -> context.callActivity("A", first, Integer.class).thenApply((value) -> {
					for (int wait : later) {
						context.createTimer(Duration.ofMillis(wait)).await();
					}
					return value;
				});
				case 1 -> {
					Task<Integer> task = context.callActivity("A", first, Integer.class);
					for (int wait : later) {
						task = task.thenApply((value) -> context.callActivity("A", wait, Integer.class).await());
					}
					yield task;
				}
				case 2 -> nested(context, context.createTimer(Duration.ofMillis(first)), later);
				default -> {
					RetryHandler handler = (failure) -> {
						later.forEach((wait) -> context.callActivity("A", wait, Integer.class).await());
						return false;
					};
					yield context.callActivity("F", first, new TaskOptions(handler), Integer.class)
						.thenApply((value) -> value);
				}
			};
		}

		// Each callback awaits a task that has such a callback itself
		private static Task<?> nested(TaskOrchestrationContext context, Task<?> task, List<Integer> waits) {
			if (waits.isEmpty()) {
				return task;
			}
			return task.thenApply((value) -> nested(context, context.createTimer(Duration.ofMillis(waits.get(0))),
					waits.subList(1, waits.size()))
				.await());
		}

	}

	/**
	 * Answers what the orchestration asks for, in virtual time.
	 */
	private static final class World {

		private final PriorityQueue<HistoryEvent> due = new PriorityQueue<>(
				Comparator.comparing(HistoryEvent::timestamp).thenComparing(HistoryEvent::taskId));

		private Instant time = Turns.NOW;

		void add(List<Action> actions) {
			for (Action action : actions) {
				if (action instanceof TimerCreated timer) {
					this.due.add(new TimerFired(timer.fireAt(), timer.taskId(), timer.fireAt()));
				}
				else if (action instanceof TaskScheduled task) {
					Instant at = this.time.plusMillis(Integer.parseInt(task.input()));
					this.due.add(task.name().equals("F") ? new TaskFailed(at, task.taskId(), FAILURE)
							: new TaskCompleted(at, task.taskId(), task.input()));
				}
			}
		}

		List<HistoryEvent> next() {
			HistoryEvent first = this.due.remove();
			this.time = first.timestamp();
			List<HistoryEvent> events = new ArrayList<>(List.of(first));
			while (!this.due.isEmpty() && this.due.peek().timestamp().equals(this.time)) {
				events.add(this.due.remove());
			}
			return events;
		}

	}

}
