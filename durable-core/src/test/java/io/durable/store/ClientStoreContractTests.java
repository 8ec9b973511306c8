package io.durable.store;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.durable.api.FailureDetails;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.EventRaised;
import io.durable.history.HistoryEvent.ExecutionCompleted;
import io.durable.history.HistoryEvent.ExecutionRewound;
import io.durable.history.HistoryEvent.ExecutionStarted;
import io.durable.history.HistoryEvent.ExecutionTerminated;
import io.durable.history.HistoryEvent.OrchestratorStarted;
import io.durable.history.ParentTask;
import io.durable.store.InstanceQuery.Order;
import io.durable.store.InstanceQuery.Position;
import io.durable.store.key.PartitionHash;
import io.durable.store.lease.PartitionLease;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What every {@link ClientStore} must do beyond starting and sending: replace, send once,
 * refuse, rewind, purge and list.
 */
public abstract class ClientStoreContractTests {

	private static final int THREADS = 12;

	private TaskHubStore store;

	private ClientStore client;

	private WorkerStore worker;

	private final List<InboxMessage> heard = new CopyOnWriteArrayList<>();

	private final Map<Integer, PartitionLease> leases = new HashMap<>();

	/**
	 * Open a task hub that has never been used.
	 * @return the store
	 */
	protected abstract TaskHubStore openNew();

	@BeforeEach
	void open() {
		this.store = openNew();
		this.client = this.store.client();
		this.worker = this.store.worker();
		this.store.setMessageListener(this.heard::addAll);
	}

	@AfterEach
	void close() throws Exception {
		this.store.close();
	}

	// --- Starts

	@Test
	void startReplacesOnlyTheStatusesThatItMay() {
		ended("failed", OrchestrationRuntimeStatus.FAILED);
		ended("completed", OrchestrationRuntimeStatus.COMPLETED);
		Set<OrchestrationRuntimeStatus> failed = Set.of(OrchestrationRuntimeStatus.FAILED);
		assertThat(this.client.start(replacing("completed", failed))).isEqualTo(OrchestrationRuntimeStatus.COMPLETED);
		assertThat(view("completed").instance().status()).isEqualTo(OrchestrationRuntimeStatus.COMPLETED);
		assertThat(this.client.start(replacing("failed", failed))).isNull();
		assertThat(view("failed").instance().status()).isEqualTo(OrchestrationRuntimeStatus.PENDING);
		assertThat(view("failed").completedAt()).isNull();
	}

	@Test
	void startThatMayReplaceNothingOnlyInserts() {
		ended("a", OrchestrationRuntimeStatus.TERMINATED);
		assertThat(this.client.start(replacing("a", Set.of()))).isEqualTo(OrchestrationRuntimeStatus.TERMINATED);
		NewInstance fresh = replacing("b", Set.of());
		assertThat(this.client.start(fresh)).isNull();
		assertThat(this.client.start(fresh)).as("repeated").isNull();
		assertThat(inbox("b")).hasSize(1);
	}

