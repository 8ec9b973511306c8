package io.durable.spring.boot.actuate;

import java.time.Duration;
import java.util.List;

import io.durable.hub.TaskHub;
import io.durable.spring.boot.actuate.DurableEndpoint.InstanceDescriptor;
import io.durable.spring.boot.actuate.DurableEndpoint.LoadDescriptor;
import io.durable.spring.boot.actuate.DurableEndpoint.TaskHubDescriptor;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DurableEndpoint}.
 */
class DurableEndpointTests {

	private final TaskHub hub = TaskHub.inMemory()
		.addOrchestration("Greet", (context) -> context.callActivity("Hello", String.class).await())
		.addActivity("Hello", (context) -> "Hello")
		.addOrchestration("Wait", (context) -> context.waitForExternalEvent("Go", String.class).await())
		.build();

	private final DurableEndpoint endpoint = new DurableEndpoint(this.hub);

	@BeforeEach
	void start() {
		this.hub.start();
	}

	@AfterEach
	void close() {
		this.hub.close();
	}

	@Test
	void showsCountsFunctionsStoreAndNode() throws Exception {
		for (String id : List.of("one", "two")) {
			this.hub.client().scheduleNewOrchestrationInstance("Greet", null, id);
			this.hub.client().waitForInstanceCompletion(id, Duration.ofSeconds(60), false);
		}
		TaskHubDescriptor description = this.endpoint.taskHub();
		assertThat(description.orchestrations()).containsEntry("Completed", 2L).hasSize(1);
		assertThat(description.orchestrators()).containsExactly("Greet", "Wait");
		assertThat(description.activities()).containsExactly("Hello");
		assertThat(description.store().inMemory()).isTrue();
		assertThat(description.node().running()).isTrue();
		assertThat(description.node().id()).isEqualTo(this.hub.options().nodeId());
		assertThat(description.node().ownedPartitions()).hasSize(description.store().partitionCount());
	}

	@Test
	void showsHowFullTheNodeIs() throws Exception {
		this.hub.client().scheduleNewOrchestrationInstance("Wait", null, "waits");
		this.hub.client().waitForInstanceStart("waits", Duration.ofSeconds(60));
		LoadDescriptor load = Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> this.endpoint.taskHub().node().load(), (shown) -> shown.residentInstances() == 1);
		assertThat(load.memory().max()).isEqualTo(this.hub.options().memory());
		assertThat(load.memory().used()).containsKeys("read", "handed-over", "control", "timers", "activity-inputs",
				"results", "checkpoints");
		assertThat(load.memory().peak()).containsOnlyKeys(load.memory().used().keySet());
		assertThat(load.memory().peak().get("checkpoints")).isPositive();
		assertThat(load.residentBytes()).isPositive();
		assertThat(load.waitingTurns()).isZero();
		assertThat(load.waitingActivities()).isZero();
		assertThat(load.residentThreads()).isZero();
		assertThat(load.evictedInstances()).isZero();
		assertThat(load.blockedTurns()).isZero();
		this.hub.stop(Duration.ZERO);
		assertThat(this.endpoint.taskHub().node().load()).isNull();
	}

	@Test
	void showsAnInstanceWithoutItsPayloads() throws Exception {
		this.hub.client().scheduleNewOrchestrationInstance("Greet", "secret", "one");
		this.hub.client().waitForInstanceCompletion("one", Duration.ofSeconds(60), false);
		InstanceDescriptor instance = this.endpoint.instance("one");
		assertThat(instance.instanceId()).isEqualTo("one");
		assertThat(instance.name()).isEqualTo("Greet");
		assertThat(instance.runtimeStatus()).isEqualTo("Completed");
		assertThat(instance.parkedReason()).isNull();
		assertThat(instance.lastUpdatedTime()).isAfterOrEqualTo(instance.createdTime());
		assertThat(instance.toString()).doesNotContain("secret", "Hello");
	}

	@Test
	void unknownAndImpossibleInstancesAreNotFound() {
		assertThat(this.endpoint.instance("nobody")).isNull();
		assertThat(this.endpoint.instance("@no/body")).isNull();
	}

}
