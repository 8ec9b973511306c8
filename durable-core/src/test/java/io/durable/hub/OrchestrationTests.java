package io.durable.hub;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.durable.api.CompositeTaskFailedException;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.RetryPolicy;
import io.durable.api.Task;
import io.durable.api.TaskActivity;
import io.durable.api.TaskCanceledException;
import io.durable.api.TaskFailedException;
import io.durable.api.TaskOptions;
import io.durable.api.TaskOrchestration;
import io.durable.api.TypeReference;
import io.durable.client.DurableTaskClient;
import io.durable.client.OrchestrationMetadata;
import io.durable.history.HistoryEvent;
import io.durable.store.NewInstance;
import io.durable.store.key.PartitionHash;
import io.durable.store.memory.InMemoryTaskHubStore;
import io.durable.testing.TestClock;
import io.durable.worker.Residency;
import io.durable.worker.WorkerOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What orchestrators can do; every test runs with residency off, on and evicting at
 * random.
 */
abstract class OrchestrationTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private final TestClock clock = new TestClock();

	private final TaskHub.Builder builder = TaskHub.on(new InMemoryTaskHubStore(this.clock))
		.clock(this.clock)
		.options(WorkerOptions.defaults().withResidency(residency()));

	private TaskHub hub;

	abstract Residency residency();

	@AfterEach
	void close() {
		if (this.hub != null) {
			this.hub.close();
		}
	}

	private DurableTaskClient start() {
		this.hub = this.builder.build();
		this.hub.start();
		return this.hub.client();
	}

	private OrchestrationMetadata run(TaskOrchestration orchestration, Object input) throws Exception {
		this.builder.addOrchestration("Test", orchestration);
		DurableTaskClient client = start();
		String id = client.scheduleNewOrchestrationInstance("Test", input);
		return client.waitForInstanceCompletion(id, TIMEOUT, true);
	}

	private void activity(String name, TaskActivity activity) {
		this.builder.addActivity(name, activity);
	}

	private void advance(Duration duration) {
		this.clock.advance(duration);
		this.hub.wakeUp();
	}

	private void awaitEvent(String id, Class<? extends HistoryEvent> type, int count) {
		Awaitility.await()
			.atMost(TIMEOUT)
			.until(() -> this.hub.client()
				.getOrchestrationHistory(id)
				.stream()
				.filter(type::isInstance)
				.count() >= count);
	}

	private static void assertCompleted(OrchestrationMetadata metadata) {
		assertThat(metadata.getRuntimeStatus()).as(() -> String.valueOf(metadata.getFailureDetails()))
			.isEqualTo(OrchestrationRuntimeStatus.COMPLETED);
	}

	// ---- activities

	@Test
	void activityWithoutInputAndResult() throws Exception {
		AtomicInteger calls = new AtomicInteger();
		activity("Count", (context) -> {
			calls.incrementAndGet();
			return null;
		});
		assertCompleted(run((context) -> {
			context.callActivity("Count").await();
			context.callActivity("count").await();
			return null;
		}, null));
		assertThat(calls).hasValue(2);
	}

	@Test
	void genericInputsAndResults() throws Exception {
		activity("Open", (context) -> {
			List<Order> orders = context.getInput(new TypeReference<List<Order>>() {
			});
			return orders.stream().map((order) -> new Order(order.id() + 1, order.tags())).toList();
		});
		OrchestrationMetadata metadata = run((context) -> {
			Map<String, List<Order>> input = context.getInput(new TypeReference<Map<String, List<Order>>>() {
			});
			return context.callActivity("Open", input.get("orders"), new TypeReference<List<Order>>() {
			}).await();
		}, Map.of("orders", List.of(new Order(1, List.of("a")), new Order(2, List.of()))));
		assertCompleted(metadata);
		assertThat(metadata.readOutputAs(new TypeReference<List<Order>>() {
		})).containsExactly(new Order(2, List.of("a")), new Order(3, List.of()));
	}

	@Test
	void inputIsWrittenAtTheCall() throws Exception {
		activity("Size", (context) -> context.getInput(List.class).size());
		OrchestrationMetadata metadata = run((context) -> {
			List<Integer> list = new ArrayList<>(List.of(1));
			Task<Integer> size = context.callActivity("Size", list, Integer.class);
			list.add(2);
			return size.await();
		}, null);
		assertThat(metadata.readOutputAs(Integer.class)).isEqualTo(1);
	}

	@Test
	void fanOutAndIn() throws Exception {
		activity("Square", (context) -> {
			int n = context.getInput(Integer.class);
			return n * n;
		});
		OrchestrationMetadata metadata = run((context) -> {
			List<Task<Integer>> tasks = IntStream.rangeClosed(1, context.getInput(Integer.class))
				.mapToObj((n) -> context.callActivity("Square", n, Integer.class))
				.toList();
			return context.allOf(tasks).await().stream().mapToInt(Integer::intValue).sum();
		}, 100);
		assertCompleted(metadata);
		assertThat(metadata.readOutputAs(Integer.class)).isEqualTo(338350);
	}

	@Test
	void failureOfAnActivityCanBeCaught() throws Exception {
		activity("Fail", (context) -> {
			throw new IllegalStateException("boom", new IllegalArgumentException("inner"));
		});
		OrchestrationMetadata metadata = run((context) -> {
			try {
				context.callActivity("Fail", "x", String.class).await();
				return "no failure";
			}
			catch (TaskFailedException ex) {
				return ex.getTaskName() + ":" + ex.getErrorDetails().getErrorMessage() + ":"
						+ ex.getErrorDetails().isCausedBy(RuntimeException.class) + ":"
						+ ex.getErrorDetails().getInnerFailure().getErrorMessage();
			}
		}, null);
		assertThat(metadata.readOutputAs(String.class)).isEqualTo("Fail:boom:true:inner");
	}

	@Test
	void uncaughtExceptionFailsForGood() throws Exception {
		OrchestrationMetadata metadata = run((context) -> {
			throw new IllegalStateException("boom");
		}, null);
		assertThat(metadata.getRuntimeStatus()).isEqualTo(OrchestrationRuntimeStatus.FAILED);
		assertThat(metadata.getFailureDetails().getErrorMessage()).isEqualTo("boom");
		assertThat(metadata.getFailureDetails().getStackTrace()).contains("OrchestrationTests");
	}

	@Test
	void resultThatCannotBeReadFailsTheTask() throws Exception {
		activity("Text", (context) -> "no number");
		OrchestrationMetadata metadata = run((context) -> {
			try {
				return context.callActivity("Text", Integer.class).await();
			}
			catch (TaskFailedException ex) {
				return ex.getErrorDetails().getErrorType();
			}
		}, null);
		assertThat(metadata.readOutputAs(String.class)).contains("DataConverterException");
	}

	@Test
	void allOfFailsWhenAllHaveEndedWithEveryFailure() throws Exception {
		activity("Maybe", (context) -> {
			if (context.getInput(Integer.class) % 2 == 0) {
				throw new IllegalStateException("even");
			}
			return 1;
		});
		OrchestrationMetadata metadata = run((context) -> {
			try {
				return context.allOf(
						IntStream.range(0, 5).mapToObj((n) -> context.callActivity("Maybe", n, Integer.class)).toList())
					.await();
			}
			catch (CompositeTaskFailedException ex) {
				return ex.getExceptions().size() + " " + ex.getMessage();
			}
		}, null);
		assertThat(metadata.readOutputAs(String.class)).startsWith("3 3 out of 5 tasks failed");
	}

	@Test
	void thenApplyAndThenAccept() throws Exception {
		activity("One", (context) -> 1);
		List<Integer> accepted = new ArrayList<>();
		OrchestrationMetadata metadata = run((context) -> {
			Task<Integer> one = context.callActivity("One", Integer.class);
			Task<String> text = one.thenApply((value) -> "value " + value);
			one.thenAccept((value) -> {
				if (!context.getIsReplaying()) {
					accepted.add(value);
				}
			}).await();
			return text.await();
		}, null);
		assertThat(metadata.readOutputAs(String.class)).isEqualTo("value 1");
		assertThat(accepted).containsExactly(1);
	}

	@Test
	void retriesAreTimersInTheHistory() throws Exception {
		AtomicInteger attempts = new AtomicInteger();
		activity("Flaky", (context) -> {
			if (attempts.incrementAndGet() < 3) {
				throw new IllegalStateException("not yet");
			}
			return "done";
		});
		RetryPolicy policy = new RetryPolicy(5, Duration.ofSeconds(1)).setBackoffCoefficient(2);
		this.builder.addOrchestration("Test",
				(context) -> context.callActivity("Flaky", null, new TaskOptions(policy), String.class).await());
		DurableTaskClient client = start();
		String id = client.scheduleNewOrchestrationInstance("Test");
		awaitEvent(id, HistoryEvent.TimerCreated.class, 1);
		advance(Duration.ofSeconds(1));
		awaitEvent(id, HistoryEvent.TimerCreated.class, 2);
		advance(Duration.ofSeconds(2));
		assertCompleted(client.waitForInstanceCompletion(id, TIMEOUT, true));
		List<HistoryEvent> timers = client.getOrchestrationHistory(id)
			.stream()
			.filter(HistoryEvent.TimerCreated.class::isInstance)
			.toList();
		assertThat(timers)
			.extracting((event) -> Duration.between(event.timestamp(), ((HistoryEvent.TimerCreated) event).fireAt()))
			.containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
	}

	// ---- time and identity

	@Test
	void timerFiresWhenItIsDue() throws Exception {
		this.builder.addOrchestration("Test", (context) -> {
			Instant begin = context.getCurrentInstant();
			context.createTimer(Duration.ofHours(1)).await();
			return Duration.between(begin, context.getCurrentInstant()).toMinutes();
		});
		DurableTaskClient client = start();
		String id = client.scheduleNewOrchestrationInstance("Test");
		awaitEvent(id, HistoryEvent.TimerCreated.class, 1);
		advance(Duration.ofMinutes(59));
		assertThat(client.getInstanceMetadata(id, false).isRunning()).isTrue();
		advance(Duration.ofMinutes(1));
		assertThat(client.waitForInstanceCompletion(id, TIMEOUT, true).readOutputAs(Long.class)).isEqualTo(60);
	}

	@Test
	void pastTimersFireAtOnce() throws Exception {
		assertCompleted(run((context) -> {
			context.createTimer(Duration.ZERO).await();
			context.createTimer(Duration.ofDays(-1)).await();
			return null;
		}, null));
	}

	@Test
	void anyOfTakesTheFirstAndALosingTimerCanBeCancelled() throws Exception {
		activity("Quick", (context) -> "quick");
		OrchestrationMetadata metadata = run((context) -> {
			Task<String> quick = context.callActivity("Quick", String.class);
			Task<Void> timer = context.createTimer(Duration.ofDays(365));
			Task<?> winner = context.anyOf(quick, timer).await();
			return (winner == quick) + " " + timer.cancel() + " " + timer.isCancelled();
		}, null);
		assertThat(metadata.readOutputAs(String.class)).isEqualTo("true true true");
		assertThat(this.hub.store().worker().readTimers(List.of(0, 1, 2, 3, 4, 5, 6, 7), null, Instant.MAX, 10))
			.isEmpty();
	}

	@Test
	void timeAndIdentifiersAreStable() throws Exception {
		List<UUID> seen = new ArrayList<>();
		activity("Nothing", (context) -> null);
		OrchestrationMetadata metadata = run((context) -> {
			UUID first = context.newUUID();
			Instant before = context.getCurrentInstant();
			context.callActivity("Nothing").await();
			UUID second = context.newUUID();
			seen.add(first);
			context.callActivity("Nothing").await();
			return List.of(first, second, before.equals(Instant.ofEpochMilli(before.toEpochMilli())));
		}, null);
		assertCompleted(metadata);
		assertThat(seen).isNotEmpty().allMatch(seen.get(0)::equals);
		assertThat(metadata.readOutputAs(List.class).get(1)).isNotEqualTo(seen.get(0).toString());
		assertThat(seen.get(0).version()).isEqualTo(5);
	}

	@Test
	void isReplayingIsFalseOnceForEachStep() throws Exception {
		List<Integer> steps = new ArrayList<>();
		activity("Nothing", (context) -> null);
		assertCompleted(run((context) -> {
			for (int step = 0; step < 4; step++) {
				if (!context.getIsReplaying()) {
					steps.add(step);
				}
				context.callActivity("Nothing").await();
			}
			return null;
		}, null));
		assertThat(steps).containsExactly(0, 1, 2, 3);
	}

	@Test
	void customStatusIsVisibleWhileItRuns() throws Exception {
		this.builder.addOrchestration("Test", (context) -> {
			context.setCustomStatus(Map.of("step", 1));
			context.waitForExternalEvent("Go").await();
			context.clearCustomStatus();
			context.waitForExternalEvent("Go").await();
			context.setCustomStatus("end");
			return null;
		});
		DurableTaskClient client = start();
		String id = client.scheduleNewOrchestrationInstance("Test");
		Awaitility.await()
			.atMost(TIMEOUT)
			.untilAsserted(() -> assertThat(client.getInstanceMetadata(id, false).getSerializedCustomStatus())
				.isEqualTo("{\"step\":1}"));
		client.raiseEvent(id, "Go");
		Awaitility.await()
			.atMost(TIMEOUT)
			.until(() -> client.getInstanceMetadata(id, false).getSerializedCustomStatus() == null);
		client.raiseEvent(id, "Go");
		assertThat(client.waitForInstanceCompletion(id, TIMEOUT, true).readCustomStatusAs(String.class))
			.isEqualTo("end");
	}

	// ---- external events

	@Test
	void eventsComeInOrderWhetherEarlyOrLate() throws Exception {
		this.builder.addOrchestration("Test", (context) -> {
			List<Integer> received = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				received.add(context.waitForExternalEvent((i % 2 == 0) ? "number" : "NUMBER", Integer.class).await());
			}
			return received;
		});
		DurableTaskClient client = start();
		String id = client.scheduleNewOrchestrationInstance("Test");
		for (int i = 0; i < 20; i++) {
			client.raiseEvent(id, "Number", i);
		}
		assertThat(client.waitForInstanceCompletion(id, TIMEOUT, true).readOutputAs(new TypeReference<List<Integer>>() {
		})).isEqualTo(IntStream.range(0, 20).boxed().toList());
	}

	@Test
	void waitThatTimesOutFreesItsPlace() throws Exception {
		this.builder.addOrchestration("Test", (context) -> {
			try {
				context.waitForExternalEvent("Approval", Duration.ofMinutes(1), String.class).await();
				return "too early";
			}
			catch (TaskCanceledException ex) {
				return context.waitForExternalEvent("Approval", String.class).await();
			}
		});
		DurableTaskClient client = start();
		String id = client.scheduleNewOrchestrationInstance("Test");
		awaitEvent(id, HistoryEvent.TimerCreated.class, 1);
		advance(Duration.ofMinutes(1));
		awaitEvent(id, HistoryEvent.TimerFired.class, 1);
		client.raiseEvent(id, "approval", "yes");
		assertThat(client.waitForInstanceCompletion(id, TIMEOUT, true).readOutputAs(String.class)).isEqualTo("yes");
	}

	@Test
	void eventsSurviveContinueAsNewInOrder() throws Exception {
		this.builder.addOrchestration("Test", (context) -> {
			List<Integer> received = new ArrayList<>(context.getInput(new TypeReference<List<Integer>>() {
			}));
			received.add(context.waitForExternalEvent("Number", Integer.class).await());
			if (received.size() < 50) {
				context.continueAsNew(received);
			}
			return received;
		});
		DurableTaskClient client = start();
		String id = client.scheduleNewOrchestrationInstance("Test", List.of());
		for (int i = 0; i < 50; i++) {
			client.raiseEvent(id, "Number", i);
		}
		assertThat(client.waitForInstanceCompletion(id, TIMEOUT, true).readOutputAs(new TypeReference<List<Integer>>() {
		})).isEqualTo(IntStream.range(0, 50).boxed().toList());
	}

	// ---- sub-orchestrations

	@Test
	void subOrchestrationsReturnAndFailInTheirParent() throws Exception {
		this.builder.addOrchestration("Child", (context) -> {
			if (context.getInput(Integer.class) == 3) {
				throw new IllegalStateException("three");
			}
			return context.getParentInstance().name() + context.getInput(Integer.class);
		});
		OrchestrationMetadata metadata = run((context) -> {
			List<Task<String>> children = IntStream.rangeClosed(1, 2)
				.mapToObj((n) -> context.callSubOrchestrator("Child", n, String.class))
				.toList();
			List<String> results = new ArrayList<>(context.allOf(children).await());
			results.add(context.callSubOrchestrator("Child", 4, "given-id", String.class).await());
			try {
				context.callSubOrchestrator("Child", 3, String.class).await();
			}
			catch (TaskFailedException ex) {
				results.add(ex.getErrorDetails().getErrorMessage());
			}
			return results;
		}, null);
		assertCompleted(metadata);
		assertThat(metadata.readOutputAs(List.class)).isEqualTo(List.of("Test1", "Test2", "Test4", "three"));
	}

	@Test
	void eventsSentToAChildThatIsJustBeingStartedArrive() throws Exception {
		this.builder.addOrchestration("Child", (context) -> context.waitForExternalEvent("A", Integer.class).await()
				+ context.waitForExternalEvent("A", Integer.class).await());
		OrchestrationMetadata metadata = run((context) -> {
			Task<Integer> child = context.callSubOrchestrator("Child", null, "the-child", Integer.class);
			context.sendEvent("the-child", "a", 1);
			context.sendEvent("the-child", "a", 2);
			return child.await();
		}, null);
		assertThat(metadata.readOutputAs(Integer.class)).isEqualTo(3);
	}

	@Test
	void childWithAnIdThatIsInUseFails() throws Exception {
		this.builder.addOrchestration("Waits", (context) -> context.waitForExternalEvent("Never").await());
		this.builder.addOrchestration("Test", (context) -> {
			try {
				return context.callSubOrchestrator("Waits", null, "taken", String.class).await();
			}
			catch (TaskFailedException ex) {
				return ex.getErrorDetails().getErrorMessage();
			}
		});
		DurableTaskClient client = start();
		client.scheduleNewOrchestrationInstance("Waits", null, "taken");
		String id = client.scheduleNewOrchestrationInstance("Test");
		assertThat(client.waitForInstanceCompletion(id, TIMEOUT, true).readOutputAs(String.class))
			.startsWith("An instance with ID 'taken' already exists.");
	}

	// ---- eternal orchestrations

	@Test
	void continueAsNewKeepsTheIdAndEmptiesTheHistory() throws Exception {
		activity("Nothing", (context) -> null);
		OrchestrationMetadata metadata = run((context) -> {
			int generation = context.getInput(Integer.class);
			context.callActivity("Nothing").await();
			if (generation < 30) {
				context.continueAsNew(generation + 1);
			}
			return generation;
		}, 1);
		assertThat(metadata.readOutputAs(Integer.class)).isEqualTo(30);
		assertThat(this.hub.client().getOrchestrationHistory(metadata.getInstanceId())).hasSize(8);
	}

	@Test
	void tenThousandGenerationsWithoutAwaitingDoNotSpin() throws Exception {
		OrchestrationMetadata metadata = run((context) -> {
			int generation = context.getInput(Integer.class);
			if (generation < 10_000) {
				context.continueAsNew(generation + 1);
			}
			return generation;
		}, 1);
		assertThat(metadata.readOutputAs(Integer.class)).isEqualTo(10_000);
		assertThat(this.hub.client().getOrchestrationHistory(metadata.getInstanceId())).hasSize(4);
	}

	@Test
	void continueAsNewDropsTimersOfTheOldExecution() throws Exception {
		OrchestrationMetadata metadata = run((context) -> {
			int generation = context.getInput(Integer.class);
			context.createTimer(Duration.ofDays(1));
			context.createTimer(Duration.ZERO).await();
			if (generation < 10) {
				context.continueAsNew(generation + 1);
			}
			return generation;
		}, 1);
		assertThat(metadata.readOutputAs(Integer.class)).isEqualTo(10);
		assertThat(this.hub.store().worker().readTimers(List.of(0, 1, 2, 3, 4, 5, 6, 7), null, Instant.MAX, 10))
			.isEmpty();
	}

	@Test
	void exceptionAfterContinueAsNewFails() throws Exception {
		OrchestrationMetadata metadata = run((context) -> {
			try {
				throw new IllegalStateException("boom");
			}
			finally {
				context.continueAsNew(null);
			}
		}, null);
		assertThat(metadata.getRuntimeStatus()).isEqualTo(OrchestrationRuntimeStatus.FAILED);
		assertThat(metadata.getFailureDetails().getErrorMessage()).isEqualTo("boom");
	}

	@Test
	void schedulingAfterContinueAsNewIsRefused() throws Exception {
		activity("Nothing", (context) -> null);
		OrchestrationMetadata metadata = run((context) -> {
			context.continueAsNew(null);
			context.callActivity("Nothing").await();
			return null;
		}, null);
		assertThat(metadata.getRuntimeStatus()).isEqualTo(OrchestrationRuntimeStatus.FAILED);
		assertThat(metadata.getFailureDetails().getErrorType()).isEqualTo(IllegalStateException.class.getName());
	}

	// ---- management

	@Test
	void terminateEndsWithTheGivenOutput() throws Exception {
		this.builder.addOrchestration("Test", (context) -> context.waitForExternalEvent("Never").await());
		DurableTaskClient client = start();
		String id = client.scheduleNewOrchestrationInstance("Test");
		client.waitForInstanceStart(id, TIMEOUT);
		client.terminate(id, "enough");
		OrchestrationMetadata metadata = client.waitForInstanceCompletion(id, TIMEOUT, true);
		assertThat(metadata.getRuntimeStatus()).isEqualTo(OrchestrationRuntimeStatus.TERMINATED);
		assertThat(metadata.readOutputAs(String.class)).isEqualTo("enough");
		assertThat(client.purgeInstance(id).deletedInstanceCount()).isOne();
		assertThat(client.getInstanceMetadata(id, false).isInstanceFound()).isFalse();
	}

	@Test
	void suspendedInstanceKeepsEventsUntilItIsResumed() throws Exception {
		this.builder.addOrchestration("Test", (context) -> context.waitForExternalEvent("A", String.class).await()
				+ context.waitForExternalEvent("A", String.class).await());
		DurableTaskClient client = start();
		String id = client.scheduleNewOrchestrationInstance("Test");
		client.suspendInstance(id, "wait");
		client.raiseEvent(id, "A", "1");
		client.raiseEvent(id, "A", "2");
		awaitEvent(id, HistoryEvent.EventRaised.class, 2);
		Awaitility.await()
			.atMost(TIMEOUT)
			.until(() -> client.getInstanceMetadata(id, false)
				.getRuntimeStatus() == OrchestrationRuntimeStatus.SUSPENDED);
		client.resumeInstance(id, "go on");
		assertThat(client.waitForInstanceCompletion(id, TIMEOUT, true).readOutputAs(String.class)).isEqualTo("12");
	}

	@Test
	void eventsOfASuspensionSurviveContinueAsNew() throws Exception {
		this.builder.addOrchestration("Test", (context) -> {
			List<Integer> received = new ArrayList<>(context.getInput(new TypeReference<List<Integer>>() {
			}));
			received.add(context.waitForExternalEvent("Number", Integer.class).await());
			if (received.size() < 4) {
				context.continueAsNew(received);
			}
			return received;
		});
		DurableTaskClient client = start();
		String id = client.scheduleNewOrchestrationInstance("Test", List.of());
		client.suspendInstance(id, null);
		for (int i = 1; i <= 3; i++) {
			client.raiseEvent(id, "Number", i);
		}
		awaitEvent(id, HistoryEvent.EventRaised.class, 3);
		client.resumeInstance(id, null);
		client.raiseEvent(id, "Number", 4);
		assertThat(client.waitForInstanceCompletion(id, TIMEOUT, true).getSerializedOutput()).isEqualTo("[1,2,3,4]");
	}

	@Test
	void cancellingARetryThatWaitsStartsNothing() throws Exception {
		AtomicInteger attempts = new AtomicInteger();
		activity("Fails", (context) -> {
			attempts.incrementAndGet();
			throw new IllegalStateException("always");
		});
		this.builder.addOrchestration("Test", (context) -> {
			Task<String> call = context.callActivity("Fails", null,
					new TaskOptions(new RetryPolicy(5, Duration.ofHours(1))), String.class);
			context.waitForExternalEvent("Stop").await();
			return call.cancel() + " " + call.isCancelled();
		});
		DurableTaskClient client = start();
		String id = client.scheduleNewOrchestrationInstance("Test");
		awaitEvent(id, HistoryEvent.TimerCreated.class, 1);
		client.raiseEvent(id, "Stop");
		assertThat(client.waitForInstanceCompletion(id, TIMEOUT, true).readOutputAs(String.class))
			.isEqualTo("true true");
		assertThat(attempts).hasValue(1);
		assertThat(client.getOrchestrationHistory(id).stream().filter(HistoryEvent.TaskScheduled.class::isInstance))
			.hasSize(1);
	}

	@Test
	void generationsThatNeverWaitCanBeTerminated() throws Exception {
		this.builder.addOrchestration("Test", (context) -> {
			context.continueAsNew(null);
			return null;
		});
		DurableTaskClient client = start();
		String id = client.scheduleNewOrchestrationInstance("Test");
		client.waitForInstanceStart(id, TIMEOUT);
		client.terminate(id, "enough");
		assertThat(client.waitForInstanceCompletion(id, TIMEOUT, true).getRuntimeStatus())
			.isEqualTo(OrchestrationRuntimeStatus.TERMINATED);
	}

	@Test
	void whateverAnActivityThrowsIsAFailure() throws Exception {
		activity("Worst", (context) -> {
			throw new Error("neither Exception nor RuntimeException") {

				@Override
				public String getMessage() {
					throw new IllegalStateException("no message either");
				}

			};
		});
		OrchestrationMetadata metadata = run((context) -> {
			try {
				return context.callActivity("Worst", String.class).await();
			}
			catch (TaskFailedException ex) {
				return "failed";
			}
		}, null);
		assertThat(metadata.readOutputAs(String.class)).isEqualTo("failed");
	}

	@Test
	void givenIdOfAChildFollowsTheRule() throws Exception {
		OrchestrationMetadata metadata = run(
				(context) -> context.callSubOrchestrator("Test", null, "a/b", String.class).await(), null);
		assertThat(metadata.getRuntimeStatus()).isEqualTo(OrchestrationRuntimeStatus.FAILED);
		assertThat(metadata.getFailureDetails().getErrorMessage()).contains("must not contain /");
	}

	@Test
	void clockOfAClientDoesNotMoveTheOrchestration() throws Exception {
		this.builder.addOrchestration("Test", (context) -> context.getCurrentInstant());
		DurableTaskClient client = start();
		Instant before = this.clock.instant();
		this.hub.store()
			.client()
			.start(new NewInstance(PartitionHash.partition("ahead", this.hub.store().description().partitionCount()),
					"ahead", UUID.randomUUID(), new HistoryEvent.ExecutionStarted(before.plus(Duration.ofHours(1)),
							"Test", null, null, null, Map.of(), null)));
		assertThat(client.waitForInstanceCompletion("ahead", TIMEOUT, true).readOutputAs(Instant.class))
			.isEqualTo(before);
	}

	@Test
	void unwindingRunsUserCodeWithoutEffect() throws Exception {
		AtomicInteger cleanUps = new AtomicInteger();
		activity("Slow", (context) -> "slow");
		activity("CleanUp", (context) -> {
			cleanUps.incrementAndGet();
			return null;
		});
		OrchestrationMetadata metadata = run((context) -> {
			try {
				return context.callActivity("Slow", String.class).await();
			}
			finally {
				context.callActivity("CleanUp").await();
			}
		}, null);
		assertCompleted(metadata);
		assertThat(metadata.readOutputAs(String.class)).isEqualTo("slow");
		assertThat(cleanUps).hasValue(1);
	}

	@Test
	void workThatNobodyAwaitsIsDoneByTheNextOwner() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		AtomicInteger runs = new AtomicInteger();
		activity("Slow", (context) -> {
			if (runs.incrementAndGet() == 1) {
				release.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
			}
			return null;
		});
		OrchestrationMetadata metadata = run((context) -> {
			context.callActivity("Slow");
			return "ended";
		}, null);
		assertThat(metadata.readOutputAs(String.class)).isEqualTo("ended");
		Awaitility.await().atMost(TIMEOUT).until(() -> runs.get() == 1);
		this.hub.stop(Duration.ZERO);
		release.countDown();
		assertThat(openInstances()).containsExactly(metadata.getInstanceId());
		this.hub.start();
		Awaitility.await().atMost(TIMEOUT).until(() -> runs.get() == 2 && openInstances().isEmpty());
		assertThat(this.hub.client().getOrchestrationHistory(metadata.getInstanceId())).last()
			.isInstanceOf(HistoryEvent.ExecutionCompleted.class);
	}

	private List<String> openInstances() {
		return IntStream.range(0, 8)
			.boxed()
			.flatMap((partition) -> this.hub.store().worker().openInstances(partition, null, 1000).stream())
			.toList();
	}

	@Test
	void aNodeThatTakesOverGoesOn() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		AtomicInteger runs = new AtomicInteger();
		activity("Slow", (context) -> {
			if (runs.incrementAndGet() == 1) {
				release.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
			}
			return "slow";
		});
		activity("Next", (context) -> "next");
		this.builder.addOrchestration("Test", (context) -> context.callActivity("Slow", String.class).await()
				+ context.callActivity("Next", String.class).await());
		DurableTaskClient client = start();
		String id = client.scheduleNewOrchestrationInstance("Test");
		Awaitility.await().atMost(TIMEOUT).until(() -> runs.get() == 1);
		this.hub.stop(Duration.ZERO);
		release.countDown();
		this.hub.start();
		assertThat(client.waitForInstanceCompletion(id, TIMEOUT, true).readOutputAs(String.class))
			.isEqualTo("slownext");
		assertThat(runs).hasValue(2);
	}

	/**
	 * An order.
	 *
	 * @param id the number
	 * @param tags the tags
	 */
	record Order(int id, List<String> tags) {

	}

}
