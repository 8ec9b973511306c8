package io.durable.hub;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import io.durable.api.NewSubOrchestrationInstanceOptions;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.StartOrchestrationOptions;
import io.durable.api.Task;
import io.durable.client.DurableTaskClient;
import io.durable.client.InvalidContinuationTokenException;
import io.durable.client.ListInstanceIdsQuery;
import io.durable.client.ListInstanceIdsResult;
import io.durable.client.NewOrchestrationInstanceOptions;
import io.durable.client.OrchestrationAlreadyExistsException;
import io.durable.client.OrchestrationMetadata;
import io.durable.client.OrchestrationStatusQuery;
import io.durable.client.OrchestrationStatusQueryResult;
import io.durable.client.PurgeInstanceCriteria;
import io.durable.client.PurgeResult;
import io.durable.history.HistoryEvent.EventRaised;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceCreated;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceFailed;
import io.durable.history.HistoryEvent.TaskScheduled;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What clients can do with instances.
 */
public abstract class ManagementScenarios extends HubScenarios {

	@BeforeEach
	void code() {
		this.builder.addOrchestration("Echo", (context) -> context.getInput(String.class));
		this.builder.addOrchestration("Wait", (context) -> context.waitForExternalEvent("Go", String.class).await());
		this.builder.addOrchestration("Fail", (context) -> {
			throw new IllegalStateException("failed");
		});
		this.builder.addOrchestration("Tree", (context) -> {
			int depth = context.getInput(Integer.class);
			if (depth == 0) {
				return context.waitForExternalEvent("Go", String.class).await();
			}
			List<Task<String>> children = new ArrayList<>();
			children
				.add(context.callSubOrchestrator("Tree", depth - 1, context.getInstanceId() + "-given", String.class));
			children.add(context.callSubOrchestrator("Tree", depth - 1, String.class));
			return String.join(",", context.allOf(children).await());
		});
	}

	// ---- terminate, purge with descendants

	private List<String> descendants(String id) {
		List<String> found = new ArrayList<>();
		client().queryInstances(new OrchestrationStatusQuery().setParentInstanceId(id).setMaxInstanceCount(500))
			.getOrchestrationState()
			.forEach((child) -> {
				found.add(child.getInstanceId());
				found.addAll(descendants(child.getInstanceId()));
			});
		return found;
	}

	private List<String> startTree() {
		start().scheduleNewOrchestrationInstance("Tree", 2, "root");
		await("root", (metadata) -> descendants("root").size() == 6);
		List<String> descendants = descendants("root");
		descendants.forEach((id) -> await(id, OrchestrationMetadata::isRunning));
		return descendants;
	}

	@Test
	void terminateReachesDescendantsIfAsked() throws Exception {
		List<String> descendants = startTree();
		client().terminate("root", "stop", true);
		assertThat(awaitEnd("root", OrchestrationRuntimeStatus.TERMINATED).readOutputAs(String.class))
			.isEqualTo("stop");
		for (String id : descendants) {
			assertThat(awaitEnd(id, OrchestrationRuntimeStatus.TERMINATED).readOutputAs(String.class))
				.isEqualTo("stop");
		}
		assertThat(client().purgeInstance("root", true)).isEqualTo(new PurgeResult(7, true));
		assertThat(client().queryInstances(new OrchestrationStatusQuery()).getOrchestrationState()).isEmpty();
	}

	@Test
	void terminateLeavesChildrenAloneByDefault() throws Exception {
		List<String> descendants = startTree();
		client().terminate("root", "stop");
		awaitEnd("root", OrchestrationRuntimeStatus.TERMINATED);
		client().raiseEvent(descendants.get(0).startsWith("root") ? descendants.get(0) : descendants.get(0), "x");
		assertThat(descendants).allMatch((id) -> client().getInstanceMetadata(id, false)
			.getRuntimeStatus() == OrchestrationRuntimeStatus.RUNNING);
		assertThatIllegalStateException().isThrownBy(() -> client().purgeInstance(descendants.get(0)))
			.withMessageContaining("Only orchestrations in a terminal state can be purged");
		assertThat(client().purgeInstance("root", true)).isEqualTo(new PurgeResult(1, true));
	}

