package com.example.docs;

import java.util.List;

import com.example.docs.Reports.Progress;
import io.durable.api.Limits;
import io.durable.api.PayloadTooLargeException;
import io.durable.client.OrchestrationMetadata;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ReportsTests {

	@Test
	void theProgressCanBeRead() {
		try (ExampleHub hub = ExampleHub.of(new Reports())) {
			String id = hub.start("Report", List.of("one", "two"));
			OrchestrationMetadata ended = hub.ended(id);
			assertThat(ended.readCustomStatusAs(Progress.class)).isEqualTo(new Progress(2, 2));
			assertThat(ended.readOutputAs(String.class)).isEqualTo("report of 2 chapters");
		}
	}

	@Test
	void aCustomStatusThatIsTooLargeFails() {
		try (ExampleHub hub = ExampleHub.with((builder) -> builder.addOrchestration("Report", (context) -> {
			context.setCustomStatus("x".repeat(8191));
			return null;
		}))) {
			assertThat(hub.output(hub.start("Report", null)))
				.endsWith(DocsPage.read("custom-status.md").text("The custom status"));
		}
	}

	@Test
	void aPayloadThatIsTooLargeIsRefused() {
		try (ExampleHub hub = ExampleHub.of(new Reports())) {
			String large = "x".repeat(Limits.defaults().payloadBytes());
			assertThatExceptionOfType(PayloadTooLargeException.class)
				.isThrownBy(() -> hub.client().scheduleNewOrchestrationInstance("Report", List.of(large), "report-1"))
				.withMessage(DocsPage.read("limits.md").text("The input of"));
			assertThat(hub.client().getInstanceMetadata("report-1", false).isInstanceFound()).isFalse();
		}
	}

	@Test
	void aHistoryThatIsTooLongParks() {
		try (ExampleHub hub = ExampleHub
			.with((builder) -> builder.addAnnotated(new Reports()).limits(ExampleLimits.historyEvents(20)))) {
			String id = hub.start("Report", List.of("a", "b", "c", "d", "e", "f", "g", "h"));
			assertThat(hub.parkedReason(id)).contains("at most 20 and", "Let it continue as new")
				.contains("raise durable.limits.history-events");
			hub.deploy((builder) -> builder.addAnnotated(new Reports()));
			assertThat(hub.output(id)).isEqualTo("\"report of 8 chapters\"");
		}
	}

}
