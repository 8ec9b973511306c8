package com.example.docs;

import io.durable.api.Versioning;
import io.durable.api.Versioning.FailureStrategy;
import io.durable.api.Versioning.MatchStrategy;
import io.durable.client.NewOrchestrationInstanceOptions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PricingTests {

	private static ExampleHub hub(String version, FailureStrategy strategy) {
		return ExampleHub.with((builder) -> builder.addAnnotated(new Pricing())
			.versioning(new Versioning(version, version, MatchStrategy.CURRENT_OR_OLDER, strategy)));
	}

	private static String start(ExampleHub hub, String version) {
		return hub.client()
			.scheduleNewOrchestrationInstance("PriceOrder",
					new NewOrchestrationInstanceOptions().setInput(100).setVersion(version));
	}

	@Test
	void oldInstancesKeepTheirWay() {
		try (ExampleHub hub = hub("2.0", FailureStrategy.REJECT)) {
			assertThat(hub.output(start(hub, "1.0"))).isEqualTo("120");
			assertThat(hub.output(start(hub, null))).isEqualTo("108");
		}
	}

	@Test
	void anInstanceThatIsTooNewWaitsForANodeThatRunsIt() {
		try (ExampleHub hub = hub("1.0", FailureStrategy.REJECT)) {
			String id = start(hub, "2.0");
			assertThat(hub.parkedReason(id)).isEqualTo(DocsPage.read("versioning.md").text("It waits for a node"));
			hub.deploy((builder) -> builder.addAnnotated(new Pricing())
				.versioning(new Versioning("2.0", "2.0", MatchStrategy.STRICT, FailureStrategy.REJECT)));
			assertThat(hub.output(id)).isEqualTo("108");
		}
	}

	@Test
	void anInstanceThatIsTooNewFailsWhereThatIsAskedFor() {
		try (ExampleHub hub = hub("1.0", FailureStrategy.FAIL)) {
			assertThat(hub.output(start(hub, "2.0"))).startsWith("VersionMismatch: Its version is 2.0");
		}
	}

}
