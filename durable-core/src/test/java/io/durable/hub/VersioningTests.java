package io.durable.hub;

import io.durable.api.ContinueAsNewOptions;
import io.durable.api.NewSubOrchestrationInstanceOptions;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.Versioning;
import io.durable.api.Versioning.FailureStrategy;
import io.durable.api.Versioning.MatchStrategy;
import io.durable.client.NewOrchestrationInstanceOptions;
import io.durable.client.OrchestrationMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Versions of instances and of nodes.
 */
class VersioningTests extends HubScenarios {

	private static Versioning versioning(String version, MatchStrategy match, FailureStrategy failure) {
		return new Versioning(version, version, match, failure);
	}

	private TaskHub.Builder code(Versioning versioning) {
		return newBuilder().versioning(versioning)
			.addOrchestration("Version", (context) -> String.valueOf(context.getVersion()))
			.addOrchestration("Parent", (context) -> {
				String own = String.valueOf(context.getVersion());
				String child = context.callSubOrchestrator("Version", null, String.class).await();
				String other = context
					.callSubOrchestrator("Version", null, null,
							new NewSubOrchestrationInstanceOptions().setVersion("0.5"), String.class)
					.await();
				return own + "/" + child + "/" + other;
			});
	}

	private String run(String version, String name) throws Exception {
		String id = client().scheduleNewOrchestrationInstance(name,
				new NewOrchestrationInstanceOptions().setVersion(version));
		return awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED).readOutputAs(String.class);
	}

	@Test
	void defaultVersionIsGivenToNewInstancesAndToChildren() throws Exception {
		this.builder = code(versioning("2.1", MatchStrategy.CURRENT_OR_OLDER, FailureStrategy.REJECT));
		start();
		assertThat(run(null, "Version")).isEqualTo("2.1");
		assertThat(run("1.0", "Version")).isEqualTo("1.0");
		// The node's version, not the parent's
		assertThat(run("1.0", "Parent")).isEqualTo("1.0/2.1/0.5");
	}

	@Test
	void withoutVersionsEverythingRuns() throws Exception {
		this.builder = code(Versioning.NONE);
		start();
		assertThat(run(null, "Version")).isEqualTo("null");
		assertThat(run("99", "Version")).isEqualTo("99");
	}

	@Test
	void newerVersionWaitsForANodeThatRunsIt() throws Exception {
		this.builder = code(versioning("1.9", MatchStrategy.CURRENT_OR_OLDER, FailureStrategy.REJECT));
		String id = start().scheduleNewOrchestrationInstance("Version",
				new NewOrchestrationInstanceOptions().setVersion("1.10"));
		assertThat(awaitParked(id)).contains("Its version is 1.10").contains("this node has version 1.9");
		deploy(code(versioning("1.10", MatchStrategy.CURRENT_OR_OLDER, FailureStrategy.REJECT)));
		assertThat(awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED).readOutputAs(String.class)).isEqualTo("1.10");
	}

	@Test
	void strictRunsOnlyItsOwnVersion() throws Exception {
		this.builder = code(versioning("2.0", MatchStrategy.STRICT, FailureStrategy.FAIL));
		start();
		assertThat(run("2", "Version")).isEqualTo("2");
		String id = client().scheduleNewOrchestrationInstance("Version",
				new NewOrchestrationInstanceOptions().setVersion("1.0"));
		OrchestrationMetadata failed = awaitEnd(id, OrchestrationRuntimeStatus.FAILED);
		assertThat(failed.getFailureDetails().getErrorType()).isEqualTo("VersionMismatch");
		assertThat(failed.getFailureDetails().isNonRetriable()).isTrue();
	}

	@Test
	void rejectedInstanceCanBeTerminated() throws Exception {
		this.builder = code(versioning("1.0", MatchStrategy.STRICT, FailureStrategy.REJECT));
		String id = start().scheduleNewOrchestrationInstance("Version",
				new NewOrchestrationInstanceOptions().setVersion("2.0"));
		awaitParked(id);
		client().terminate(id, "not here");
		awaitEnd(id, OrchestrationRuntimeStatus.TERMINATED);
	}

	@Test
	void continueAsNewMovesToANewVersion() throws Exception {
		this.builder.addOrchestration("Eternal", (context) -> {
			if (context.getVersion() == null || !context.getVersion().equals("2.0")) {
				context.continueAsNew(context.getInput(Integer.class) + 1,
						new ContinueAsNewOptions().setNewVersion("2.0"));
				return null;
			}
			return context.getInput(Integer.class);
		});
		String id = start().scheduleNewOrchestrationInstance("Eternal",
				new NewOrchestrationInstanceOptions().setVersion("1.0").setInput(1));
		OrchestrationMetadata metadata = awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED);
		assertThat(metadata.getVersion()).isEqualTo("2.0");
		assertThat(metadata.readOutputAs(Integer.class)).isEqualTo(2);
	}

	@Test
	void continueAsNewIntoAVersionOfOtherNodesWaitsForThem() throws Exception {
		Versioning one = versioning("1.0", MatchStrategy.CURRENT_OR_OLDER, FailureStrategy.REJECT);
		this.builder = newBuilder().versioning(one).addOrchestration("Eternal", (context) -> {
			context.continueAsNew("from 1.0", new ContinueAsNewOptions().setNewVersion("2.0"));
			return null;
		});
		String id = start().scheduleNewOrchestrationInstance("Eternal");
		awaitParked(id);
		deploy(newBuilder().versioning(versioning("2.0", MatchStrategy.CURRENT_OR_OLDER, FailureStrategy.REJECT))
			.addOrchestration("Eternal", (context) -> context.getInput(String.class) + " in " + context.getVersion()));
		assertThat(awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED).readOutputAs(String.class))
			.isEqualTo("from 1.0 in 2.0");
	}

	@ParameterizedTest
	@CsvSource(nullValues = "none", value = { "none,none,0", "none,1,-1", "1,none,1", "1.9,1.10,-1", "1.0,1,0",
			"2,10,-1", "1.0.1,1.0,1", "beta,BETA,0", "a,b,-1", "1.0-rc,1.0,1" })
	void versionsAreComparedNumberByNumber(String first, String second, int expected) {
		assertThat(Integer.signum(Versioning.compare(first, second))).isEqualTo(expected);
		assertThat(Integer.signum(Versioning.compare(second, first))).isEqualTo(-expected);
	}

}
