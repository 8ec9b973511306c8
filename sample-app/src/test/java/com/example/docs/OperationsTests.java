package com.example.docs;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.RetryPolicy;
import io.durable.api.TaskOptions;
import io.durable.client.OrchestrationMetadata;
import io.durable.history.HistoryEvent.ExecutionRewound;
import io.durable.history.HistoryEvent.TimerCreated;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class OperationsTests {

	// Several activities print at once
	private final List<String> printed = new CopyOnWriteArrayList<>();

	private volatile boolean paper;

	private ExampleHub hub;

	private Operations operations;

	@BeforeEach
	void start() {
		this.hub = ExampleHub.with((builder) -> builder.addOrchestration("Process", (context) -> {
			Order order = context.getInput(Order.class);
			context.callActivity("Print", "invoice").await();
			context.createTimer(Duration.ofMinutes(1)).await();
			TaskOptions twice = new TaskOptions(new RetryPolicy(2, Duration.ofMinutes(1)));
			context.callActivity("Print", "label", twice).await();
			return order.id();
		}).addActivity("Print", (context) -> {
			if (context.getInput(String.class).equals("label") && !this.paper) {
				throw new IllegalStateException("No paper");
			}
			this.printed.add(context.getInput(String.class));
			return null;
		})
			.addOrchestration("Parent",
					(context) -> context.callSubOrchestrator("Child", null, "child", Void.class).await())
			.addOrchestration("Child", (context) -> context.waitForExternalEvent("Go", String.class).await()));
		this.operations = new Operations(this.hub.client());
	}

	@AfterEach
	void stop() {
		this.hub.close();
	}

	private void runToFailure(String id) {
		this.operations.startLater(new Order(id, List.of()), this.hub.now());
		this.hub.awaitEvents(id, TimerCreated.class, 1);
		this.hub.advance(Duration.ofMinutes(1));
		this.hub.awaitEvents(id, TimerCreated.class, 2);
		this.hub.advance(Duration.ofMinutes(1));
		assertThat(this.operations.outcome(id)).isEqualTo("Failed");
	}

	@Test
	void aStartCanBeDelayed() {
		this.operations.startLater(new Order("order-1", List.of()), this.hub.now().plusSeconds(60));
		OrchestrationMetadata pending = this.hub.client().getInstanceMetadata("order-1", false);
		assertThat(pending.getRuntimeStatus()).isEqualTo(OrchestrationRuntimeStatus.PENDING);
		assertThat(pending.getScheduledStartAt()).isEqualTo(this.hub.now().plusSeconds(60));
		this.hub.advance(Duration.ofMinutes(1));
		this.hub.awaitEvents("order-1", TimerCreated.class, 1);
	}

	@Test
	void allPagesAreRead() {
		List<String> ids = IntStream.range(0, 60).mapToObj((n) -> "order-" + n).toList();
		ids.forEach((id) -> this.operations.startLater(new Order(id, List.of()), this.hub.now()));
		ids.forEach((id) -> this.hub.awaitEvents(id, TimerCreated.class, 1));
		this.hub.advance(Duration.ofMinutes(1));
		ids.forEach((id) -> this.hub.awaitEvents(id, TimerCreated.class, 2));
		this.hub.advance(Duration.ofMinutes(1));
		ids.forEach(this.operations::outcome);
		assertThat(this.operations.failed("order")).containsExactlyInAnyOrderElementsOf(ids);
		assertThat(this.operations.failed("other")).isEmpty();
	}

	@Test
	void rewindRepeatsWhatFailedAndKeepsTheRest() {
		runToFailure("order-1");
		assertThat(this.operations.timeline("order-1")).containsExactly("called Print", "called Print",
				"failed: No paper", "called Print", "failed: No paper");
		this.paper = true;
		this.operations.repair("order-1");
		Awaitility.await()
			.atMost(ExampleHub.LIMIT)
			.until(() -> this.hub.client()
				.getInstanceMetadata("order-1", false)
				.getRuntimeStatus() != OrchestrationRuntimeStatus.FAILED);
		assertThat(this.operations.outcome("order-1")).isEqualTo("Completed");
		assertThat(this.printed).containsExactly("invoice", "label");
		this.hub.awaitEvents("order-1", ExecutionRewound.class, 1);
	}

	@Test
	void aRestartTakesNameTagsAndAnotherInput() {
		runToFailure("order-1");
		String id = this.operations.again("order-1", new Order("order-2", List.of("lamp")));
		OrchestrationMetadata second = this.hub.client().getInstanceMetadata(id, true);
		assertThat(second.getName()).isEqualTo("Process");
		assertThat(second.getTags()).containsEntry("kind", "order");
		assertThat(second.readInputAs(Order.class)).isEqualTo(new Order("order-2", List.of("lamp")));
	}

	@Test
	void aSuspendedInstanceGoesOn() {
		this.operations.startLater(new Order("order-1", List.of()), this.hub.now());
		this.hub.awaitEvents("order-1", TimerCreated.class, 1);
		this.operations.pauseAndGoOn("order-1");
		this.paper = true;
		this.hub.advance(Duration.ofMinutes(1));
		assertThat(this.operations.outcome("order-1")).isEqualTo("Completed");
	}

	@Test
	void childrenCanBeTerminatedToo() {
		String id = this.hub.start("Parent", null);
		Awaitility.await()
			.atMost(ExampleHub.LIMIT)
			.until(() -> this.hub.client().getInstanceMetadata("child", false).isRunning());
		this.operations.endWithChildren(id);
		assertThat(this.operations.outcome(id)).isEqualTo("Terminated");
		assertThat(this.operations.outcome("child")).isEqualTo("Terminated");
	}

	@Test
	void onlyWhatHasEndedIsPurged() {
		runToFailure("failed");
		this.paper = true;
		this.operations.startLater(new Order("order-1", List.of()), this.hub.now());
		this.operations.startLater(new Order("completed", List.of()), this.hub.now());
		this.hub.awaitEvents("completed", TimerCreated.class, 1);
		this.hub.awaitEvents("order-1", TimerCreated.class, 1);
		this.hub.client().suspendInstance("order-1");
		Awaitility.await()
			.atMost(ExampleHub.LIMIT)
			.until(() -> this.hub.client()
				.getInstanceMetadata("order-1", false)
				.getRuntimeStatus() == OrchestrationRuntimeStatus.SUSPENDED);
		this.hub.advance(Duration.ofMinutes(1));
		this.operations.outcome("completed");
		this.operations.cleanUp(this.hub.now());
		assertThat(this.hub.client().getInstanceMetadata("completed", false).isInstanceFound()).isFalse();
		assertThat(this.hub.client().getInstanceMetadata("failed", false).isInstanceFound()).isTrue();
		assertThatIllegalStateException().isThrownBy(() -> this.hub.client().purgeInstance("order-1"))
			.withMessage(DocsPage.read("managing-instances.md").text("terminal state"));
	}

}
