package io.durable.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import io.durable.api.RetryPolicy;
import io.durable.api.StartOrchestrationOptions;
import io.durable.api.Task;
import io.durable.api.TaskFailedException;
import io.durable.api.TaskOptions;
import io.durable.api.TaskOrchestrationContext;
import io.durable.hub.TaskHub;

/**
 * Orchestrations that do whatever an orchestration can, chosen by the seed that each has
 * as its input. One that waits for an event says so in its custom status.
 */
final class SoakPrograms {

	static final String NAME = "Soak";

	static final String WAITS = "waits";

	static final int EVENTS = 3;

	private static final int GIVEN_IDS = 20;

	private static final int DEEPEST = 3;

	private static final int MOST_GENERATIONS = 4;

	private final Chaos chaos;

	private final int maxPayload;

	SoakPrograms(Chaos chaos, int maxPayload) {
		this.chaos = chaos;
		this.maxPayload = maxPayload;
	}

	void addTo(TaskHub.Builder builder) {
		builder.addOrchestration(NAME, this::run);
		builder.addActivity("Work", (context) -> {
			this.chaos.strike("activity", 60);
			Job job = context.getInput(Job.class);
			return payload(job.result());
		});
	}

	static String payload(int size) {
		return "x".repeat(size);
	}

	/**
	 * Choose a size between one and the limit: small ones more often.
	 * @param random chooses
	 * @return the number of characters
	 */
	int size(SplittableRandom random) {
		int most = 1 << random.nextInt(1, 32 - Integer.numberOfLeadingZeros(this.maxPayload) + 1);
		// Room for what is around the text
		return 1 + random.nextInt(Math.min(most, this.maxPayload - 200));
	}

	private Object run(TaskOrchestrationContext context) {
		Input input = context.getInput(Input.class);
		SplittableRandom random = new SplittableRandom(input.seed());
		List<Task<String>> open = new ArrayList<>();
		for (int steps = random.nextInt(1, 7); steps > 0; steps--) {
			this.chaos.strike("orchestrator", 150);
			try {
				step(context, input, random, open);
			}
			catch (TaskFailedException ex) {
				if (random.nextInt(3) == 0) {
					throw ex;
				}
			}
		}
		if (input.generation() < MOST_GENERATIONS && random.nextInt(4) == 0) {
			context.continueAsNew(new Input(random.nextLong(), input.depth(), input.generation() + 1, ""),
					random.nextBoolean());
			return null;
		}
		return payload(size(random));
	}

	private void step(TaskOrchestrationContext context, Input input, SplittableRandom random, List<Task<String>> open) {
		switch (random.nextInt(12)) {
			case 0, 1, 2 -> work(context, random).await();
			case 3 -> {
				List<Task<String>> all = new ArrayList<>();
				for (int i = random.nextInt(2, 12); i > 0; i--) {
					all.add(work(context, random));
				}
				context.allOf(all).await();
			}
			case 4 -> open.add(work(context, random));
			case 5 -> context.createTimer(Duration.ofSeconds(random.nextInt(1, 40))).await();
			case 6 -> {
				// Given up after a while
				Task<String> event = context.waitForExternalEvent(event(random), String.class);
				context.anyOf(event, context.createTimer(Duration.ofSeconds(random.nextInt(5, 60)))).await();
			}
			case 7 -> waitForEvent(context, random);
			case 8 -> child(context, input, random, null).await();
			case 9 -> {
				Task<String> child = child(context, input, random, given(random));
				if (random.nextBoolean()) {
					context.sendEvent(given(random), event(random), payload(size(random)));
				}
				if (random.nextBoolean()) {
					child.await();
				}
				else {
					open.add(child);
				}
			}
			case 10 -> context.startNewOrchestration(NAME, next(input, random),
					random.nextBoolean() ? new StartOrchestrationOptions().setInstanceId(given(random))
							: new StartOrchestrationOptions()
								.setStartTime(context.getCurrentInstant().plusSeconds(random.nextInt(1, 30))));
			default -> {
				if (open.isEmpty()) {
					context.sendEvent(given(random), event(random), payload(size(random)));
				}
				else {
					open.remove(0).await();
				}
			}
		}
	}

	private Task<String> work(TaskOrchestrationContext context, SplittableRandom random) {
		Job job = new Job(size(random), payload(size(random)));
		TaskOptions options = (random.nextInt(3) == 0)
				? new TaskOptions(new RetryPolicy(random.nextInt(1, 4), Duration.ofSeconds(1))) : null;
		return context.callActivity("Work", job, options, String.class);
	}

	private static void waitForEvent(TaskOrchestrationContext context, SplittableRandom random) {
		context.setCustomStatus(WAITS);
		context.waitForExternalEvent(event(random), String.class).await();
		context.clearCustomStatus();
	}

	private Task<String> child(TaskOrchestrationContext context, Input input, SplittableRandom random, String id) {
		Input next = next(input, random);
		if (input.depth() >= DEEPEST) {
			return work(context, random);
		}
		return context.callSubOrchestrator(NAME, next, id, String.class);
	}

	private Input next(Input input, SplittableRandom random) {
		return new Input(random.nextLong(), input.depth() + 1, (input.depth() >= DEEPEST) ? MOST_GENERATIONS : 0,
				payload(size(random)));
	}

	static String event(SplittableRandom random) {
		return "Event" + random.nextInt(EVENTS);
	}

	static String given(SplittableRandom random) {
		return "given-" + random.nextInt(GIVEN_IDS);
	}

	/**
	 * What an orchestration is to do.
	 *
	 * @param seed chooses
	 * @param depth how many callers it has
	 * @param generation how often it has continued as new
	 * @param payload ballast
	 */
	record Input(long seed, int depth, int generation, String payload) {
	}

	/**
	 * What an activity is to do.
	 *
	 * @param result how large its result is
	 * @param payload ballast
	 */
	record Job(int result, String payload) {
	}

}
