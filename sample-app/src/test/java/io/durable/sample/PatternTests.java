package io.durable.sample;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.client.DurableTaskClient;
import io.durable.client.OrchestrationMetadata;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.TaskScheduled;
import io.durable.history.HistoryEvent.TimerCreated;
import io.durable.history.HistoryEvent.TimerFired;
import io.durable.spring.boot.DurableClient;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The patterns that need more than a start: polling, events, children, retries.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = "spring.datasource.url=jdbc:h2:mem:sample;DB_CLOSE_DELAY=-1")
class PatternTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	@DurableClient
	private DurableTaskClient client;

	private OrchestrationMetadata run(String name, Object input) throws TimeoutException {
		return ended(this.client.scheduleNewOrchestrationInstance(name, input));
	}

	private OrchestrationMetadata ended(String id) throws TimeoutException {
		return this.client.waitForInstanceCompletion(id, LIMIT, true);
	}

	private List<HistoryEvent> history(OrchestrationMetadata instance, Class<? extends HistoryEvent> type) {
		return this.client.getOrchestrationHistory(instance.getInstanceId()).stream().filter(type::isInstance).toList();
	}

	private void awaitCustomStatus(String id) {
		Awaitility.await()
			.atMost(LIMIT)
			.until(() -> this.client.getInstanceMetadata(id, false).getSerializedCustomStatus() != null);
	}

	@Test
	void aJobIsPolledUntilItIsDone() throws Exception {
		OrchestrationMetadata ended = run("MonitorJob", Map.of("jobId", "short", "interval", "PT0.05S"));
		assertThat(ended.readOutputAs(String.class)).isEqualTo("Done");
		assertThat(history(ended, TaskScheduled.class)).hasSize(3);
		assertThat(history(ended, TimerFired.class)).hasSize(2);
	}

	@Test
	void aJobIsPolledUntilTheDeadline() throws Exception {
		Map<String, Object> watch = Map.of("jobId", "long", "interval", "PT0.1S", "limit", "PT0.05S");
		OrchestrationMetadata ended = run("MonitorJob", watch);
		assertThat(ended.readOutputAs(String.class)).isEqualTo("Deadline passed");
		assertThat(history(ended, TaskScheduled.class)).hasSize(1);
	}

	@Test
	void anApprovalWaitsAndSaysSo() throws Exception {
		String approved = this.client.scheduleNewOrchestrationInstance("Approval");
		String rejected = this.client.scheduleNewOrchestrationInstance("Approval", Map.of("subject", "a raise"));
		awaitCustomStatus(approved);
		assertThat(this.client.getInstanceMetadata(approved, false).readCustomStatusAs(String.class))
			.isEqualTo("Waiting for the event Approval");
		this.client.raiseEvent(approved, "Approval", true);
		this.client.raiseEvent(rejected, "approval", false);
		assertThat(ended(approved).readOutputAs(String.class)).isEqualTo("Approved");
		assertThat(ended(rejected).readOutputAs(String.class)).isEqualTo("Rejected");
		assertThat(ended(approved).getSerializedCustomStatus()).isNull();
	}

	@Test
	void anApprovalThatNobodyGivesIsEscalated() throws Exception {
		OrchestrationMetadata ended = run("Approval", Map.of("subject", "a raise", "patience", "PT0.05S"));
		assertThat(ended.readOutputAs(String.class)).isEqualTo("Escalated");
		assertThat(history(ended, TaskScheduled.class)).extracting((event) -> ((TaskScheduled) event).name())
			.containsExactly("RequestApproval", "Escalate");
	}

	@Test
	void theOutputsOfThreeChildrenAreSummedUp() throws Exception {
		assertThat(run("ParentOfThree", null).readOutputAs(Integer.class)).isEqualTo(385 + 2870 + 9455);
	}

	@Test
	void anyInputIsEchoed() throws Exception {
		Map<String, Object> input = Map.of("text", "ü", "numbers", List.of(1, 2.5), "nested", Map.of("yes", true));
		assertThat(run("EchoInput", input).readOutputAs(Object.class)).isEqualTo(input);
		assertThat(run("EchoInput", 7).readOutputAs(Object.class)).isEqualTo(7);
		assertThat(run("EchoInput", null).getSerializedOutput()).isNull();
	}

	@Test
	void theDataOfAnEventIsReturned() throws Exception {
		String withoutInput = this.client.scheduleNewOrchestrationInstance("WaitForEvent");
		String named = this.client.scheduleNewOrchestrationInstance("WaitForEvent", "Paid");
		this.client.raiseEvent(withoutInput, "Approval", Map.of("by", "Ada"));
		this.client.raiseEvent(named, "Approval", "the wrong event");
		this.client.raiseEvent(named, "Paid");
		assertThat(ended(withoutInput).getSerializedOutput()).isEqualTo("{\"by\":\"Ada\"}");
		assertThat(ended(named).getSerializedOutput()).isNull();
	}

	@Test
	void aFlakyActivityIsRepeatedUntilItSucceeds() throws Exception {
		OrchestrationMetadata ended = run("Flaky", Duration.ofMillis(10));
		assertThat(ended.readOutputAs(String.class)).isEqualTo("Attempt 3 succeeds");
		assertThat(history(ended, TimerCreated.class))
			.extracting((event) -> Duration.between(event.timestamp(), ((TimerCreated) event).fireAt()).toMillis())
			.containsExactly(10L, 20L);
	}

	@Test
	void anUncaughtFailureFailsTheOrchestration() throws Exception {
		OrchestrationMetadata ended = run("AlwaysFails", null);
		assertThat(ended.getRuntimeStatus()).isEqualTo(OrchestrationRuntimeStatus.FAILED);
		assertThat(ended.getFailureDetails().getInnerFailure().getErrorMessage()).isEqualTo("It always fails");
	}

}
