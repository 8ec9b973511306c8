package io.durable.soak;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.client.DurableTaskClient;
import io.durable.client.OrchestrationStatusQuery;
import io.durable.testing.NodeScenarios;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sub-orchestrations of an orchestration that is rewound, while the clock stands still.
 */
class RewoundChildTests extends NodeScenarios {

	private final AtomicInteger runs = new AtomicInteger();

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = "given")
	void childThatFailsAgainAtTheSameTimeAnswers(String childId) throws Exception {
		this.builder.addOrchestration("Fails", (context) -> {
			this.runs.incrementAndGet();
			throw new IllegalStateException("no");
		});
		this.builder.addOrchestration("Parent",
				(context) -> context.callSubOrchestrator("Fails", null, childId, String.class).await());
		DurableTaskClient client = start().client();
		client.scheduleNewOrchestrationInstance("Parent", null, "parent");
		assertEnds(client, "parent", OrchestrationRuntimeStatus.FAILED);
		client.rewindInstance("parent", null);
		assertEnds(client, "parent", OrchestrationRuntimeStatus.FAILED);
		assertThat(this.runs).hasValueGreaterThan(1);
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = "given")
	void childThatWasTerminatedRunsAgainAndAnswers(String childId) throws Exception {
		AtomicBoolean waits = new AtomicBoolean(true);
		this.builder.addOrchestration("WaitsThenFails", (context) -> {
			if (waits.get()) {
				context.waitForExternalEvent("Never").await();
			}
			throw new IllegalStateException("no");
		});
		this.builder.addOrchestration("Parent",
				(context) -> context.callSubOrchestrator("WaitsThenFails", null, childId, String.class).await());
		DurableTaskClient client = start().client();
		client.scheduleNewOrchestrationInstance("Parent", null, "parent");
		OrchestrationStatusQuery children = new OrchestrationStatusQuery().setName("WaitsThenFails")
			.setRuntimeStatusList(List.of(OrchestrationRuntimeStatus.RUNNING));
		await("the child runs", () -> !client.queryInstances(children).getOrchestrationState().isEmpty());
		client.terminate(client.queryInstances(children).getOrchestrationState().get(0).getInstanceId(), null);
		assertEnds(client, "parent", OrchestrationRuntimeStatus.FAILED);
		waits.set(false);
		client.rewindInstance("parent", null);
		assertThat(assertEnds(client, "parent", OrchestrationRuntimeStatus.FAILED).getFailureDetails().toString())
			.contains("no");
	}

}
