package com.example.docs;

import java.util.stream.LongStream;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.client.NewOrchestrationInstanceOptions;
import io.durable.client.OrchestrationMetadata;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MeterTests {

	@Test
	void noReadingIsLostBetweenGenerations() {
		try (ExampleHub hub = ExampleHub.of(new Meter())) {
			hub.client().scheduleNewOrchestrationInstance("SumReadings", 0, "meter-1");
			LongStream.rangeClosed(1, 30).forEach((reading) -> hub.client().raiseEvent("meter-1", "Reading", reading));
			Awaitility.await()
				.atMost(ExampleHub.LIMIT)
				.until(() -> "465"
					.equals(hub.client().getInstanceMetadata("meter-1", false).getSerializedCustomStatus()));
			OrchestrationMetadata meter = hub.client().getInstanceMetadata("meter-1", true);
			assertThat(meter.getRuntimeStatus()).isEqualTo(OrchestrationRuntimeStatus.RUNNING);
			assertThat(hub.client().getOrchestrationHistory("meter-1")).hasSizeLessThan(10);
		}
	}

	@Test
	void aNewGenerationMayHaveANewVersion() {
		try (ExampleHub hub = ExampleHub.of(new Meter())) {
			String id = hub.client()
				.scheduleNewOrchestrationInstance("Migrate", new NewOrchestrationInstanceOptions().setVersion("1.0"));
			hub.client().raiseEvent(id, "Upgrade");
			assertThat(hub.output(id)).isEqualTo("\"on 2.0\"");
			assertThat(hub.client().getInstanceMetadata(id, false).getVersion()).isEqualTo("2.0");
		}
	}

}
