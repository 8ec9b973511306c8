package io.durable.load;

import java.util.Map;

import io.durable.api.Limits;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.TaskFailedException;
import io.durable.client.DurableTaskClient;
import io.durable.client.OrchestrationMetadata;
import io.durable.hub.TaskHub;
import io.durable.testing.NodeScenarios;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Failures count like any payload, and do not grow on their way up.
 */
class FailureSizeTests extends NodeScenarios {

	private static final String LONG = "x".repeat(8000);

	@ParameterizedTest
	@ValueSource(ints = { 120, 300 })
	void failureOfADeeplyNestedChildReachesTheTop(int depth) throws Exception {
		this.builder.addOrchestration("Nested", (context) -> {
			int left = context.getInput(Integer.class);
			if (left == 0) {
				throw new IllegalArgumentException("the lowest");
			}
			return context.callSubOrchestrator("Nested", left - 1, Integer.class).await();
		});
		TaskHub hub = start();
		DurableTaskClient client = hub.client();
		String id = client.scheduleNewOrchestrationInstance("Nested", depth);
		OrchestrationMetadata top = assertEnds(client, id, OrchestrationRuntimeStatus.FAILED);
		int nesting = 0;
		for (var failure = top.getFailureDetails(); failure != null; failure = failure.getInnerFailure()) {
			nesting++;
		}
		assertThat(nesting).isBetween(2, 50);
	}

	@ParameterizedTest
	@ValueSource(strings = { "message", "causes", "properties", "child" })
	void failuresCountForTheSizeOfAHistory(String where) throws Exception {
		Limits limits = Limits.defaults();
		this.builder
			.limits(new Limits(limits.payloadBytes(), limits.payloadWarnBytes(), MIB, MIB, limits.historyEvents(),
					limits.historyWarnEvents(), limits.openTasks(), limits.actionsPerTurn(), limits.unreadEvents(),
					limits.customStatusBytes(), limits.queryPage()))
			.exceptionProperties((exception) -> "properties".equals(where) ? Map.of("long", LONG) : Map.of())
			.addActivity("Fail", (context) -> {
				throw failure(where);
			})
			.addOrchestration("Fails", (context) -> {
				throw failure("message");
			})
			.addOrchestration("Catches", (context) -> {
				int caught = 0;
				for (int i = 0; i < 300; i++) {
					try {
						("child".equals(where) ? context.callSubOrchestrator("Fails", null, Object.class)
								: context.callActivity("Fail", Object.class))
							.await();
					}
					catch (TaskFailedException ex) {
						caught++;
					}
				}
				return caught;
			});
		TaskHub hub = start();
		String id = hub.client().scheduleNewOrchestrationInstance("Catches");
		await("it is parked or has ended", () -> {
			OrchestrationMetadata metadata = hub.client().getInstanceMetadata(id, false);
			return metadata.isCompleted() || metadata.getParkedReason() != null;
		});
		assertThat(hub.client().getInstanceMetadata(id, false).getParkedReason()).contains("history-size");
	}

	private static RuntimeException failure(String where) {
		RuntimeException failure = new IllegalStateException("message".equals(where) ? LONG : "short");
		for (int i = 0; i < 8 && "causes".equals(where); i++) {
			failure = new IllegalStateException("short", new IllegalStateException(LONG, failure.getCause()));
		}
		return failure;
	}

}
