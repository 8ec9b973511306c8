package io.durable.spring.boot.actuate;

import java.time.Duration;
import java.util.List;

import io.durable.hub.TaskHub;
import io.durable.spring.boot.actuate.DurableEndpoint.InstanceDescriptor;
import io.durable.spring.boot.actuate.DurableEndpoint.TaskHubDescriptor;
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
			this.hub.client().waitForInstanceCompletion(id, Duration.ofSeconds(20), false);
		}
		TaskHubDescriptor description = this.endpoint.taskHub();
		assertThat(description.orchestrations()).containsEntry("Completed", 2L).hasSize(1);
		assertThat(description.orchestrators()).containsExactly("Greet");
		assertThat(description.activities()).containsExactly("Hello");
		assertThat(description.store().inMemory()).isTrue();
		assertThat(description.node().running()).isTrue();
		assertThat(description.node().id()).isEqualTo(this.hub.options().nodeId());
		assertThat(description.node().ownedPartitions()).hasSize(description.store().partitionCount());
	}

	@Test
	void showsAnInstanceWithoutItsPayloads() throws Exception {
		this.hub.client().scheduleNewOrchestrationInstance("Greet", "secret", "one");
		this.hub.client().waitForInstanceCompletion("one", Duration.ofSeconds(20), false);
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
