package io.durable.hub;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;

import io.durable.api.Limits;
import io.durable.api.NonDeterministicOrchestratorException;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.PayloadTooLargeException;
import io.durable.api.Task;
import io.durable.api.TaskFailedException;
import io.durable.client.DurableTaskClient;
import io.durable.client.InboxFullException;
import io.durable.client.OrchestrationMetadata;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.EventRaised;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Limits, and uses of the API that would go wrong later.
 */
class GuardRailTests extends HubScenarios {

	// Payload 1000, history 100 KB or 60 events, 5 open tasks, 8 actions per turn, 4
	// unread events, custom status 100, page 3
	private static Limits small() {
		return new Limits(1000, 500, 100_000, 50_000, 60, 40, 5, 8, 4, 100, 3);
	}

	private static String text(int length) {
		return "x".repeat(length);
	}

	@Test
	void payloadsOfClientsAreRefusedBeforeAnythingIsStored() {
		this.builder.limits(small()).addOrchestration("Test", (context) -> context.waitForExternalEvent("E").await());
		DurableTaskClient client = start();
		assertThatExceptionOfType(PayloadTooLargeException.class)
			.isThrownBy(() -> client.scheduleNewOrchestrationInstance("Test", text(1000), "too-large"))
			.withMessageContaining("The input of 'Test' has 1002 bytes, but at most 1000 are allowed")
			.withMessageContaining("durable.limits.payload");
		assertThat(client.getInstanceMetadata("too-large", false).isInstanceFound()).isFalse();
		client.scheduleNewOrchestrationInstance("Test", text(998), "fits");
		assertThatExceptionOfType(PayloadTooLargeException.class)
			.isThrownBy(() -> client.raiseEvent("fits", "E", "ä".repeat(500)));
		assertThatExceptionOfType(PayloadTooLargeException.class)
			.isThrownBy(() -> client.terminate("fits", text(1000)));
	}

