package io.durable.hub;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.durable.api.NonRetriableException;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.RetryPolicy;
import io.durable.api.Task;
import io.durable.api.TaskFailedException;
import io.durable.api.TaskOptions;
import io.durable.api.TaskOrchestrationContext;
import io.durable.history.HistoryEvent.TaskFailed;
import io.durable.history.HistoryEvent.TaskScheduled;
import io.durable.history.HistoryEvent.TimerCreated;
import io.durable.worker.Residency;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How calls are repeated.
 */
class RetryTests extends HubScenarios {

	private final AtomicInteger calls = new AtomicInteger();

	private volatile int failures;

	@Override
	protected Residency residency() {
		return Residency.off();
	}

	@BeforeEach
	void activity() {
		this.builder.addActivity("Flaky", (context) -> {
			if (this.calls.incrementAndGet() <= this.failures) {
				throw new IllegalStateException("attempt " + this.calls.get());
			}
			return "done after " + this.calls.get();
		});
	}

	private static String call(TaskOrchestrationContext context, TaskOptions options) {
		try {
			return context.callActivity("Flaky", null, options, String.class).await();
		}
		catch (TaskFailedException ex) {
			return ex.getErrorDetails().getErrorMessage();
		}
	}

	// Waits for each failure, then lets the time of the wait pass
	private void pass(String id, Duration... waits) {
		for (int i = 0; i < waits.length; i++) {
			awaitEvents(id, TimerCreated.class, i + 1);
			advance(waits[i].minusMillis(1));
			assertThat(events(id, TaskScheduled.class)).hasSize(i + 1);
			advance(Duration.ofMillis(1));
			awaitEvents(id, TaskScheduled.class, i + 2);
		}
	}

