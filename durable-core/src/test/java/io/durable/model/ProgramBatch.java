package io.durable.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.client.InstanceNotRunningException;
import io.durable.client.OrchestrationMetadata;
import io.durable.store.InboxRead;
import io.durable.store.TaskHubStore;
import io.durable.store.key.PartitionHash;
import io.durable.testing.Histories;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs many scenarios at once, does what clients do for them, lets time pass, and
 * compares.
 */
final class ProgramBatch {

	private static final Instant END_OF_TIME = Instant.parse("2200-01-01T00:00:00Z");

	private final TaskHubStore store;

	private final Course hub;

	private final Activities activities;

	private final boolean calm;

	private final Map<String, Scenario> scenarios = new LinkedHashMap<>();

	private final Set<String> answered = new HashSet<>();

	ProgramBatch(TaskHubStore store, Course hub, Activities activities, boolean calm) {
		this.store = store;
		this.hub = hub;
		this.activities = activities;
		this.calm = calm;
	}

	void run(Map<String, Scenario> newScenarios) {
		this.scenarios.putAll(newScenarios);
		this.scenarios.forEach(this::start);
		Map<String, Integer> open = new HashMap<>();
		this.scenarios.keySet().forEach((root) -> open.put(root, partition(root)));
		Set<String> asking = new LinkedHashSet<>(this.scenarios.keySet());
		asking.removeIf((root) -> !this.scenarios.get(root).asksClient());
		long lastProgress = this.hub.nanoTime();
		while (!open.isEmpty()) {
			this.hub.pass();
			if (open.keySet().removeIf(ended(open)::contains)) {
				lastProgress = this.hub.nanoTime();
			}
			asking.removeIf((root) -> !open.containsKey(root));
			asking.forEach(this::answer);
			if (this.hub.nanoTime() - lastProgress > this.hub.patience().toNanos()) {
				throw new AssertionError("These do not end: "
						+ open.keySet().stream().limit(3).map((root) -> describe(root) + history(root)).toList());
			}
		}
		this.scenarios.keySet().forEach(this::checkResult);
		awaitNothingLeft();
		this.scenarios.keySet().forEach(this::checkEffects);
		this.scenarios.keySet().forEach(this.activities::forget);
	}

	private void start(String root, Scenario scenario) {
		this.activities.add(root, scenario);
		this.hub.client()
			.scheduleNewOrchestrationInstance(Activities.PROGRAM, new Frame(root, 0, 0, "0", 0, List.of()), root);
		scenario.earlyEvents().forEach((name, count) -> {
			for (int i = 0; i < count; i++) {
				String anyCase = (i % 2 == 0) ? name.toUpperCase(Locale.ROOT) : name;
				raise(root, anyCase, "early " + name + " " + i);
			}
		});
	}

	private void raise(String root, String name, String data) {
		try {
			this.hub.client().raiseEvent(root, name, data);
		}
		catch (InstanceNotRunningException ex) {
			// It does not need it
		}
	}

	private void answer(String root) {
		OrchestrationMetadata metadata = this.hub.client().getInstanceMetadata(root, false);
		String status = metadata.readCustomStatusAs(String.class);
		if (status != null && status.startsWith("please raise ") && this.answered.add(root + status)) {
			String name = status.substring("please raise ".length());
			raise(root, name.toUpperCase(Locale.ROOT), "client " + name);
		}
	}

	private int partition(String instanceId) {
		return PartitionHash.partition(instanceId, this.store.description().partitionCount());
	}

	private Set<String> ended(Map<String, Integer> open) {
		Set<String> ended = new HashSet<>();
		this.store.client().statuses(open).forEach((root, status) -> {
			if (status.isTerminal()) {
				ended.add(root);
			}
		});
		return ended;
	}

	// What was abandoned ends too, and takes what it has in the store with it
	private void awaitNothingLeft() {
		long begin = this.hub.nanoTime();
		while (!left().isEmpty()) {
			this.hub.pass();
			if (this.hub.nanoTime() - begin > this.hub.patience().toNanos()) {
				List<Object> left = left();
				throw new AssertionError("Nobody needs it, but it is there: " + left
						+ this.scenarios.keySet()
							.stream()
							.filter(left::contains)
							.map((root) -> describe(root) + history(root))
							.toList());
			}
		}
	}

	private List<Object> left() {
		Collection<Integer> partitions = IntStream.range(0, this.store.description().partitionCount()).boxed().toList();
		List<Object> left = new ArrayList<>();
		this.store.client().countByStatus().forEach((status, count) -> {
			if (!status.isTerminal() && count > 0) {
				left.add(status + " " + count);
			}
		});
		if (left.isEmpty()) {
			partitions.forEach((partition) -> left.addAll(this.store.worker().openInstances(partition, null, 1000)));
			left.addAll(this.store.worker().readInbox(InboxRead.all(partitions, 0, 10, Long.MAX_VALUE)).messages());
			left.addAll(this.store.worker().readTimers(partitions, null, END_OF_TIME, 10));
		}
		return left;
	}

	private void checkResult(String root) {
		OrchestrationMetadata metadata = this.hub.client().getInstanceMetadata(root, true);
		Result expected = ReferenceRun.of(this.scenarios.get(root), root, this.calm).result();
		assertThat(Result.of(metadata)).as(() -> describe(root) + history(root)).isEqualTo(expected);
		assertThat(metadata.getRuntimeStatus()).isIn(OrchestrationRuntimeStatus.COMPLETED,
				OrchestrationRuntimeStatus.FAILED);
		Histories.assertSound(this.hub.client().getOrchestrationHistory(root));
	}

	private void checkEffects(String root) {
		Map<String, Activities.Effect> effects = new HashMap<>(this.activities.effects(root));
		int sequence = -1;
		for (Activities.Expected expected : ReferenceRun.of(this.scenarios.get(root), root, this.calm).effects()) {
			Activities.Effect effect = effects.remove(expected.call().key());
			int attempts = (effect != null) ? effect.attempts().size() : 0;
			assertThat(attempts).as(() -> describe(root) + expected).isBetween(expected.least(), expected.attempts());
			if (effect != null) {
				if (expected.call().data() != null) {
					assertThat(effect.call()).as(() -> describe(root)).isEqualTo(expected.call());
				}
				if (this.calm) {
					assertThat(effect.runs()).as(() -> describe(root) + expected).isEqualTo(attempts);
				}
				if (expected.inOrder()) {
					assertThat(effect.sequence()).as(() -> describe(root) + expected).isGreaterThan(sequence);
					sequence = effect.sequence();
				}
			}
		}
		assertThat(effects).as(() -> describe(root)).isEmpty();
	}

	private String describe(String root) {
		Scenario scenario = this.scenarios.get(root);
		return "\nProgram with the seed %d as the instance %s:%n%s%n".formatted(scenario.seed(), root, scenario.root());
	}

	private String history(String root) {
		StringBuilder text = new StringBuilder(this.hub.client().getInstanceMetadata(root, true).toString());
		text.append(' ').append(this.hub.client().getInstanceMetadata(root, true).getParkedReason());
		this.hub.client().getOrchestrationHistory(root).forEach((event) -> text.append("\n  ").append(event));
		return text.append('\n').toString();
	}

}