	@Test
	void payloadsOfOrchestratorsAndActivitiesFailWhatWritesThem() throws Exception {
		this.builder.limits(small());
		this.builder.addActivity("Large", (context) -> text(5000));
		this.builder.addOrchestration("Test", (context) -> {
			try {
				context.callActivity("Large", text(2000)).await();
			}
			catch (PayloadTooLargeException ex) {
				context.setCustomStatus("input");
			}
			try {
				return context.callActivity("Large", String.class).await();
			}
			catch (TaskFailedException ex) {
				return ex.getErrorDetails().getErrorMessage();
			}
		});
		String id = start().scheduleNewOrchestrationInstance("Test");
		OrchestrationMetadata metadata = awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED);
		assertThat(metadata.readOutputAs(String.class))
			.startsWith("The result of the activity 'Large' has 5002 bytes, but at most 1000");
		assertThat(metadata.readCustomStatusAs(String.class)).isEqualTo("input");
	}

	@Test
	void customStatusIsBounded() throws Exception {
		this.builder.addOrchestration("Test", (context) -> {
			context.setCustomStatus(text(8190));
			context.setCustomStatus(text(8191));
			return null;
		});
		String id = start().scheduleNewOrchestrationInstance("Test");
		OrchestrationMetadata failed = awaitEnd(id, OrchestrationRuntimeStatus.FAILED);
		assertThat(failed.getFailureDetails().getErrorMessage()).contains("16386 bytes, but at most 16384");
	}

	@Test
	void aHistoryThatGrowsTooLongParksItsInstance() throws Exception {
		this.builder.limits(small()).addOrchestration("Test", (context) -> {
			while (true) {
				context.waitForExternalEvent("E").await();
			}
		});
		String id = start().scheduleNewOrchestrationInstance("Test");
		for (int i = 1; client().getInstanceMetadata(id, false).getParkedReason() == null; i++) {
			int raised = i;
			client().raiseEvent(id, "E");
			Awaitility.await()
				.atMost(TIMEOUT)
				.until(() -> events(id, EventRaised.class).size() >= raised
						|| client().getInstanceMetadata(id, false).getParkedReason() != null);
			assertThat(i).isLessThan(60);
		}
		assertThat(awaitParked(id)).contains("at most 60").contains("continue as new").contains("history-events");
		assertThat(client().getOrchestrationHistory(id)).hasSizeLessThanOrEqualTo(61);
		client().terminate(id, "enough");
		awaitEnd(id, OrchestrationRuntimeStatus.TERMINATED);
	}

	@Test
	void failuresCountTowardsTheSizeOfAHistory() {
		Limits small = small();
		this.builder.limits(new Limits(small.payloadBytes(), small.payloadWarnBytes(), 20_000, 20_000,
				small.historyEvents(), small.historyWarnEvents(), small.openTasks(), small.actionsPerTurn(),
				small.unreadEvents(), small.customStatusBytes(), small.queryPage()));
		this.builder.addActivity("Fail", (context) -> {
			throw new IllegalStateException(text(8000));
		});
		this.builder.addOrchestration("Test", (context) -> {
			while (true) {
				try {
					context.callActivity("Fail").await();
				}
				catch (TaskFailedException ex) {
					context.setCustomStatus("failed");
				}
			}
		});
		String id = start().scheduleNewOrchestrationInstance("Test");
		assertThat(awaitParked(id)).contains("at most 60 and 20000 are allowed");
		assertThat(events(id, HistoryEvent.TaskFailed.class)).hasSizeBetween(1, 7);
	}

	@Test
	void aParkedInstanceGoesOnWhenTheLimitIsRaised() throws Exception {
		this.builder.limits(small());
		String id = overloaded(this.builder);
		assertThat(awaitParked(id)).contains("more than 8 things without waiting").contains("actions-per-turn");
		assertThat(events(id, HistoryEvent.TimerCreated.class)).isEmpty();
		TaskHub.Builder raised = newBuilder();
		code(raised);
		deploy(raised);
		awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED);
	}

	private String overloaded(TaskHub.Builder builder) {
		code(builder);
		return start().scheduleNewOrchestrationInstance("Test");
	}

	private static void code(TaskHub.Builder builder) {
		builder.addOrchestration("Test", (context) -> {
			List<Task<Void>> timers = IntStream.range(0, 9)
				.mapToObj((i) -> context.createTimer(Duration.ZERO))
				.toList();
			return context.allOf(timers).await().size();
		});
	}

	@Test
	void openTasksAreBounded() {
		this.builder.limits(small());
		this.builder.addActivity("Any", (context) -> null);
		this.builder.addOrchestration("Test", (context) -> {
			List<Task<Void>> tasks = IntStream.range(0, 6).mapToObj((i) -> context.callActivity("Any")).toList();
			return context.allOf(tasks).await();
		});
		String id = start().scheduleNewOrchestrationInstance("Test");
		assertThat(awaitParked(id)).contains("5 activities and sub-orchestrations under way").contains("open-tasks");
		assertThat(events(id, HistoryEvent.TaskScheduled.class)).isEmpty();
	}

	@Test
	void clientsAreRefusedWhileTooManyEventsAreUnread() throws Exception {
		this.builder.limits(small()).addOrchestration("Test", (context) -> {
			context.waitForExternalEvent("Go").await();
			int read = 0;
			while (read < 4) {
				context.waitForExternalEvent("E").await();
				read++;
			}
			return read;
		});
		String id = start().scheduleNewOrchestrationInstance("Test");
		for (int i = 1; i <= 4; i++) {
			client().raiseEvent(id, "E");
			awaitEvents(id, EventRaised.class, i);
		}
		assertThatExceptionOfType(InboxFullException.class).isThrownBy(() -> client().raiseEvent(id, "E"));
		assertThat(events(id, EventRaised.class)).hasSize(4);
		// Whoever manages the instance is not refused
		client().suspendInstance(id);
		client().resumeInstance(id);
		client().terminate(id, null);
		awaitEnd(id, OrchestrationRuntimeStatus.TERMINATED);
	}

	@Test
	void nonDeterminismFailsTheInstanceIfSoConfigured() throws Exception {
		this.builder.addOrchestration("Test", (context) -> context.waitForExternalEvent("E").await())
			.addOrchestration("Test2", (context) -> {
				context.createTimer(Duration.ofDays(1)).await();
				return null;
			});
		String id = start().scheduleNewOrchestrationInstance("Test2");
		awaitEvents(id, HistoryEvent.TimerCreated.class, 1);
		deploy(newBuilder().failOnNonDeterminism(true).addOrchestration("Test2", (context) -> {
			context.waitForExternalEvent("E").await();
			return null;
		}));
		client().raiseEvent(id, "E");
		OrchestrationMetadata failed = awaitEnd(id, OrchestrationRuntimeStatus.FAILED);
		assertThat(failed.getFailureDetails().getErrorType())
			.isEqualTo(NonDeterministicOrchestratorException.class.getName());
		assertThat(failed.getFailureDetails().getErrorMessage()).contains("created a timer (#0)", id, "'Test2'");
	}

	@Test
	void awaitingOnAnotherThreadParksTheInstanceWithAdvice() {
		this.builder.addActivity("Any", (context) -> null);
		this.builder.addOrchestration("Test",
				(context) -> CompletableFuture.supplyAsync(() -> context.callActivity("Any", String.class).await())
					.join());
		String id = start().scheduleNewOrchestrationInstance("Test");
		assertThat(awaitParked(id)).contains("'Test' uses its context on another thread").contains("allOf");
	}

	@Test
	void clientCallsInAnOrchestratorAreRefusedWithAdvice() throws Exception {
		this.builder.addOrchestration("Test", (context) -> {
			String waits = refusal(() -> client().waitForInstanceCompletion("x", TIMEOUT, false));
			String starts = refusal(() -> client().scheduleNewOrchestrationInstance("Test"));
			String raises = refusal(() -> client().raiseEvent("x", "E"));
			return List.of(waits, starts, raises);
		});
		String id = start().scheduleNewOrchestrationInstance("Test");
		assertThat(awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED).readOutputAs(String[].class)).satisfiesExactly(
				(wait) -> assertThat(wait).contains("context.callSubOrchestrator"),
				(start) -> assertThat(start).contains("context.startNewOrchestration"),
				(raise) -> assertThat(raise).contains("context.sendEvent"));
	}

	private static String refusal(Call call) {
		try {
			call.run();
			return "not refused";
		}
		catch (IllegalStateException ex) {
			return ex.getMessage();
		}
		catch (Exception ex) {
			throw new CompletionException(ex);
		}
	}

	interface Call {

		void run() throws Exception;

	}

}
