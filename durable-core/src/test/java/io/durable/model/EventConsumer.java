package io.durable.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

import io.durable.api.Task;
import io.durable.api.TaskCanceledException;
import io.durable.api.TaskOrchestrationContext;

/**
 * Consumes numbered events in all the ways there are, some in each generation, until it
 * has all of them. It keeps what it gets in the order in which it has asked for it.
 */
final class EventConsumer {

	static final String NAME = "Consumer";

	static final String ACTIVITY = "Nothing";

	private final TaskOrchestrationContext context;

	private final Progress progress;

	private final SplittableRandom random;

	private final Map<String, List<Integer>> received = new TreeMap<>();

	private final Map<String, List<Task<Integer>>> waits = new TreeMap<>();

	private EventConsumer(TaskOrchestrationContext context) {
		this.context = context;
		this.progress = context.getInput(Progress.class);
		this.random = new SplittableRandom(this.progress.seed() + 31L * this.progress.generation());
		this.progress.received().forEach((name, numbers) -> {
			this.received.put(name, new ArrayList<>(numbers));
			this.waits.put(name, new ArrayList<>());
		});
	}

	static Object run(TaskOrchestrationContext context) {
		return new EventConsumer(context).run();
	}

	private Object run() {
		pause();
		int steps = 1 + this.random.nextInt(4);
		for (int i = 0; i < steps && !isComplete(); i++) {
			step();
			harvest();
		}
		if (!isComplete()) {
			this.waits.values().forEach((tasks) -> tasks.stream().filter((task) -> coin()).forEach(Task::cancel));
			this.context.continueAsNew(new Progress(this.progress.seed(), this.progress.generation() + 1,
					this.progress.total(), this.received));
		}
		return this.received;
	}

	private boolean coin() {
		return this.random.nextBoolean();
	}

	private boolean isComplete() {
		return this.received.values().stream().allMatch((numbers) -> numbers.size() >= this.progress.total());
	}

	// So that no generation ends without having waited
	private void pause() {
		if (coin()) {
			this.context.createTimer(Duration.ofSeconds(this.random.nextInt(600))).await();
		}
		else {
			this.context.callActivity(ACTIVITY).await();
		}
	}

	private void step() {
		String name = List.copyOf(this.received.keySet()).get(this.random.nextInt(this.received.size()));
		switch (this.random.nextInt(8)) {
			case 0, 1 -> awaitSome(name, 1);
			case 2 -> awaitSome(name, 2 + this.random.nextInt(2));
			case 3 -> settle(open(name, Duration.ofSeconds(1 + this.random.nextInt(3600))));
			case 4 -> open(name, Duration.ZERO);
			case 5 -> cancelAfterAWhile(open(name, coin() ? null : Duration.ofDays(400)));
			case 6 -> awaitAny();
			default -> open(name, coin() ? null : Duration.ofMinutes(1));
		}
	}

	private Task<Integer> open(String name, Duration timeout) {
		String anyCase = Cases.any(name, this.random);
		Task<Integer> task = this.context.waitForExternalEvent(anyCase, timeout, Integer.class);
		this.waits.get(name).add(task);
		return task;
	}

	private void awaitSome(String name, int count) {
		List<Task<Integer>> tasks = new ArrayList<>();
		int open = this.waits.get(name).size() + this.received.get(name).size();
		for (int i = 0; i < Math.min(count, this.progress.total() - open); i++) {
			tasks.add(open(name, null));
		}
		this.context.allOf(tasks).await();
	}

	private void cancelAfterAWhile(Task<Integer> task) {
		if (coin()) {
			pause();
		}
		task.cancel();
	}

	private void awaitAny() {
		List<Task<?>> tasks = new ArrayList<>();
		this.received.keySet().forEach((name) -> tasks.add(open(name, coin() ? null : Duration.ofMinutes(10))));
		Task<Void> timer = this.context.createTimer(Duration.ofMinutes(1 + this.random.nextInt(60)));
		tasks.add(timer);
		this.context.anyOf(tasks).await();
		tasks.forEach((task) -> {
			if (coin()) {
				task.cancel();
			}
		});
		timer.cancel();
	}

	private static void settle(Task<Integer> task) {
		try {
			task.await();
		}
		catch (TaskCanceledException ex) {
			// Its time was up: the event is left to the next wait
		}
	}

	private void harvest() {
		this.waits.forEach((name, tasks) -> {
			Iterator<Task<Integer>> iterator = tasks.iterator();
			while (iterator.hasNext()) {
				Task<Integer> task = iterator.next();
				if (task.isDone()) {
					iterator.remove();
					if (!task.isCancelled()) {
						this.received.get(name).add(task.await());
					}
				}
			}
		});
	}

	/**
	 * The input of a consumer.
	 *
	 * @param seed what it does
	 * @param generation the number of the generation
	 * @param total how many events of each name there are
	 * @param received what it has received, by name
	 */
	record Progress(long seed, int generation, int total, Map<String, List<Integer>> received) {

	}

}
