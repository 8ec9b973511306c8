package io.durable.hub;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.durable.api.FailureDetails;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.TaskFailedException;
import io.durable.client.OrchestrationMetadata;
import io.durable.history.HistoryEvent.ExecutionCompleted;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceFailed;
import io.durable.testing.HostileException;
import io.durable.worker.Residency;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Failures are delivered, whatever they consist of, and seen as they are stored.
 */
public abstract class FailureScenarios extends HubScenarios {

	@Override
	protected Residency residency() {
		return Residency.off();
	}

	private static FailureDetails innermost(FailureDetails failure) {
		FailureDetails part = failure;
		while (part.getInnerFailure() != null) {
			part = part.getInnerFailure();
		}
		return part;
	}

	@Test
	void aFailureGoesUpThroughManySubOrchestrations() throws Exception {
		this.builder.addOrchestration("Nested", (context) -> {
			int depth = context.getInput(Integer.class);
			if (depth == 0) {
				throw new IllegalStateException("the lowest");
			}
			return context.callSubOrchestrator("Nested", depth - 1, String.class).await();
		});
		String id = start().scheduleNewOrchestrationInstance("Nested", 120);
		// Some hundred checkpoints, one after the other
		OrchestrationMetadata failed = client().waitForInstanceCompletion(id, Duration.ofMinutes(5), true);
		assertThat(failed.getRuntimeStatus()).isEqualTo(OrchestrationRuntimeStatus.FAILED);
		assertThat(innermost(failed.getFailureDetails()).getErrorMessage()).isEqualTo("the lowest");
		assertThat(innermost(events(id, SubOrchestrationInstanceFailed.class).get(0).failure()).getErrorMessage())
			.isEqualTo("the lowest");
		ExecutionCompleted completed = events(id, ExecutionCompleted.class).get(0);
		assertThat(innermost(completed.failure()).getErrorMessage()).isEqualTo("the lowest");
		assertThat(completed.payloadBytes()).isLessThan(200_000);
	}

	@Test
	void aHostileExceptionFailsTheActivityAndTheOrchestration() throws Exception {
		this.builder.addActivity("Fail", (context) -> {
			throw new HostileException();
		});
		this.builder.addOrchestration("Test", (context) -> {
			try {
				return context.callActivity("Fail", String.class).await();
			}
			catch (TaskFailedException ex) {
				context.setCustomStatus(ex.getErrorDetails().getErrorType());
				throw new HostileException();
			}
		});
		String id = start().scheduleNewOrchestrationInstance("Test");
		OrchestrationMetadata failed = awaitEnd(id, OrchestrationRuntimeStatus.FAILED);
		assertThat(failed.getFailureDetails().getErrorType()).isEqualTo(HostileException.class.getName());
		assertThat(failed.readCustomStatusAs(String.class)).isEqualTo(HostileException.class.getName());
	}

	@Test
	void aProviderOfPropertiesThatThrowsAnErrorChangesNothingElse() throws Exception {
		this.builder.exceptionProperties((exception) -> {
			throw new AssertionError("from the provider");
		});
		this.builder.addActivity("Fail", (context) -> {
			throw new IllegalStateException("boom");
		});
		this.builder.addOrchestration("Test", (context) -> context.callActivity("Fail", String.class).await());
		String id = start().scheduleNewOrchestrationInstance("Test");
		FailureDetails failure = awaitEnd(id, OrchestrationRuntimeStatus.FAILED).getFailureDetails();
		assertThat(innermost(failure).getErrorMessage()).isEqualTo("boom");
		assertThat(innermost(failure).getProperties()).isEmpty();
	}

	@Test
	void propertiesAreTheSameInAReplay() throws Exception {
		this.builder.exceptionProperties((exception) -> (exception instanceof IllegalStateException)
				? Map.of("long", 7L, "float", 0.1f, "time", Instant.EPOCH, "unit", TimeUnit.DAYS) : Map.of());
		this.builder.addActivity("Fail", (context) -> {
			throw new IllegalStateException("boom");
		});
		this.builder.addActivity("Echo", (context) -> context.getInput(Object.class));
		// What it does depends on the types that it sees
		this.builder.addOrchestration("Test", (context) -> {
			try {
				return context.callActivity("Fail", String.class).await();
			}
			catch (TaskFailedException ex) {
				Map<String, Object> properties = ex.getErrorDetails().getProperties();
				List<String> types = properties.keySet()
					.stream()
					.sorted()
					.map((key) -> key + "=" + properties.get(key).getClass().getSimpleName())
					.toList();
				for (String type : types) {
					context.callActivity(type.endsWith("String") ? "Echo" : "echo", type).await();
				}
				context.waitForExternalEvent("Go").await();
				return types.toString();
			}
		});
		String id = start().scheduleNewOrchestrationInstance("Test");
		awaitEvents(id, io.durable.history.HistoryEvent.TaskCompleted.class, 4);
		client().raiseEvent(id, "Go");
		assertThat(awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED).readOutputAs(String.class))
			.isEqualTo("[float=Double, long=Integer, time=String, unit=String]");
	}

}