	// ---- start options

	@Test
	void delayedStartWaitsAndCanBeTerminated() throws Exception {
		DurableTaskClient client = start();
		Instant startAt = this.clock.instant().plus(Duration.ofHours(1));
		NewOrchestrationInstanceOptions later = new NewOrchestrationInstanceOptions().setInput("hello")
			.setStartTime(startAt);
		String id = client.scheduleNewOrchestrationInstance("Echo", later);
		String never = client.scheduleNewOrchestrationInstance("Echo", later);
		client.terminate(never, "not at all");
		awaitEnd(never, OrchestrationRuntimeStatus.TERMINATED);
		OrchestrationMetadata pending = client.getInstanceMetadata(id, true);
		assertThat(pending.getRuntimeStatus()).isEqualTo(OrchestrationRuntimeStatus.PENDING);
		assertThat(pending.getScheduledStartAt()).isEqualTo(startAt);
		assertThat(pending.readInputAs(String.class)).isEqualTo("hello");
		advance(Duration.ofHours(1));
		awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED);
	}

	@Test
	void anInstanceSuspendedBeforeItsStartDoesNotBegin() throws Exception {
		this.builder.addActivity("Any", (context) -> "done");
		this.builder.addOrchestration("Begins", (context) -> context.callActivity("Any", null, String.class).await());
		DurableTaskClient client = start();
		String id = client.scheduleNewOrchestrationInstance("Begins",
				new NewOrchestrationInstanceOptions().setStartTime(this.clock.instant().plusSeconds(60)));
		client.suspendInstance(id, "not yet");
		advance(Duration.ofMinutes(1));
		await(id, (metadata) -> metadata.getRuntimeStatus() == OrchestrationRuntimeStatus.SUSPENDED);
		assertThat(events(id, TaskScheduled.class)).isEmpty();
		client.resumeInstance(id, "now");
		assertThat(awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED).readOutputAs(String.class)).isEqualTo("done");
	}

	@Test
	void replaceableStatusesDecideWhetherAnIdIsUsedAgain() throws Exception {
		DurableTaskClient client = start();
		client.scheduleNewOrchestrationInstance("Echo", "1", "once");
		awaitEnd("once", OrchestrationRuntimeStatus.COMPLETED);
		NewOrchestrationInstanceOptions options = new NewOrchestrationInstanceOptions().setInstanceId("once");
		assertThatExceptionOfType(OrchestrationAlreadyExistsException.class)
			.isThrownBy(() -> client.scheduleNewOrchestrationInstance("Echo",
					options.setReplaceableStatuses(List.of(OrchestrationRuntimeStatus.FAILED))))
			.satisfies((ex) -> assertThat(ex.getStatus()).isEqualTo(OrchestrationRuntimeStatus.COMPLETED));
		client.scheduleNewOrchestrationInstance("Wait",
				options.setReplaceableStatuses(List.of(OrchestrationRuntimeStatus.COMPLETED)));
		await("once", OrchestrationMetadata::isRunning);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> options.setReplaceableStatuses(List.of(OrchestrationRuntimeStatus.RUNNING)));
		client.scheduleNewOrchestrationInstance("Echo",
				options.setInput("new")
					.setReplaceableStatuses(
							List.of(OrchestrationRuntimeStatus.RUNNING, OrchestrationRuntimeStatus.TERMINATED)));
		assertThat(awaitEnd("once", OrchestrationRuntimeStatus.COMPLETED).readOutputAs(String.class)).isEqualTo("new");
	}

	@Test
	void anOrchestratorStartsAnotherThatNothingWaitsFor() throws Exception {
		this.builder.addOrchestration("Starter", (context) -> {
			String derived = context.startNewOrchestration("Wait", null,
					new StartOrchestrationOptions().addTag("kind", "detached"));
			String given = context.startNewOrchestration("Echo", "hi",
					new StartOrchestrationOptions().setInstanceId("given"));
			context.startNewOrchestration("Echo", "again", new StartOrchestrationOptions().setInstanceId("taken"));
			String later = context.startNewOrchestration("Echo", "later",
					new StartOrchestrationOptions().setStartTime(context.getCurrentInstant().plusSeconds(60)));
			return List.of(derived, given, later);
		});
		DurableTaskClient client = start();
		client.scheduleNewOrchestrationInstance("Wait", null, "taken");
		String id = client.scheduleNewOrchestrationInstance("Starter");
		List<?> ids = awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED).readOutputAs(List.class);
		OrchestrationMetadata derived = await((String) ids.get(0), OrchestrationMetadata::isRunning);
		assertThat(derived.getParentInstanceId()).isNull();
		assertThat(derived.getTags()).containsEntry("kind", "detached");
		await("given", OrchestrationMetadata::isCompleted);
		assertThat(client.getInstanceMetadata("taken", true).getName()).isEqualTo("Wait");
		assertThat(client.getInstanceMetadata((String) ids.get(2), false).getRuntimeStatus())
			.isEqualTo(OrchestrationRuntimeStatus.PENDING);
		advance(Duration.ofMinutes(1));
		awaitEnd((String) ids.get(2), OrchestrationRuntimeStatus.COMPLETED);
	}

	@Test
	void aStartOfATakenIdIsShownInTheHistoryOfItsStarter() throws Exception {
		this.builder.addOrchestration("Starter", (context) -> {
			context.startNewOrchestration("Echo", null, new StartOrchestrationOptions().setInstanceId("taken"));
			return context.waitForExternalEvent("Go").await();
		});
		DurableTaskClient client = start();
		client.scheduleNewOrchestrationInstance("Wait", null, "taken");
		String id = client.scheduleNewOrchestrationInstance("Starter");
		awaitEvents(id, SubOrchestrationInstanceFailed.class, 1);
		assertThat(events(id, SubOrchestrationInstanceFailed.class).get(0).failure().getErrorMessage())
			.contains("An instance with ID 'taken' already exists");
		assertThat(events(id, SubOrchestrationInstanceCreated.class).get(0).detached()).isTrue();
		assertThat(client.getInstanceMetadata(id, false).isRunning()).isTrue();
	}

	// ---- events

	@Test
	void anEventWithAnIdIsDeliveredOnce() throws Exception {
		this.builder.addOrchestration("Two", (context) -> context.waitForExternalEvent("E", String.class).await()
				+ context.waitForExternalEvent("E", String.class).await());
		DurableTaskClient client = start();
		String id = client.scheduleNewOrchestrationInstance("Two");
		client.raiseEvent(id, "E", "a", "1");
		client.raiseEvent(id, "E", "a", "1");
		awaitEvents(id, EventRaised.class, 1);
		client.raiseEvent(id, "E", "a", "1");
		client.raiseEvent(id, "E", "b", "2");
		assertThat(awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED).readOutputAs(String.class)).isEqualTo("ab");
		assertThat(events(id, EventRaised.class)).hasSize(2);
	}

	// ---- restart

	@Test
	void restartKeepsInputVersionAndTags() throws Exception {
		DurableTaskClient client = start();
		client.scheduleNewOrchestrationInstance("Echo",
				new NewOrchestrationInstanceOptions().setInstanceId("first")
					.setInput("input")
					.setVersion("3")
					.addTag("k", "v"));
		awaitEnd("first", OrchestrationRuntimeStatus.COMPLETED);
		String other = client.restartInstance("first", true);
		assertThat(other).isNotEqualTo("first");
		OrchestrationMetadata second = awaitEnd(other, OrchestrationRuntimeStatus.COMPLETED);
		assertThat(second.readOutputAs(String.class)).isEqualTo("input");
		assertThat(second.getVersion()).isEqualTo("3");
		assertThat(second.getTags()).containsEntry("k", "v");
		assertThat(client.restartInstance("first", false, "changed")).isEqualTo("first");
		assertThat(await("first", (metadata) -> "\"changed\"".equals(metadata.getSerializedOutput())).isCompleted())
			.isTrue();
		client.scheduleNewOrchestrationInstance("Wait", null, "running");
		assertThatExceptionOfType(OrchestrationAlreadyExistsException.class)
			.isThrownBy(() -> client.restartInstance("running", false));
	}

	// ---- queries

	private void startTwenty(DurableTaskClient client) throws Exception {
		for (int i = 0; i < 20; i++) {
			this.clock.advance(Duration.ofMillis((i % 3 == 0) ? 0 : 10));
			String name = (i % 2 == 0) ? "Echo" : "Wait";
			client.scheduleNewOrchestrationInstance(name,
					new NewOrchestrationInstanceOptions().setInstanceId(((i < 10) ? "a%_" : "b") + i)
						.setInput("in")
						.addTag("parity", (i % 2 == 0) ? "even" : "odd"));
		}
		for (int i = 0; i < 20; i += 2) {
			awaitEnd(((i < 10) ? "a%_" : "b") + i);
		}
	}

	private static List<String> all(DurableTaskClient client, OrchestrationStatusQuery query) {
		List<String> ids = new ArrayList<>();
		String token = null;
		do {
			OrchestrationStatusQueryResult page = client.queryInstances(query.setContinuationToken(token));
			page.getOrchestrationState().forEach((metadata) -> ids.add(metadata.getInstanceId()));
			token = page.getContinuationToken();
		}
		while (token != null);
		return ids;
	}

	@Test
	void queriesFilterAndPage() throws Exception {
		DurableTaskClient client = start();
		startTwenty(client);
		List<String> everything = all(client, new OrchestrationStatusQuery().setMaxInstanceCount(3));
		assertThat(everything).hasSize(20).doesNotHaveDuplicates();
		assertThat(everything.get(0)).isEqualTo("b19");
		assertThat(all(client, new OrchestrationStatusQuery())).isEqualTo(everything);
		assertThat(all(client, new OrchestrationStatusQuery().setName("echo").setMaxInstanceCount(4))).hasSize(10);
		assertThat(all(client,
				new OrchestrationStatusQuery().setRuntimeStatusList(List.of(OrchestrationRuntimeStatus.COMPLETED))))
			.hasSize(10);
		assertThat(all(client, new OrchestrationStatusQuery().setInstanceIdPrefix("a%_"))).hasSize(10);
		assertThat(all(client, new OrchestrationStatusQuery().setInstanceIdPrefix("a_"))).isEmpty();
		assertThat(all(client, new OrchestrationStatusQuery().addTag("parity", "odd"))).hasSize(10);
		assertThat(all(client, new OrchestrationStatusQuery().addTag("parity", "odd").addTag("x", "y"))).isEmpty();
		Instant middle = client.getInstanceMetadata("b10", false).getCreatedAt();
		assertThat(all(client, new OrchestrationStatusQuery().setCreatedTimeFrom(middle))).hasSize(10);
		assertThat(all(client, new OrchestrationStatusQuery().setCreatedTimeTo(middle))).contains("b10")
			.doesNotContain("b11");
		assertThatExceptionOfType(InvalidContinuationTokenException.class)
			.isThrownBy(() -> client.queryInstances(new OrchestrationStatusQuery().setContinuationToken("abc")));
	}

	@Test
	void pagesAreStableWhileInstancesComeAndGo() throws Exception {
		DurableTaskClient client = start();
		startTwenty(client);
		OrchestrationStatusQuery query = new OrchestrationStatusQuery().setMaxInstanceCount(5);
		List<String> seen = new ArrayList<>();
		String token = null;
		for (int page = 0; page < 4; page++) {
			OrchestrationStatusQueryResult result = client.queryInstances(query.setContinuationToken(token));
			result.getOrchestrationState().forEach((metadata) -> seen.add(metadata.getInstanceId()));
			token = result.getContinuationToken();
			this.clock.advance(Duration.ofMillis(5));
			client.scheduleNewOrchestrationInstance("Wait", null, "new" + page);
			client.purgeInstance(result.getOrchestrationState()
				.stream()
				.filter(OrchestrationMetadata::isCompleted)
				.findFirst()
				.orElseThrow()
				.getInstanceId());
		}
		assertThat(seen).hasSize(20)
			.doesNotHaveDuplicates()
			.containsAll(IntStream.range(0, 10).mapToObj((i) -> "a%_" + i).toList());
	}

	@Test
	void instanceIdsAreListedByTheTimeOfTheirEnd() throws Exception {
		DurableTaskClient client = start();
		for (String id : List.of("c", "a", "b")) {
			client.scheduleNewOrchestrationInstance("Wait", null, id);
		}
		for (String id : List.of("b", "c", "a")) {
			advance(Duration.ofSeconds(1));
			client.raiseEvent(id, "Go", "x");
			awaitEnd(id);
		}
		ListInstanceIdsQuery query = new ListInstanceIdsQuery().setPageSize(2);
		ListInstanceIdsResult first = client.listInstanceIds(query);
		assertThat(first.instanceIds()).containsExactly("b", "c");
		ListInstanceIdsResult second = client.listInstanceIds(query.setContinuationToken(first.continuationToken()));
		assertThat(second.instanceIds()).containsExactly("a");
		assertThat(second.continuationToken()).isNull();
		Instant end = client.getInstanceMetadata("c", false).getCompletedAt();
		assertThat(client.listInstanceIds(new ListInstanceIdsQuery().setCompletedTimeFrom(end)).instanceIds())
			.containsExactly("c", "a");
		assertThat(client
			.listInstanceIds(
					new ListInstanceIdsQuery().setRuntimeStatusList(List.of(OrchestrationRuntimeStatus.FAILED)))
			.instanceIds()).isEmpty();
	}

	@Test
	void purgeByFilterLeavesWhatRunsAndCanBeLimited() throws Exception {
		DurableTaskClient client = start();
		startTwenty(client);
		assertThat(client.purgeInstances(
				new PurgeInstanceCriteria().setRuntimeStatusList(Set.of(OrchestrationRuntimeStatus.RUNNING))))
			.isEqualTo(new PurgeResult(0, true));
		assertThat(client.purgeInstances(new PurgeInstanceCriteria(),
				(metadata) -> metadata.getInstanceId().startsWith("a")))
			.isEqualTo(new PurgeResult(5, true));
		assertThat(client.purgeInstances(new PurgeInstanceCriteria())).isEqualTo(new PurgeResult(5, true));
		// Some of them may not have begun
		assertThat(all(client, new OrchestrationStatusQuery())).hasSize(10)
			.noneMatch((id) -> client.getInstanceMetadata(id, false).isCompleted());
	}

	// ---- children

	@Test
	void childrenHaveTagsAndAreFoundByTheirParent() throws Exception {
		this.builder.addOrchestration("Parent",
				(context) -> context
					.callSubOrchestrator("Echo", "x", null, new NewSubOrchestrationInstanceOptions().addTag("a", "b"),
							String.class)
					.await());
		DurableTaskClient client = start();
		String id = client.scheduleNewOrchestrationInstance("Parent");
		awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED);
		assertThat(client.queryInstances(new OrchestrationStatusQuery().setParentInstanceId(id).addTag("a", "b"))
			.getOrchestrationState()).singleElement().satisfies((child) -> {
				assertThat(child.getName()).isEqualTo("Echo");
				assertThat(child.getParentInstanceId()).isEqualTo(id);
			});
	}

}
