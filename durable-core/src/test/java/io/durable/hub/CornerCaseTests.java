package io.durable.hub;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.durable.api.DataConverterException;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.Task;
import io.durable.api.TaskFailedException;
import io.durable.api.TaskOrchestrationContext;
import io.durable.client.InstanceNotFoundException;
import io.durable.client.InstanceNotRunningException;
import io.durable.client.OrchestrationMetadata;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.ExecutionSuspended;
import io.durable.worker.Residency;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Where systems of this kind differ, and have erred.
 */
class CornerCaseTests extends HubScenarios {

	@Override
	protected Residency residency() {
		return Residency.off();
	}

	private OrchestrationMetadata complete(String id) throws Exception {
		return awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED);
	}

	// ---- anyOf

	@Test
	void anOrchestrationIsCompleteWhenItReturnsWhateverIsStillUnderWay() throws Exception {
		this.builder.addOrchestration("Never", (context) -> context.waitForExternalEvent("Never").await());
		this.builder.addOrchestration("Test", (context) -> {
			Task<Void> timer = context.createTimer(Duration.ofDays(1));
			Task<Void> child = context.callSubOrchestrator("Never");
			Task<Void> event = context.waitForExternalEvent("Never");
			Task<Void> now = context.createTimer(Duration.ZERO);
			return context.anyOf(timer, child, event, now).await() == now;
		});
		String id = start().scheduleNewOrchestrationInstance("Test");
		assertThat(complete(id).readOutputAs(Boolean.class)).isTrue();
		assertThat(this.store.worker()
			.readTimers(hub().ownedPartitions(), null, this.clock.instant().plus(Duration.ofDays(2)), 10)).isEmpty();
	}

	@Test
	void anyOfTakesTheFirstInTheListOfThoseThatAreDone() throws Exception {
		this.builder.addOrchestration("Test", (context) -> {
			Task<Void> first = context.waitForExternalEvent("A");
			Task<Void> second = context.waitForExternalEvent("B");
			context.waitForExternalEvent("Both").await();
			return context.anyOf(List.of(second, first)).await() == second;
		});
		String id = start().scheduleNewOrchestrationInstance("Test");
		List.of("A", "B", "Both").forEach((event) -> client().raiseEvent(id, event));
		assertThat(complete(id).readOutputAs(Boolean.class)).isTrue();
	}

	// ---- external events

	@Test
	void waitersOfOneNameAreServedInTheirOrderWhateverTheCase() throws Exception {
		this.builder.addOrchestration("Test", (context) -> {
			Task<String> first = context.waitForExternalEvent("approval", String.class);
			Task<String> second = context.waitForExternalEvent("APPROVAL", String.class);
			Task<String> third = context.waitForExternalEvent("Approval", String.class);
			second.cancel();
			return first.await() + third.await();
		});
		String id = start().scheduleNewOrchestrationInstance("Test");
		client().raiseEvent(id, "aPPROVAL", "1");
		client().raiseEvent(id, "Approval", "2");
		assertThat(complete(id).readOutputAs(String.class)).isEqualTo("12");
	}

	@Test
	void anEventThatCannotBeReadFailsItsWait() throws Exception {
		this.builder.addOrchestration("Test", (context) -> {
			try {
				return context.waitForExternalEvent("E", Integer.class).await();
			}
			catch (TaskFailedException ex) {
				return ex.getErrorDetails().isCausedBy(DataConverterException.class) + ":"
						+ context.waitForExternalEvent("E", Integer.class).await();
			}
		});
		String id = start().scheduleNewOrchestrationInstance("Test");
		client().raiseEvent(id, "E", "no number");
		client().raiseEvent(id, "E", 7);
		assertThat(complete(id).readOutputAs(String.class)).isEqualTo("true:7");
	}

	@Test
	void aMessageToAnUnknownOrFinishedInstanceIsReported() throws Exception {
		this.builder.addOrchestration("Test", (context) -> null);
		String id = start().scheduleNewOrchestrationInstance("Test");
		complete(id);
		List<Consumer<String>> calls = List.of((instance) -> client().raiseEvent(instance, "E"),
				(instance) -> client().terminate(instance, null), (instance) -> client().suspendInstance(instance),
				(instance) -> client().resumeInstance(instance));
		for (Consumer<String> call : calls) {
			assertThatExceptionOfType(InstanceNotRunningException.class).isThrownBy(() -> call.accept(id))
				.withMessageContaining("its status is Completed");
			assertThatExceptionOfType(InstanceNotFoundException.class).isThrownBy(() -> call.accept("nobody"))
				.withMessageContaining("nobody");
		}
	}

	// ---- suspend, terminate

	@Test
	void aSuspendedInstanceCanBeTerminatedAndSuspendingTwiceDoesNoHarm() throws Exception {
		this.builder.addOrchestration("Test", (context) -> context.waitForExternalEvent("E").await());
		String id = start().scheduleNewOrchestrationInstance("Test");
		client().resumeInstance(id, "runs anyway");
		client().suspendInstance(id, "once");
		client().suspendInstance(id, "twice");
		awaitEvents(id, ExecutionSuspended.class, 2);
		assertThat(client().getInstanceMetadata(id, false).getRuntimeStatus())
			.isEqualTo(OrchestrationRuntimeStatus.SUSPENDED);
		client().raiseEvent(id, "E");
		client().terminate(id, "over");
		assertThat(awaitEnd(id, OrchestrationRuntimeStatus.TERMINATED).readOutputAs(String.class)).isEqualTo("over");
	}

	@Test
	void aTerminatedChildFailsTheCallOfItsParent() throws Exception {
		this.builder.addOrchestration("Child", (context) -> context.waitForExternalEvent("E").await());
		this.builder.addOrchestration("Parent", (context) -> {
			try {
				return context.callSubOrchestrator("Child", null, "the-child", String.class).await();
			}
			catch (TaskFailedException ex) {
				return ex.getErrorDetails().getErrorMessage();
			}
		});
		String id = start().scheduleNewOrchestrationInstance("Parent");
		await("the-child", (child) -> child.isInstanceFound() && child.isRunning());
		client().terminate("the-child", "stopped by hand");
		assertThat(complete(id).readOutputAs(String.class)).contains("'the-child' was terminated")
			.contains("stopped by hand");
	}

	// ---- children

	@Test
	void aChildCannotHaveTheIdOfItsCallerOrOfTheCallersCaller() throws Exception {
		this.builder.addOrchestration("Child",
				(context) -> context.callSubOrchestrator("Child", null, "parent-id", String.class).await());
		this.builder.addOrchestration("Parent", (context) -> {
			try {
				context.callSubOrchestrator("Child", null, context.getInstanceId(), String.class).await();
				return "not refused";
			}
			catch (IllegalArgumentException ex) {
				return context.callSubOrchestrator("Child", String.class).await();
			}
		});
		start().scheduleNewOrchestrationInstance("Parent", null, "parent-id");
		OrchestrationMetadata failed = awaitEnd("parent-id", OrchestrationRuntimeStatus.FAILED);
		assertThat(failed.getFailureDetails().getInnerFailure().getErrorMessage())
			.contains("cannot have the instance ID 'parent-id'");
	}

	@Test
	void aChildThatContinuesAsNewStillAnswersItsParent() throws Exception {
		this.builder.addOrchestration("Child", (context) -> {
			int n = context.getInput(Integer.class);
			context.createTimer(Duration.ZERO).await();
			if (n < 5) {
				context.continueAsNew(n + 1);
				return null;
			}
			return n + ":" + context.getParentInstance().getName();
		});
		this.builder.addOrchestration("Parent",
				(context) -> context.callSubOrchestrator("Child", 1, String.class).await());
		String id = start().scheduleNewOrchestrationInstance("Parent");
		assertThat(complete(id).readOutputAs(String.class)).isEqualTo("5:Parent");
	}

	// ---- determinism

	enum Difference {

		ACTIVITY_NAME("called the activity 'One' (#0), but the code called the activity 'Two' (#0)",
				(context) -> context.callActivity("One"), (context) -> context.callActivity("Two")),

		KIND("called the activity 'One' (#0), but the code created a timer (#0)",
				(context) -> context.callActivity("One"), (context) -> context.createTimer(Duration.ofDays(1))),

		EVENT_NAME("sent the event 'A' (#0), but the code sent the event 'B' (#0)",
				(context) -> context.sendEvent("x", "A"), (context) -> context.sendEvent("x", "B")),

		CHILD("called the sub-orchestrator 'C' (#0), but the code called the sub-orchestrator 'D' (#0)",
				(context) -> context.callSubOrchestrator("C"), (context) -> context.callSubOrchestrator("D")),

		LESS("created a timer (#0), but the code did not", (context) -> context.createTimer(Duration.ofDays(1)),
				(context) -> {
				}),

		MORE("nothing more in this turn, but the code created a timer (#0)", (context) -> {
		}, (context) -> context.createTimer(Duration.ofDays(1)));

		private final String message;

		private final Consumer<TaskOrchestrationContext> before;

		private final Consumer<TaskOrchestrationContext> after;

		Difference(String message, Consumer<TaskOrchestrationContext> before,
				Consumer<TaskOrchestrationContext> after) {
			this.message = message;
			this.before = before;
			this.after = after;
		}

	}

	@ParameterizedTest
	@EnumSource
	void aChangeOfTheCodeIsFoundByKindAndNameAndTheInstanceGoesOnWithTheOldCode(Difference difference)
			throws Exception {
		this.builder = code(difference.before);
		String id = start().scheduleNewOrchestrationInstance("Test");
		await(id, OrchestrationMetadata::isRunning);
		deploy(code(difference.after));
		client().raiseEvent(id, "Go");
		assertThat(awaitParked(id)).contains(difference.message).contains("'Test'").contains(id);
		deploy(code(difference.before));
		complete(id);
	}

	private TaskHub.Builder code(Consumer<TaskOrchestrationContext> action) {
		return newBuilder().addActivity("One", (context) -> null)
			.addActivity("Two", (context) -> null)
			.addOrchestration("C", (context) -> null)
			.addOrchestration("D", (context) -> null)
			.addOrchestration("Test", (context) -> {
				action.accept(context);
				context.waitForExternalEvent("Go").await();
				return null;
			});
	}

	@Test
	void aParkedInstanceIsTriedAgainWhenItIsResumed() throws Exception {
		this.builder = code(Difference.KIND.before);
		String id = start().scheduleNewOrchestrationInstance("Test");
		// Whatever comes after the mending would let it go on before it is resumed
		awaitEvents(id, HistoryEvent.TaskCompleted.class, 1);
		AtomicBoolean mended = new AtomicBoolean();
		deploy(newBuilder().addActivity("One", (context) -> null).addOrchestration("Test", (context) -> {
			if (mended.get()) {
				context.callActivity("One");
			}
			context.waitForExternalEvent("Go").await();
			return null;
		}));
		client().raiseEvent(id, "Go");
		awaitEvents(id, HistoryEvent.EventRaised.class, 1);
		awaitParked(id);
		mended.set(true);
		client().resumeInstance(id, "mended");
		complete(id);
	}

	// ---- time

	@Test
	void aTimerYearsAheadIsOneTimer() throws Exception {
		this.builder.addOrchestration("Test", (context) -> context.createTimer(Duration.ofDays(36500)).await());
		String id = start().scheduleNewOrchestrationInstance("Test");
		awaitEvents(id, HistoryEvent.TimerCreated.class, 1);
		advance(Duration.ofDays(36499));
		assertThat(client().getInstanceMetadata(id, false).isRunning()).isTrue();
		advance(Duration.ofDays(1));
		complete(id);
		assertThat(events(id, HistoryEvent.TimerCreated.class)).hasSize(1);
	}

	@Test
	void aTimerThatFiresWhileSuspendedIsNotLost() throws Exception {
		this.builder.addOrchestration("Test", (context) -> context.createTimer(Duration.ofHours(1)).await());
		String id = start().scheduleNewOrchestrationInstance("Test");
		awaitEvents(id, HistoryEvent.TimerCreated.class, 1);
		client().suspendInstance(id);
		await(id, (metadata) -> metadata.getRuntimeStatus() == OrchestrationRuntimeStatus.SUSPENDED);
		advance(Duration.ofHours(1));
		awaitEvents(id, HistoryEvent.TimerFired.class, 1);
		assertThat(client().getInstanceMetadata(id, false).isCompleted()).isFalse();
		client().resumeInstance(id);
		complete(id);
	}

}