	@Test
	void openInstanceCanNeverBeReplaced() {
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> replacing("a", Set.of(OrchestrationRuntimeStatus.RUNNING)));
	}

	// --- Event IDs

	@Test
	void eventIdMakesARepetitionHarmless() {
		started("a");
		this.heard.clear();
		assertThat(this.client.send(raise("a", "first"), "id")).isEqualTo(SendOutcome.SENT);
		assertThat(this.client.send(raise("a", "second"), "id")).isEqualTo(SendOutcome.SENT);
		assertThat(this.client.send(raise("a", "third"), "ID")).isEqualTo(SendOutcome.SENT);
		assertThat(this.client.send(raise("a", "fourth"), "id ")).isEqualTo(SendOutcome.SENT);
		assertThat(names("a")).containsExactly("first", "third", "fourth");
		assertThat(this.heard).isEqualTo(inbox("a"));
	}

	@Test
	void eventIdIsKnownToItsInstanceOnlyAndAfterTheMessageWasTakenIn() {
		NewInstance a = started("a");
		started("b");
		this.client.send(raise("a", "e"), "id");
		assertThat(this.client.send(raise("b", "e"), "id")).isEqualTo(SendOutcome.SENT);
		assertThat(inbox("b")).hasSize(1);
		commit(turn(a).consume(inbox("a").get(0).id()).events(2, new EventRaised(now(), "e", null)));
		assertThat(this.client.send(raise("a", "e"), "id")).isEqualTo(SendOutcome.SENT);
		assertThat(inbox("a")).isEmpty();
	}

	@Test
	void eventIdIsKnownAcrossContinueAsNew() {
		NewInstance a = started("a");
		this.client.send(raise("a", "e"), "id");
		UUID next = UUID.randomUUID();
		commit(TurnBuilder.of(lease("a"), "a", next)
			.consume(inbox("a").get(0).id())
			.events(0, a.started(), new OrchestratorStarted(now()))
			.update(new InstanceUpdate(a.executionId(), next, null, OrchestrationRuntimeStatus.RUNNING, null, null,
					null, null, false))
			.ended(a.executionId(), true));
		assertThat(this.client.send(raise("a", "e"), "id")).isEqualTo(SendOutcome.SENT);
		assertThat(inbox("a")).isEmpty();
	}

	@Test
	void eventIdIsForgottenWithItsIncarnation() {
		NewInstance first = started("a");
		this.client.send(raise("a", "e"), "id");
		end(first, OrchestrationRuntimeStatus.COMPLETED);
		// It may be what ended the instance, and its answer may have been lost
		assertThat(this.client.send(raise("a", "e"), "id")).isEqualTo(SendOutcome.SENT);
		assertThat(this.client.send(raise("a", "e"), "other")).isEqualTo(SendOutcome.NOT_OPEN);
		NewInstance second = started("a");
		assertThat(this.client.send(raise("a", "second"), "id")).isEqualTo(SendOutcome.SENT);
		end(second, OrchestrationRuntimeStatus.COMPLETED);
		assertThat(this.client.purge(List.of(key(second)))).isOne();
		NewInstance third = new NewInstance(second.partition(), "a", second.executionId(), second.started());
		this.client.start(third);
		assertThat(this.client.send(raise("a", "third"), "id")).isEqualTo(SendOutcome.SENT);
		assertThat(names("a")).containsExactly("e", "second", "third");
	}

	// As the owner of its caller does when it does not know whether it has started it
	@Test
	void startThatIsRepeatedIsKnownByItsIncarnation() {
		UUID incarnation = UUID.randomUUID();
		NewInstance first = instance("a");
		this.client.start(again(first, UUID.randomUUID(), incarnation));
		UUID execution = this.client.find(first.partition(), "a", false).instance().executionId();
		assertThat(this.client.start(again(first, UUID.randomUUID(), incarnation))).isNull();
		StoredInstance stored = this.client.find(first.partition(), "a", false).instance();
		assertThat(stored.executionId()).isEqualTo(execution);
		assertThat(stored.incarnationId()).isEqualTo(incarnation);
		assertThat(inbox("a")).singleElement().satisfies((message) -> {
			assertThat(message.executionId()).isEqualTo(execution);
			assertThat(message.incarnationId()).isEqualTo(incarnation);
		});
		assertThat(this.client.start(again(first, UUID.randomUUID(), UUID.randomUUID())))
			.isEqualTo(OrchestrationRuntimeStatus.PENDING);
	}

	private static NewInstance again(NewInstance instance, UUID executionId, UUID incarnationId) {
		return new NewInstance(instance.partition(), instance.instanceId(), executionId, incarnationId,
				instance.started(), List.of(), NewInstance.TERMINAL);
	}

	@Test
	void eventIdOfNobodyIsNotRemembered() {
		assertThat(this.client.send(raise("a", "e"), "id")).isEqualTo(SendOutcome.NOT_OPEN);
		started("a");
		assertThat(this.client.send(raise("a", "e"), "id")).isEqualTo(SendOutcome.SENT);
		assertThat(inbox("a")).hasSize(1);
	}

	@Test
	void ofSimultaneousMessagesWithOneEventIdOneIsSent() throws Exception {
		started("a");
		for (int round = 0; round < 5; round++) {
			String eventId = "id-" + round;
			assertThat(simultaneously((thread) -> this.client.send(raise("a", eventId), eventId)))
				.containsOnly(SendOutcome.SENT);
			assertThat(names("a")).filteredOn(eventId::equals).hasSize(1);
		}
		assertThat(inbox("a")).hasSize(5);
	}

	// --- Full inboxes

	@Test
	void fullInboxRefusesEventsOfClients() {
		NewInstance a = started("a");
		fill(a, true);
		assertThat(view("a").instance().inboxFull()).isTrue();
		assertThat(this.client.send(raise("a", "e"), null)).isEqualTo(SendOutcome.INBOX_FULL);
		assertThat(this.client.send(raise("a", "e"), "id")).isEqualTo(SendOutcome.INBOX_FULL);
		assertThat(inbox("a")).isEmpty();
		NewMessage terminate = new NewMessage(a.partition(), "a", null, new ExecutionTerminated(now(), null, false));
		assertThat(this.client.send(terminate, null)).isEqualTo(SendOutcome.SENT);
		assertThat(this.client.send(new NewMessage(a.partition(), "a", null, null), null)).isEqualTo(SendOutcome.SENT);
		assertThat(inbox("a")).hasSize(2);
		fill(a, false);
		assertThat(this.client.send(raise("a", "e"), "id")).isEqualTo(SendOutcome.SENT);
		assertThat(this.client.send(raise("a", "e"), null)).isEqualTo(SendOutcome.SENT);
		assertThat(inbox("a")).hasSize(4);
	}

	@Test
	void fullInboxKnowsTheEventsThatItHas() {
		NewInstance a = started("a");
		this.client.send(raise("a", "e"), "id");
		fill(a, true);
		assertThat(this.client.send(raise("a", "e"), "id")).isEqualTo(SendOutcome.SENT);
		assertThat(inbox("a")).hasSize(1);
	}

	@Test
	void fullInboxTakesEventsOfOrchestrationsAndIsEmptyAfterAReplacement() {
		NewInstance a = started("a");
		NewInstance b = started("b");
		fill(a, true);
		commit(turn(b).events(2, new OrchestratorStarted(now())).send(raise("a", "from b")));
		assertThat(names("a")).containsExactly("from b");
		commit(turn(a).events(2, completed(OrchestrationRuntimeStatus.COMPLETED))
			.update(new InstanceUpdate(a.executionId(), a.executionId(), null, OrchestrationRuntimeStatus.COMPLETED,
					null, now(), 2, null, true))
			.ended(a.executionId(), false));
		assertThat(this.client.send(raise("a", "e"), null)).isEqualTo(SendOutcome.NOT_OPEN);
		this.client.start(instance("a"));
		assertThat(this.client.send(raise("a", "e"), null)).isEqualTo(SendOutcome.SENT);
	}

	@Test
	void concurrentSendersAreAnsweredEachForItself() throws Exception {
		NewInstance full = started("full");
		started("free");
		fill(full, true);
		List<SendOutcome> outcomes = simultaneously((thread) -> switch (thread % 4) {
			case 0 -> this.client.send(raise("full", "e" + thread), null);
			case 1 -> this.client.send(raise("free", "e" + thread), null);
			case 2 -> this.client.send(raise("nobody", "e" + thread), null);
			default -> this.client.send(
					new NewMessage(full.partition(), "full", null, new ExecutionTerminated(now(), "" + thread, false)),
					null);
		});
		for (int thread = 0; thread < THREADS; thread++) {
			assertThat(outcomes.get(thread)).isEqualTo((thread % 4 == 0) ? SendOutcome.INBOX_FULL
					: (thread % 4 == 2) ? SendOutcome.NOT_OPEN : SendOutcome.SENT);
		}
		assertThat(inbox("full")).hasSize(3).allMatch((message) -> message.event() instanceof ExecutionTerminated);
		assertThat(inbox("full")).extracting((message) -> ((ExecutionTerminated) message.event()).input())
			.containsExactlyInAnyOrder("3", "7", "11");
		assertThat(inbox("free")).hasSize(3);
	}

	@Test
	void messageToAnIncarnationReachesNoOtherThatHasItsId() {
		NewInstance a = started("a");
		int before = inbox("a").size();
		ExecutionTerminated request = new ExecutionTerminated(now(), null, false);
		NewMessage toAnother = new NewMessage(a.partition(), "a", null, request, UUID.randomUUID());
		assertThat(this.client.send(toAnother, null)).isEqualTo(SendOutcome.NOT_OPEN);
		assertThat(this.client.send(toAnother, "event")).isEqualTo(SendOutcome.NOT_OPEN);
		assertThat(inbox("a")).hasSize(before);
		NewMessage toIt = new NewMessage(a.partition(), "a", null, request, a.executionId());
		assertThat(this.client.send(toIt, null)).isEqualTo(SendOutcome.SENT);
		assertThat(this.client.send(toIt, "event")).isEqualTo(SendOutcome.SENT);
		assertThat(inbox("a")).hasSize(before + 2);
	}

	// --- Rewind

	@Test
	void failedInstanceThatIsRewoundIsPending() {
		NewInstance a = ended("a", OrchestrationRuntimeStatus.FAILED);
		this.heard.clear();
		assertThat(this.client.rewind(rewound("a"))).isTrue();
		InstanceView view = view("a");
		assertThat(view.instance().status()).isEqualTo(OrchestrationRuntimeStatus.PENDING);
		assertThat(view.instance().executionId()).isEqualTo(a.executionId());
		assertThat(view.completedAt()).isNull();
		assertThat(view.failure()).isNull();
		assertThat(this.client.history(a.partition(), "a")).hasSize(3);
		assertThat(inbox("a")).singleElement().satisfies((message) -> {
			assertThat(message.incarnationId()).isEqualTo(a.executionId());
			assertThat(message.event()).isInstanceOf(ExecutionRewound.class);
		});
		assertThat(this.heard).isEqualTo(inbox("a"));
		assertThat(this.client.start(instance("a"))).isEqualTo(OrchestrationRuntimeStatus.PENDING);
		assertThat(this.client.purge(List.of(key(a)))).isZero();
	}

	@Test
	void parkedInstanceThatIsRewoundStaysAsItIs() {
		NewInstance a = started("a");
		commit(turn(a).update(new InstanceUpdate(a.executionId(), a.executionId(), null,
				OrchestrationRuntimeStatus.RUNNING, null, null, null, "a reason", true)));
		assertThat(this.client.rewind(rewound("a"))).isTrue();
		assertThat(view("a").instance().status()).isEqualTo(OrchestrationRuntimeStatus.RUNNING);
		assertThat(view("a").instance().parkedReason()).isEqualTo("a reason");
		assertThat(inbox("a")).hasSize(1);
	}

	@Test
	void instanceThatHasNeitherFailedNorIsParkedIsNotRewound() {
		started("running");
		this.client.start(instance("pending"));
		ended("completed", OrchestrationRuntimeStatus.COMPLETED);
		ended("terminated", OrchestrationRuntimeStatus.TERMINATED);
		int messages = this.worker.readInbox(InboxRead.all(allPartitions(), 0, 100, Long.MAX_VALUE)).messages().size();
		for (String instanceId : List.of("running", "pending", "completed", "terminated", "nobody")) {
			assertThat(this.client.rewind(rewound(instanceId))).as(instanceId).isFalse();
		}
		assertThat(this.worker.readInbox(InboxRead.all(allPartitions(), 0, 100, Long.MAX_VALUE)).messages())
			.hasSize(messages);
		assertThat(view("completed").instance().status()).isEqualTo(OrchestrationRuntimeStatus.COMPLETED);
	}

	@Test
	void ofSimultaneousRewindsStartsAndPurgesOneSucceeds() throws Exception {
		for (int round = 0; round < 6; round++) {
			String instanceId = "same-" + round;
			NewInstance failed = ended(instanceId, OrchestrationRuntimeStatus.FAILED);
			List<String> winners = simultaneously((thread) -> switch (thread % 3) {
				case 0 -> this.client.rewind(rewound(instanceId)) ? "rewound" : "";
				case 1 -> (this.client.start(instance(instanceId)) == null) ? "started" : "";
				default -> (this.client.purge(List.of(key(failed))) == 1) ? "purged" : "";
			}).stream().filter((answer) -> !answer.isEmpty()).toList();
			InstanceView view = view(instanceId);
			boolean same = view.instance().executionId().equals(failed.executionId());
			// After a purge there may be a start of a new instance, and nothing else
			assertThat(winners).isIn(List.of("rewound"), List.of("started"), List.of("purged", "started"),
					List.of("started", "purged"));
			assertThat(same).isEqualTo(winners.contains("rewound"));
			assertThat(view.instance().status()).isEqualTo(OrchestrationRuntimeStatus.PENDING);
			assertThat(inbox(instanceId)).singleElement()
				.satisfies((message) -> assertThat(message.incarnationId()).isEqualTo(view.instance().incarnationId()));
			assertThat(this.client.history(failed.partition(), instanceId)).hasSize(same ? 3 : 0);
		}
	}

	// --- Purge

	@Test
	void purgeDeletesThoseThatHaveEndedAndAreNamed() {
		NewInstance completed = ended("completed", OrchestrationRuntimeStatus.COMPLETED);
		NewInstance failed = ended("failed", OrchestrationRuntimeStatus.FAILED);
		NewInstance replaced = ended("replaced", OrchestrationRuntimeStatus.COMPLETED);
		this.client.start(instance("replaced"));
		NewInstance kept = ended("kept", OrchestrationRuntimeStatus.COMPLETED);
		NewInstance running = started("running");
		NewInstance unknown = instance("unknown");
		assertThat(this.client.purge(List.of())).isZero();
		assertThat(this.client.purge(List.of(key(running), key(completed), key(unknown), key(replaced), key(failed),
				key(completed), new InstanceKey(kept.partition(), "kept", UUID.randomUUID()))))
			.isEqualTo(2);
		assertThat(this.client.find(partition("completed"), "completed", true)).isNull();
		assertThat(this.client.find(partition("failed"), "failed", true)).isNull();
		assertThat(view("replaced").instance().status()).isEqualTo(OrchestrationRuntimeStatus.PENDING);
		assertThat(view("running").instance().status()).isEqualTo(OrchestrationRuntimeStatus.RUNNING);
		assertThat(this.client.history(partition("kept"), "kept")).hasSize(3);
	}

	@Test
	void purgeOfManyTakesAllThatBelongsToThem() {
		List<InstanceKey> keys = new ArrayList<>();
		List<TurnCommit> turns = new ArrayList<>();
		for (int i = 0; i < 500; i++) {
			NewInstance instance = tagged("i" + i, Map.of("batch", "1"));
			this.client.start(instance);
			keys.add(key(instance));
			turns.add(turn(instance)
				.events(0, instance.started(), new OrchestratorStarted(now()),
						completed(OrchestrationRuntimeStatus.COMPLETED))
				.completed(OrchestrationRuntimeStatus.COMPLETED, now(), 2)
				.build());
		}
		assertThat(this.worker.commit(new Checkpoint(turns))).containsOnly(TurnOutcome.COMMITTED);
		assertThat(query().tag("batch", "1").limit(1000).ids()).hasSize(500);
		assertThat(this.client.purge(keys)).isEqualTo(500);
		assertThat(this.client.countByStatus()).isEmpty();
		assertThat(this.client.history(partition("i7"), "i7")).isEmpty();
		// What was left of it would be in the way of the next one, or found by its tags
		for (int i = 0; i < 500; i += 100) {
			InstanceKey key = keys.get(i);
			NewInstance again = new NewInstance(key.partition(), key.instanceId(), key.executionId(),
					tagged("i" + i, Map.of("other", "2")).started());
			assertThat(this.client.start(again)).isNull();
			commit(turn(again).events(0, again.started()));
		}
		assertThat(query().tag("batch", "1").ids()).isEmpty();
		assertThat(query().tag("other", "2").ids()).hasSize(5);
	}

	@Test
	void simultaneousPurgesDeleteEachInstanceOnce() throws Exception {
		List<InstanceKey> keys = new ArrayList<>();
		for (int i = 0; i < 40; i++) {
			keys.add(key(ended("i" + i, OrchestrationRuntimeStatus.COMPLETED)));
		}
		List<Integer> counts = simultaneously((thread) -> {
			List<InstanceKey> order = new ArrayList<>(keys);
			order.sort(Comparator.comparing((key) -> (key.instanceId() + thread).hashCode()));
			return this.client.purge(order);
		});
		assertThat(counts.stream().mapToInt(Integer::intValue).sum()).isEqualTo(40);
		assertThat(this.client.countByStatus()).isEmpty();
	}

	// --- Queries

	@ParameterizedTest
	@EnumSource
	void pagesFollowEachOtherInTheOrderOfTheQuery(Order order) {
		Instant base = now().minusSeconds(1000);
		List<InstanceView> expected = new ArrayList<>();
		for (int i = 0; i < 40; i++) {
			// Several of the same time, whose IDs decide, with all bits there are
			NewInstance instance = instance("i" + i, UUID.randomUUID(), base.plusSeconds(i / 5));
			this.client.start(instance);
			if (i % 4 != 0) {
				runFirstTurn(instance);
				end(instance, (i % 4 == 1) ? OrchestrationRuntimeStatus.FAILED : OrchestrationRuntimeStatus.COMPLETED,
						base.plusSeconds(100 - i / 5));
			}
			if (i % 4 != 0 || order == Order.CREATED_DESCENDING) {
				expected.add(view("i" + i));
			}
		}
		Comparator<InstanceView> ascending = Comparator.comparing((InstanceView view) -> time(order, view))
			.thenComparing((view) -> view.instance().incarnationId().toString());
		expected.sort((order == Order.CREATED_DESCENDING) ? ascending.reversed() : ascending);
		List<InstanceView> found = new ArrayList<>();
		Position after = null;
		for (int page = 0; page < 20; page++) {
			List<InstanceView> views = query().order(order).after(after).limit(7).views();
			found.addAll(views);
			assertThat(views).hasSizeLessThanOrEqualTo(7);
			if (views.isEmpty()) {
				break;
			}
			InstanceView last = views.get(views.size() - 1);
			after = new Position(time(order, last), last.instance().incarnationId());
		}
		assertThat(found).extracting((view) -> view.instance().instanceId())
			.containsExactlyElementsOf(expected.stream().map((view) -> view.instance().instanceId()).toList());
	}

	private static Instant time(Order order, InstanceView view) {
		Instant completedAt = view.completedAt();
		return (order == Order.COMPLETED_ASCENDING && completedAt != null) ? completedAt : view.instance().createdAt();
	}

	@Test
	void listShowsWhatFindShows() {
		this.client.start(tagged("pending", Map.of("a", "1", "b", "2")));
		NewInstance failed = started("failed");
		commit(turn(failed)
			.events(2,
					new ExecutionCompleted(now(), OrchestrationRuntimeStatus.FAILED, null,
							new FailureDetails("E", "m", null, false, null, null)))
			.completed(OrchestrationRuntimeStatus.FAILED, now(), 2));
		ended("completed", OrchestrationRuntimeStatus.COMPLETED);
		for (InstanceView view : query().payloads().views()) {
			String instanceId = view.instance().instanceId();
			assertThat(view).usingRecursiveComparison()
				.isEqualTo(this.client.find(partition(instanceId), instanceId, true));
		}
		assertThat(query().payloads().views()).hasSize(3).extracting(InstanceView::input).containsOnly("\"input\"");
		assertThat(query().views()).hasSize(3).allSatisfy((view) -> {
			assertThat(view.input()).isNull();
			assertThat(view.output()).isNull();
			InstanceView found = view(view.instance().instanceId());
			assertThat(view.lastUpdatedAt()).isEqualTo(found.lastUpdatedAt());
			assertThat(view.completedAt()).isEqualTo(found.completedAt());
			assertThat(view.instance().tags()).isEqualTo(found.instance().tags());
		});
		assertThat(query().status(OrchestrationRuntimeStatus.FAILED).views()).singleElement()
			.satisfies((view) -> assertThat(view.failure()).isNotNull());
	}

	@Test
	void completedAtIsThereOnceItHasEnded() {
		NewInstance a = started("a");
		assertThat(view("a").completedAt()).isNull();
		Instant at = now().plusSeconds(5);
		end(a, OrchestrationRuntimeStatus.COMPLETED, at);
		assertThat(view("a").completedAt()).isEqualTo(at);
	}

	@Test
	void statusesAreFiltered() {
		this.client.start(instance("pending"));
		started("running");
		ended("completed", OrchestrationRuntimeStatus.COMPLETED);
		ended("failed", OrchestrationRuntimeStatus.FAILED);
		assertThat(query().ids()).containsExactlyInAnyOrder("pending", "running", "completed", "failed");
		assertThat(query().status(OrchestrationRuntimeStatus.RUNNING).ids()).containsExactly("running");
		assertThat(query().status(OrchestrationRuntimeStatus.RUNNING, OrchestrationRuntimeStatus.FAILED).ids())
			.containsExactlyInAnyOrder("running", "failed");
		assertThat(query().status(OrchestrationRuntimeStatus.SUSPENDED).ids()).isEmpty();
		Query ended = query().order(Order.COMPLETED_ASCENDING);
		assertThat(ended.ids()).containsExactlyInAnyOrder("completed", "failed");
		assertThat(ended.status(OrchestrationRuntimeStatus.FAILED, OrchestrationRuntimeStatus.RUNNING).ids())
			.containsExactly("failed");
		assertThat(ended.status(NewInstance.TERMINAL.toArray(OrchestrationRuntimeStatus[]::new)).ids()).hasSize(2);
	}

	@Test
	void timesAreInclusive() {
		Instant base = now().minusSeconds(100);
		for (int i = 0; i < 4; i++) {
			NewInstance instance = instance("i" + i, UUID.randomUUID(), base.plusMillis(i));
			this.client.start(instance);
			if (i > 0) {
				runFirstTurn(instance);
				end(instance, OrchestrationRuntimeStatus.COMPLETED, base.plusMillis(10 + i));
			}
		}
		assertThat(query().created(base.plusMillis(1), base.plusMillis(2)).ids()).containsExactly("i2", "i1");
		assertThat(query().created(base.plusNanos(1), null).ids()).containsExactly("i3", "i2", "i1");
		assertThat(query().created(null, base).ids()).containsExactly("i0");
		assertThat(query().completed(base.plusMillis(12), null).ids()).containsExactly("i3", "i2");
		assertThat(query().completed(null, base.plusMillis(11)).ids()).containsExactly("i1");
		assertThat(query().completed(base, base.plusMillis(12)).order(Order.COMPLETED_ASCENDING).ids())
			.containsExactly("i1", "i2");
	}

	@Test
	void nameIsComparedWithoutRegardToCase() {
		this.client.start(named("a", "ProcessOrder"));
		this.client.start(named("b", "processorder"));
		this.client.start(named("c", "ProcessOrders"));
		this.client.start(named("d", "Process%"));
		assertThat(query().name("PROCESSORDER").ids()).containsExactlyInAnyOrder("a", "b");
		assertThat(query().name("process%").ids()).containsExactly("d");
		assertThat(query().name("process").ids()).isEmpty();
	}

	@Test
	void prefixIsComparedExactly() {
		List<String> ids = List.of("order-1", "order-2", "ORDER-3", "order", "orde", "a%b", "a_b", "axb", "a!b", "a\\b",
				"😀x", "éa");
		ids.forEach((id) -> this.client.start(instance(id)));
		assertThat(query().prefix("order").ids()).containsExactlyInAnyOrder("order-1", "order-2", "order");
		assertThat(query().prefix("order-1").ids()).containsExactly("order-1");
		assertThat(query().prefix("a%").ids()).containsExactly("a%b");
		assertThat(query().prefix("a_").ids()).containsExactly("a_b");
		assertThat(query().prefix("a!").ids()).containsExactly("a!b");
		assertThat(query().prefix("a\\").ids()).containsExactly("a\\b");
		assertThat(query().prefix("😀").ids()).containsExactly("😀x");
		assertThat(query().prefix("e").ids()).isEmpty();
		assertThat(query().prefix("'; DROP").ids()).isEmpty();
		assertThat(query().prefix("").ids()).hasSize(ids.size());
	}

	@Test
	void allTagsMustBeThere() {
		this.client.start(tagged("both", Map.of("region", "eu", "tier", "gold")));
		this.client.start(tagged("one", Map.of("region", "eu")));
		this.client.start(tagged("other", Map.of("region", "EU", "tier", "eu")));
		this.client.start(instance("none"));
		assertThat(query().tag("region", "eu").ids()).containsExactlyInAnyOrder("both", "one");
		assertThat(query().tag("region", "eu").tag("tier", "gold").ids()).containsExactly("both");
		assertThat(query().tag("tier", "silver").ids()).isEmpty();
		assertThat(query().tag("Region", "eu").ids()).isEmpty();
		assertThat(query().tag("region", "eu").limit(1).ids()).hasSize(1);
	}

	@Test
	void tagsAreThoseOfTheIncarnation() {
		NewInstance first = ended("a", OrchestrationRuntimeStatus.COMPLETED, Map.of("old", "1", "both", "1"));
		assertThat(query().tag("old", "1").order(Order.COMPLETED_ASCENDING).ids()).containsExactly("a");
		NewInstance second = tagged("a", Map.of("new", "1", "both", "2"));
		assertThat(this.client.start(second)).isNull();
		assertThat(first.executionId()).isNotEqualTo(second.executionId());
		assertThat(query().tag("old", "1").ids()).isEmpty();
		assertThat(query().tag("both", "1").ids()).isEmpty();
		assertThat(query().tag("both", "2").tag("new", "1").ids()).containsExactly("a");
	}

	@Test
	void longestTagsAreFound() {
		String key = "k".repeat(250);
		String value = "漢".repeat(250);
		this.client.start(tagged("a", Map.of(key, value)));
		assertThat(query().tag(key, value).ids()).containsExactly("a");
		assertThat(query().tag(key, "漢".repeat(249)).ids()).isEmpty();
	}

	@Test
	void childrenAreFoundByTheirParentAndTags() {
		NewInstance parent = started("parent");
		List<NewInstance> children = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			children.add(new NewInstance(partition("child-" + i), "child-" + i, UUID.randomUUID(),
					new ExecutionStarted(now(), "Child", null, null,
							new ParentTask("Orchestrator", "parent", parent.executionId(), i),
							(i < 2) ? Map.of("small", "yes") : Map.of(), null)));
		}
		TurnBuilder turn = turn(parent).events(2, new OrchestratorStarted(now()));
		children.forEach(turn::child);
		commit(turn);
		assertThat(query().tag("small", "yes").ids()).containsExactlyInAnyOrder("child-0", "child-1");
		assertThat(query().parent("parent").tag("small", "yes").ids()).hasSize(2);
		assertThat(query().parent("Parent").ids()).isEmpty();
		List<InstanceView> first = this.client.query(InstanceQuery.children("parent", null, 3));
		InstanceView last = first.get(2);
		List<InstanceView> second = this.client.query(InstanceQuery.children("parent",
				new Position(last.instance().createdAt(), last.instance().incarnationId()), 3));
		assertThat(first).hasSize(3);
		assertThat(second).hasSize(2);
		List<String> ids = new ArrayList<>();
		first.forEach((view) -> ids.add(view.instance().instanceId()));
		second.forEach((view) -> ids.add(view.instance().instanceId()));
		assertThat(ids).containsExactlyInAnyOrder("child-0", "child-1", "child-2", "child-3", "child-4");
		assertThat(query().parent("parent").status(OrchestrationRuntimeStatus.RUNNING).ids()).isEmpty();
		assertThat(query().parent("parent").status(OrchestrationRuntimeStatus.PENDING).ids()).hasSize(5);
	}

	@Test
	void pageEndsAtItsBytes() {
		String payload = "\"" + "x".repeat(100_000) + "\"";
		for (int i = 0; i < 20; i++) {
			String id = "i" + i;
			this.client.start(new NewInstance(partition(id), id, UUID.randomUUID(),
					new ExecutionStarted(now().plusMillis(i), "Orchestrator", null, payload, null, Map.of(), null)));
		}
		InstanceQuery query = new InstanceQuery(Set.of(), null, null, null, null, null, null, Map.of(), null,
				Order.CREATED_DESCENDING, null, 50, true, true, 450_000);
		List<String> ids = new ArrayList<>();
		int pages = 0;
		Position after = null;
		do {
			InstancePage page = this.client.page(query.from(after, 50));
			assertThat(page.instances()).hasSizeBetween(1, 4)
				.allSatisfy((view) -> assertThat(view.input()).isEqualTo(payload));
			page.instances().forEach((view) -> ids.add(view.instance().instanceId()));
			after = page.next();
			pages++;
		}
		while (after != null);
		assertThat(pages).isEqualTo(5);
		assertThat(ids).doesNotHaveDuplicates().hasSize(20).startsWith("i19", "i18", "i17");
		InstanceQuery tiny = new InstanceQuery(Set.of(), null, null, null, null, null, null, Map.of(), null,
				Order.CREATED_DESCENDING, null, 50, true, false, 1);
		assertThat(this.client.page(tiny).instances()).hasSize(1);
		assertThat(query().limit(50).views()).hasSize(20);
	}

	@Test
	void onlyThePayloadsThatAreAskedForAreRead() {
		ended("a", OrchestrationRuntimeStatus.COMPLETED);
		for (boolean input : new boolean[] { true, false }) {
			for (boolean output : new boolean[] { true, false }) {
				InstanceQuery query = new InstanceQuery(Set.of(), null, null, null, null, null, null, Map.of(), null,
						Order.CREATED_DESCENDING, null, 50, input, output, 1000);
				InstanceView found = this.client.find(partition("a"), "a", input, output);
				assertThat(List.of(this.client.page(query).instances().get(0), found)).allSatisfy((view) -> {
					assertThat(view.input()).isEqualTo(input ? "\"input\"" : null);
					assertThat(view.output()).isEqualTo(output ? "\"output\"" : null);
				});
			}
		}
	}

	@Test
	void historyIsReadWithoutWhatNobodyAsksFor() {
		ended("a", OrchestrationRuntimeStatus.COMPLETED);
		List<HistoryEvent> all = this.client.history(partition("a"), "a");
		assertThat(this.client.history(partition("a"), "a", true, true)).isEqualTo(all);
		List<HistoryEvent> some = this.client.history(partition("a"), "a", true, false);
		assertThat(some).hasSameSizeAs(all).startsWith(all.get(0), all.get(1));
		assertThat(some.get(2)).isInstanceOf(ExecutionCompleted.class);
		assertThat(this.client.history(partition("b"), "b", false, false)).isEmpty();
	}

	@Test
	void aQueryHasABoundedNumberOfTags() {
		Map<String, String> five = Map.of("a", "1", "b", "1", "c", "1", "d", "1", "e", "1");
		this.client.start(tagged("all", five));
		this.client.start(tagged("some", Map.of("a", "1")));
		Query query = query();
		for (String key : five.keySet()) {
			query = query.tag(key, "1");
		}
		assertThat(query.ids()).containsExactly("all");
		Query most = query;
		assertThatIllegalArgumentException().isThrownBy(() -> most.tag("f", "1"))
			.withMessageContaining("at most 5 tags");
	}

	@Test
	void outermostTimesAreTimes() {
		this.client.start(instance("a"));
		assertThat(query().created(Instant.MIN, Instant.MAX).ids()).containsExactly("a");
		assertThat(query().created(Instant.MAX, null).ids()).isEmpty();
		assertThat(query().created(null, Instant.MIN).ids()).isEmpty();
		assertThat(query().completed(Instant.MIN, Instant.MAX).ids()).isEmpty();
	}

	@Test
	void prefixMayEndBeforeAnyCharacter() {
		List<String> ids = List.of("p", "p\uFFFD", "p\uD83D\uDE00", "p\uDBFF\uDFFD", "p" + "\uFFFD".repeat(99));
		ids.forEach((id) -> this.client.start(instance(id)));
		assertThat(query().prefix("p").ids()).containsExactlyInAnyOrderElementsOf(ids);
		assertThat(query().prefix("p\uFFFD").ids()).hasSize(2);
	}

	@Test
	void eventIdsWithHalfACharacterAreRefusedOrKeptApart() {
		started("a");
		int sent = 0;
		for (String eventId : List.of("e\uD800", "e\uD801", "e\uDC00", "e?")) {
			try {
				assertThat(this.client.send(raise("a", "event"), eventId)).isEqualTo(SendOutcome.SENT);
				sent++;
			}
			catch (IllegalArgumentException ex) {
				assertThat(ex).hasMessageContaining("surrogate");
			}
		}
		assertThat(names("a")).hasSize(sent);
		assertThat(sent).isPositive();
	}

	@Test
	void deletionTellsWhatItHasDeleted() {
		NewInstance ended = ended("ended", OrchestrationRuntimeStatus.COMPLETED);
		NewInstance running = started("running");
		assertThat(this.client.delete(List.of(key(ended), key(running), key(instance("unknown")))))
			.containsExactly(key(ended));
	}

	@Test
	void statusesOfManyAreReadAtOnce() {
		Map<String, Integer> partitions = new HashMap<>();
		Map<String, OrchestrationRuntimeStatus> expected = new HashMap<>();
		for (int i = 0; i < 6000; i++) {
			partitions.put("unknown-" + i, partition("unknown-" + i));
		}
		for (int i = 0; i < 50; i++) {
			this.client.start(instance("i" + i));
			expected.put("i" + i, OrchestrationRuntimeStatus.PENDING);
		}
		started("running");
		expected.put("running", OrchestrationRuntimeStatus.RUNNING);
		expected.keySet().forEach((id) -> partitions.put(id, partition(id)));
		assertThat(this.client.statuses(partitions)).isEqualTo(expected);
		assertThat(this.client.statuses(Map.of())).isEmpty();
	}

	// --- Fixtures

	private Instant now() {
		return this.worker.currentTime().truncatedTo(ChronoUnit.MILLIS);
	}

	private int partition(String instanceId) {
		return PartitionHash.partition(instanceId, this.store.description().partitionCount());
	}

	private Collection<Integer> allPartitions() {
		return IntStream.range(0, this.store.description().partitionCount()).boxed().toList();
	}

	private NewInstance instance(String instanceId) {
		return instance(instanceId, UUID.randomUUID(), now());
	}

	private NewInstance instance(String instanceId, UUID executionId, Instant createdAt) {
		return new NewInstance(partition(instanceId), instanceId, executionId,
				new ExecutionStarted(createdAt, "Orchestrator", null, "\"input\"", null, Map.of(), null));
	}

	private NewInstance named(String instanceId, String name) {
		return new NewInstance(partition(instanceId), instanceId, UUID.randomUUID(),
				new ExecutionStarted(now(), name, null, null, null, Map.of(), null));
	}

	private NewInstance tagged(String instanceId, Map<String, String> tags) {
		return new NewInstance(partition(instanceId), instanceId, UUID.randomUUID(),
				new ExecutionStarted(now(), "Orchestrator", null, "\"input\"", null, tags, null));
	}

	private NewInstance replacing(String instanceId, Set<OrchestrationRuntimeStatus> replaceable) {
		NewInstance plain = instance(instanceId);
		return new NewInstance(plain.partition(), instanceId, plain.executionId(), plain.started(), List.of(),
				replaceable);
	}

	private static InstanceKey key(NewInstance instance) {
		return new InstanceKey(instance.partition(), instance.instanceId(), instance.executionId());
	}

	private NewMessage raise(String instanceId, String name) {
		return new NewMessage(partition(instanceId), instanceId, null, new EventRaised(now(), name, null));
	}

	private NewMessage rewound(String instanceId) {
		return new NewMessage(partition(instanceId), instanceId, null, new ExecutionRewound(now(), "reason", null));
	}

	private PartitionLease lease(String instanceId) {
		return this.leases.computeIfAbsent(partition(instanceId),
				(partition) -> this.store.leases()
					.take("node-1", List.of(this.store.leases().owners().get(partition)))
					.get(0));
	}

	private TurnBuilder turn(NewInstance instance) {
		return TurnBuilder.of(lease(instance.instanceId()), instance);
	}

	private NewInstance started(String instanceId) {
		return started(instance(instanceId));
	}

	private NewInstance started(NewInstance instance) {
		assertThat(this.client.start(instance)).isNull();
		runFirstTurn(instance);
		return instance;
	}

	private void runFirstTurn(NewInstance instance) {
		InboxMessage start = inbox(instance.instanceId()).stream()
			.filter((message) -> instance.executionId().equals(message.executionId()))
			.findFirst()
			.orElseThrow();
		commit(turn(instance).consume(start.id())
			.events(0, instance.started(), new OrchestratorStarted(now()))
			.status(OrchestrationRuntimeStatus.RUNNING));
	}

	private NewInstance ended(String instanceId, OrchestrationRuntimeStatus status) {
		return ended(instanceId, status, Map.of());
	}

	private NewInstance ended(String instanceId, OrchestrationRuntimeStatus status, Map<String, String> tags) {
		NewInstance instance = started(tagged(instanceId, tags));
		end(instance, status);
		return instance;
	}

	private void end(NewInstance instance, OrchestrationRuntimeStatus status) {
		end(instance, status, now());
	}

	private void end(NewInstance instance, OrchestrationRuntimeStatus status, Instant at) {
		commit(turn(instance).events(2, completed(status)).completed(status, at, 2));
	}

	private HistoryEvent completed(OrchestrationRuntimeStatus status) {
		return new ExecutionCompleted(now(), status, "\"output\"", null);
	}

	private void fill(NewInstance instance, boolean full) {
		commit(turn(instance).update(new InstanceUpdate(instance.executionId(), instance.executionId(), null,
				OrchestrationRuntimeStatus.RUNNING, null, null, null, null, full)));
	}

	private void commit(TurnBuilder turn) {
		assertThat(this.worker.commit(new Checkpoint(List.of(turn.build())))).containsExactly(TurnOutcome.COMMITTED);
	}

	private InstanceView view(String instanceId) {
		InstanceView view = this.client.find(partition(instanceId), instanceId, false);
		assertThat(view).isNotNull();
		return view;
	}

	private List<InboxMessage> inbox(String instanceId) {
		return this.worker.readInbox(InboxRead.all(List.of(partition(instanceId)), 0, 10_000, Long.MAX_VALUE))
			.messages()
			.stream()
			.filter((message) -> message.instanceId().equals(instanceId))
			.toList();
	}

	private List<String> names(String instanceId) {
		return inbox(instanceId).stream()
			.filter((message) -> message.event() instanceof EventRaised)
			.map((message) -> ((EventRaised) message.event()).name())
			.toList();
	}

	private static <T> List<T> simultaneously(ThreadWork<T> work) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(THREADS);
		try {
			CyclicBarrier barrier = new CyclicBarrier(THREADS);
			List<Callable<T>> calls = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				int thread = i;
				calls.add(() -> {
					barrier.await(30, TimeUnit.SECONDS);
					return work.run(thread);
				});
			}
			List<T> results = new ArrayList<>();
			for (Future<T> future : executor.invokeAll(calls)) {
				results.add(future.get(Duration.ofSeconds(60).toMillis(), TimeUnit.MILLISECONDS));
			}
			return results;
		}
		finally {
			executor.shutdownNow();
		}
	}

	private Query query() {
		return new Query(new InstanceQuery(Set.of(), null, null, null, null, null, null, Map.of(), null,
				Order.CREATED_DESCENDING, null, 100, false));
	}

	/**
	 * What one of several threads does.
	 *
	 * @param <T> the type of result
	 */
	@FunctionalInterface
	private interface ThreadWork<T> {

		T run(int thread) throws Exception;

	}

	/**
	 * A query that is put together.
	 */
	private final class Query {

		private final InstanceQuery query;

		private Query(InstanceQuery query) {
			this.query = query;
		}

		private Query with(Set<OrchestrationRuntimeStatus> statuses, @Nullable String name, @Nullable String prefix,
				Map<String, String> tags, @Nullable String parent) {
			InstanceQuery q = this.query;
			return new Query(new InstanceQuery(statuses, name, q.createdFrom(), q.createdTo(), q.completedFrom(),
					q.completedTo(), prefix, tags, parent, q.order(), q.after(), q.limit(), q.payloads()));
		}

		private Query status(OrchestrationRuntimeStatus... statuses) {
			InstanceQuery q = this.query;
			return with(Set.of(statuses), q.name(), q.instanceIdPrefix(), q.tags(), q.parentInstanceId());
		}

		private Query name(String name) {
			InstanceQuery q = this.query;
			return with(q.statuses(), name, q.instanceIdPrefix(), q.tags(), q.parentInstanceId());
		}

		private Query prefix(String prefix) {
			InstanceQuery q = this.query;
			return with(q.statuses(), q.name(), prefix, q.tags(), q.parentInstanceId());
		}

		private Query tag(String key, String value) {
			InstanceQuery q = this.query;
			Map<String, String> tags = new HashMap<>(q.tags());
			tags.put(key, value);
			return with(q.statuses(), q.name(), q.instanceIdPrefix(), tags, q.parentInstanceId());
		}

		private Query parent(String parent) {
			InstanceQuery q = this.query;
			return with(q.statuses(), q.name(), q.instanceIdPrefix(), q.tags(), parent);
		}

		private Query page(Order order, @Nullable Position after, int limit, boolean payloads) {
			InstanceQuery q = this.query;
			return new Query(new InstanceQuery(q.statuses(), q.name(), q.createdFrom(), q.createdTo(),
					q.completedFrom(), q.completedTo(), q.instanceIdPrefix(), q.tags(), q.parentInstanceId(), order,
					after, limit, payloads));
		}

		private Query order(Order order) {
			return page(order, this.query.after(), this.query.limit(), this.query.payloads());
		}

		private Query after(@Nullable Position after) {
			return page(this.query.order(), after, this.query.limit(), this.query.payloads());
		}

		private Query limit(int limit) {
			return page(this.query.order(), this.query.after(), limit, this.query.payloads());
		}

		private Query payloads() {
			return page(this.query.order(), this.query.after(), this.query.limit(), true);
		}

		private Query times(@Nullable Instant createdFrom, @Nullable Instant createdTo, @Nullable Instant completedFrom,
				@Nullable Instant completedTo) {
			InstanceQuery q = this.query;
			return new Query(new InstanceQuery(q.statuses(), q.name(), createdFrom, createdTo, completedFrom,
					completedTo, q.instanceIdPrefix(), q.tags(), q.parentInstanceId(), q.order(), q.after(), q.limit(),
					q.payloads()));
		}

		private Query created(@Nullable Instant from, @Nullable Instant to) {
			return times(from, to, this.query.completedFrom(), this.query.completedTo());
		}

		private Query completed(@Nullable Instant from, @Nullable Instant to) {
			return times(this.query.createdFrom(), this.query.createdTo(), from, to);
		}

		private List<InstanceView> views() {
			return ClientStoreContractTests.this.client.query(this.query);
		}

		private List<String> ids() {
			return views().stream().map((view) -> view.instance().instanceId()).toList();
		}

	}

}