	private String output(String id) throws Exception {
		return awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED).readOutputAs(String.class);
	}

	@Test
	void theFirstWaitIsTheFirstIntervalAndTheOthersGrowUpToTheLongest() throws Exception {
		this.failures = 4;
		RetryPolicy policy = new RetryPolicy(5, Duration.ofSeconds(10)).setBackoffCoefficient(1.5)
			.setMaxRetryInterval(Duration.ofSeconds(20));
		this.builder.addOrchestration("Test", (context) -> call(context, new TaskOptions(policy)));
		String id = start().scheduleNewOrchestrationInstance("Test");
		pass(id, Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ofSeconds(20), Duration.ofSeconds(20));
		assertThat(output(id)).isEqualTo("done after 5");
	}

	@Test
	void theNumberOfAttemptsCountsTheFirstOne() throws Exception {
		this.failures = 9;
		this.builder.addOrchestration("Test",
				(context) -> call(context, new TaskOptions(new RetryPolicy(2, Duration.ofSeconds(1)))));
		String id = start().scheduleNewOrchestrationInstance("Test");
		pass(id, Duration.ofSeconds(1));
		assertThat(output(id)).isEqualTo("attempt 2");
	}

	@Test
	void noAttemptBeginsAfterTheTotalTime() throws Exception {
		this.failures = 9;
		RetryPolicy policy = new RetryPolicy(100, Duration.ofSeconds(10)).setRetryTimeout(Duration.ofSeconds(15));
		this.builder.addOrchestration("Test", (context) -> call(context, new TaskOptions(policy)));
		String id = start().scheduleNewOrchestrationInstance("Test");
		pass(id, Duration.ofSeconds(10));
		assertThat(output(id)).isEqualTo("attempt 2");
	}

	@Test
	void handlerAndPolicyBothHaveToAgree() throws Exception {
		this.failures = 9;
		List<String> asked = new CopyOnWriteArrayList<>();
		this.builder.addOrchestration("Test",
				(context) -> call(context, new TaskOptions(new RetryPolicy(5, Duration.ofSeconds(1)), (retry) -> {
					if (!context.getIsReplaying()) {
						asked.add(retry.getLastAttemptNumber() + ":" + retry.getLastFailure().getErrorMessage() + ":"
								+ retry.getTotalRetryTime());
					}
					return retry.getLastAttemptNumber() < 3;
				})));
		String id = start().scheduleNewOrchestrationInstance("Test");
		pass(id, Duration.ofSeconds(1), Duration.ofSeconds(1));
		assertThat(output(id)).isEqualTo("attempt 3");
		assertThat(asked).containsExactly("1:attempt 1:PT0S", "2:attempt 2:PT1S", "3:attempt 3:PT2S");
	}

	@Test
	void aFailureThatIsNotRetriableIsNotRepeated() throws Exception {
		this.builder.addActivity("Final", (context) -> {
			this.calls.incrementAndGet();
			throw new NonRetriableException("no such order");
		});
		this.builder.addOrchestration("Child", (context) -> context.callActivity("Final").await());
		this.builder.addOrchestration("Test", (context) -> {
			TaskOptions options = new TaskOptions(new RetryPolicy(5, Duration.ofSeconds(1)));
			List<String> failures = new ArrayList<>();
			for (Task<Void> task : List.of(context.callActivity("Final", null, options),
					context.callSubOrchestrator("Child", null, null, options))) {
				try {
					task.await();
				}
				catch (TaskFailedException ex) {
					failures.add(ex.getErrorDetails().isNonRetriable() + "");
				}
			}
			return String.join(",", failures);
		});
		String id = start().scheduleNewOrchestrationInstance("Test");
		assertThat(output(id)).isEqualTo("true,true");
		assertThat(this.calls).hasValue(2);
	}

	@Test
	void retriesGoOnInsideAllOfAndAnyOf() throws Exception {
		this.failures = 4;
		TaskOptions options = new TaskOptions(new RetryPolicy(3, Duration.ofSeconds(1)));
		this.builder.addOrchestration("Test", (context) -> {
			List<Task<String>> tasks = List.of(context.callActivity("Flaky", null, options, String.class),
					context.callActivity("Flaky", null, options, String.class));
			Task<List<String>> all = context.allOf(tasks);
			Task<?> first = context.anyOf(all, context.createTimer(Duration.ofMinutes(1))).await();
			return String.valueOf(first == all) + all.await().size();
		});
		String id = start().scheduleNewOrchestrationInstance("Test");
		awaitEvents(id, TaskFailed.class, 2);
		awaitEvents(id, TimerCreated.class, 3);
		advance(Duration.ofSeconds(1));
		awaitEvents(id, TaskFailed.class, 4);
		awaitEvents(id, TimerCreated.class, 5);
		advance(Duration.ofSeconds(1));
		assertThat(output(id)).isEqualTo("true2");
		assertThat(this.calls).hasValue(6);
	}

	@Test
	void theAttemptNumberIsRightWhileOthersAreWaitedFor() throws Exception {
		this.failures = 2;
		List<Integer> attempts = new CopyOnWriteArrayList<>();
		this.builder.addOrchestration("Test", (context) -> {
			TaskOptions options = new TaskOptions(new RetryPolicy(5, Duration.ofSeconds(1)), (retry) -> {
				if (!context.getIsReplaying()) {
					attempts.add(retry.getLastAttemptNumber());
				}
				return true;
			});
			Task<String> flaky = context.callActivity("Flaky", null, options, String.class);
			Instant begin = context.getCurrentInstant();
			while (!flaky.isDone()) {
				context.anyOf(flaky, context.createTimer(Duration.ofMillis(400))).await();
			}
			return Duration.between(begin, context.getCurrentInstant()).toMillis() + "";
		});
		String id = start().scheduleNewOrchestrationInstance("Test");
		for (int i = 0; !client().getInstanceMetadata(id, false).isCompleted(); i++) {
			awaitQuiet(id);
			advance(Duration.ofMillis(200));
			assertThat(i).isLessThan(1000);
		}
		awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED);
		assertThat(attempts).containsExactly(1, 2);
	}

	// Until every activity that was scheduled has been answered
	private void awaitQuiet(String id) {
		await(id, (metadata) -> events(id, TaskScheduled.class).size() <= events(id, TaskFailed.class).size()
				+ (metadata.isCompleted() ? 1 : 0) || this.calls.get() > this.failures);
	}

}
