package io.durable.concurrency;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

import io.durable.api.StartOrchestrationOptions;
import io.durable.concurrency.ScriptedStore.Fault;
import io.durable.hub.TaskHub;
import io.durable.worker.Residency;
import io.durable.worker.WorkerOptions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Work that an orchestration leaves undone when it ends: its instance is marked until the
 * last of it has ended, so that the next owner finds it, and not longer.
 */
class UnawaitedWorkInterleavingTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private static final int SHORT_WHILE = 20;

	@Test
	void noMarkIsLeftByACommitWithoutAnAnswer() {
		Interleavings.explore("noMarkIsLeftByACommitWithoutAnAnswer", (random) -> {
			Fault fault = (random.nextInt(4) > 0) ? Fault.IN_DOUBT : Fault.IN_DOUBT_AND_LOST;
			ScriptedStore store = new ScriptedStore().at(1 + random.nextInt(6), fault);
			Caller caller = new Caller(random);
			try (TaskHub hub = caller.node(store)) {
				hub.start();
				caller.start(hub, store);
				caller.awaitTheEnd(hub, store);
			}
		});
	}

	@Test
	void itIsDoneAlsoIfItsCallerEndsWithTheTurnThatWasToStartIt() {
		Interleavings.explore("itIsDoneAlsoIfItsCallerEndsWithTheTurnThatWasToStartIt", (random) -> {
			// The first turn, so that another one has to start what it has called
			ScriptedStore store = new ScriptedStore().at(1, Fault.IN_DOUBT);
			try (TaskHub hub = TaskHub.on(store)
				.addOrchestration("Test", (context) -> context.callActivity("Work", String.class).await())
				.addActivity("Work", (context) -> "done")
				.build()) {
				hub.start();
				hub.client().scheduleNewOrchestrationInstance("Test", null, "test");
				Clients.unlessEnded(() -> hub.client().terminate("test", "stopped"));
				hub.client().waitForInstanceCompletion("test", TIMEOUT, false);
				Waiting.until("no mark is left", () -> store.marked().isEmpty());
			}
		});
	}

	@Test
	void itIsDoneByTheNextOwnerAndByTheOneAfterThat() {
		Interleavings.explore("itIsDoneByTheNextOwnerAndByTheOneAfterThat", (random) -> {
			ScriptedStore store = new ScriptedStore().script(faults(random));
			Caller caller = new Caller(random);
			try (TaskHub first = caller.node(store);
					TaskHub second = caller.node(store);
					TaskHub third = caller.node(store)) {
				first.start();
				caller.start(first, store);
				Thread.sleep(random.nextInt(SHORT_WHILE));
				first.stop(Duration.ZERO);
				second.start();
				Thread.sleep(random.nextInt(SHORT_WHILE));
				second.stop(Duration.ZERO);
				third.start();
				caller.awaitTheEnd(third, store);
			}
		});
	}

	@Test
	void itIsDoneAlsoIfTheNodeLosesItsLeases() {
		Interleavings.explore("itIsDoneAlsoIfTheNodeLosesItsLeases", (random) -> {
			ScriptedStore store = new ScriptedStore().shared().script(faults(random));
			Caller caller = new Caller(random);
			try (TaskHub hub = caller.node(store)) {
				hub.start();
				caller.start(hub, store);
				for (int i = random.nextInt(3); i > 0; i--) {
					Thread.sleep(random.nextInt(SHORT_WHILE));
					store.takeLeasesAway();
				}
				caller.awaitTheEnd(hub, store);
			}
		});
	}

	// Now and then, but not for ever
	private static ScriptedStore.Script faults(SplittableRandom random) {
		SplittableRandom own = random.split();
		List<Fault> faults = List.of(Fault.TRANSIENT, Fault.STALE, Fault.IN_DOUBT, Fault.IN_DOUBT,
				Fault.IN_DOUBT_AND_LOST);
		int[] left = { random.nextInt(4) };
		return (checkpoint) -> (own.nextInt(4) == 0 && left[0]-- > 0) ? faults.get(own.nextInt(faults.size()))
				: Fault.NONE;
	}

	/**
	 * An orchestration that leaves something undone, each time something else.
	 */
	private static final class Caller {

		private final Set<String> done = new TreeSet<>();

		private final Set<String> todo = new TreeSet<>();

		private final Set<String> forgotten = new TreeSet<>();

		private final boolean child;

		private final boolean other;

		private final int works;

		private final int pause;

		private final WorkerOptions options;

		Caller(SplittableRandom random) {
			this.child = random.nextInt(4) > 0;
			this.other = random.nextInt(4) == 0;
			this.works = 1 + random.nextInt(2);
			this.pause = random.nextInt(30);
			this.options = random.nextBoolean() ? WorkerOptions.defaults()
					: WorkerOptions.defaults().withResidency(Residency.random(random.nextLong(), 1));
			if (this.child) {
				this.todo.add("child");
			}
			if (this.other) {
				this.todo.add("other");
			}
			for (int i = 0; i < this.works; i++) {
				this.todo.add("caller " + i);
			}
		}

		TaskHub node(ScriptedStore store) {
			return TaskHub.on(store).options(this.options).addOrchestration("Caller", (context) -> {
				if (this.child) {
					context.callSubOrchestrator("Child", null, "child", String.class);
				}
				if (this.other) {
					context.startNewOrchestration("Child", null,
							new StartOrchestrationOptions().setInstanceId("other"));
				}
				context.callActivity("First").await();
				for (int i = 0; i < this.works; i++) {
					context.callActivity("Work", "caller " + i);
				}
				return "ended";
			}).addOrchestration("Child", (context) -> {
				context.callActivity("Work", context.getInstanceId());
				return "ended";
			}).addActivity("First", (context) -> null).addActivity("Work", (context) -> {
				Thread.sleep(this.pause);
				return note(context.getInput(String.class));
			}).build();
		}

		private synchronized boolean note(String work) {
			return this.done.add(work);
		}

		private synchronized Set<String> left() {
			Set<String> left = new TreeSet<>(this.todo);
			left.removeAll(this.done);
			return left;
		}

		// Whoever takes over then would not do what is left
		private synchronized void markRemoved(String instanceId) {
			left().stream().filter((work) -> work.startsWith(instanceId)).forEach(this.forgotten::add);
		}

		void start(TaskHub hub, ScriptedStore store) {
			store.onMarkRemoved(this::markRemoved);
			hub.client().scheduleNewOrchestrationInstance("Caller", null, "caller");
		}

		void awaitTheEnd(TaskHub hub, ScriptedStore store) throws Exception {
			hub.client().waitForInstanceCompletion("caller", TIMEOUT, false);
			Waiting.until("all work is done", () -> left().isEmpty());
			Waiting.until("no mark is left", () -> store.marked().isEmpty());
			assertThat(this.forgotten).as("a mark was removed before this was done").isEmpty();
		}

	}

}
