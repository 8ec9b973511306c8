package io.durable.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import io.durable.api.Task;
import io.durable.api.TaskOrchestrationContext;

/**
 * Consumes some of the events that a client sends in each phase, waits for the mark that
 * they have all arrived, and continues as new: with the rest of them or without.
 */
final class PhasedConsumer {

	static final String NAME = "Phased";

	static final String MARK = "Mark";

	static final int PHASES = 6;

	static final List<String> NAMES = List.of("Alpha", "Beta", "Überweisung");

	private PhasedConsumer() {
	}

	static Object run(TaskOrchestrationContext context) {
		Progress progress = context.getInput(Progress.class);
		Phase phase = Phase.of(progress.seed(), progress.phase());
		context.setCustomStatus(progress.phase());
		List<String> received = new ArrayList<>(progress.received());
		SplittableRandom random = new SplittableRandom(progress.seed() - progress.phase());
		for (String name : NAMES) {
			for (int i = 0; i < Math.min(phase.consumed(name), progress.waiting(name) + phase.sent(name)); i++) {
				Task<String> task = context.waitForExternalEvent(Cases.any(name, random), String.class);
				// A cancelled wait leaves its event to the next one
				if (random.nextBoolean() && task.cancel()) {
					task = context.waitForExternalEvent(Cases.any(name, random), String.class);
				}
				received.add(task.await());
			}
		}
		context.waitForExternalEvent(MARK).await();
		if (progress.phase() + 1 < PHASES) {
			context.continueAsNew(progress.next(phase, received), phase.preserved());
		}
		return received;
	}

	/**
	 * Say what a consumer receives.
	 * @param seed what it and its client do
	 * @return the data of the events, in order
	 */
	static List<String> expected(long seed) {
		Map<String, List<String>> waiting = new LinkedHashMap<>();
		NAMES.forEach((name) -> waiting.put(name, new ArrayList<>()));
		List<String> received = new ArrayList<>();
		for (int i = 0; i < PHASES; i++) {
			Phase phase = Phase.of(seed, i);
			for (String name : NAMES) {
				List<String> queue = waiting.get(name);
				queue.addAll(phase.data(name));
				List<String> consumed = queue.subList(0, Math.min(phase.consumed(name), queue.size()));
				received.addAll(consumed);
				consumed.clear();
			}
			if (!phase.preserved()) {
				waiting.values().forEach(List::clear);
			}
		}
		return received;
	}

	/**
	 * What happens in a phase.
	 *
	 * @param number the number of the phase
	 * @param sent how many events are sent, by the number of the name
	 * @param consumed how many are consumed at most, by the number of the name
	 * @param preserved whether the others are kept
	 */
	record Phase(int number, List<Integer> sent, List<Integer> consumed, boolean preserved) {

		static Phase of(long seed, int number) {
			SplittableRandom random = new SplittableRandom(seed + 7919L * number);
			return new Phase(number, NAMES.stream().map((name) -> random.nextInt(6)).toList(),
					NAMES.stream().map((name) -> random.nextInt(6)).toList(), random.nextBoolean());
		}

		int sent(String name) {
			return this.sent.get(NAMES.indexOf(name));
		}

		int consumed(String name) {
			return this.consumed.get(NAMES.indexOf(name));
		}

		List<String> data(String name) {
			List<String> data = new ArrayList<>();
			for (int i = 0; i < sent(name); i++) {
				data.add(name + " " + this.number + "." + i);
			}
			return data;
		}

	}

	/**
	 * The input of a consumer.
	 *
	 * @param seed what it does
	 * @param phase the number of the phase
	 * @param waiting how many events were kept, by the number of the name
	 * @param received what it has received
	 */
	record Progress(long seed, int phase, List<Integer> waiting, List<String> received) {

		static Progress first(long seed) {
			return new Progress(seed, 0, NAMES.stream().map((name) -> 0).toList(), List.of());
		}

		int waiting(String name) {
			return this.waiting.get(NAMES.indexOf(name));
		}

		Progress next(Phase current, List<String> nowReceived) {
			List<Integer> left = NAMES.stream()
				.map((name) -> current.preserved()
						? Math.max(0, waiting(name) + current.sent(name) - current.consumed(name)) : 0)
				.toList();
			return new Progress(this.seed, this.phase + 1, left, nowReceived);
		}

	}

}
