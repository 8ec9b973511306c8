package io.durable.store;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.durable.api.FailureDetails;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.EventRaised;
import io.durable.history.HistoryEvent.EventSent;
import io.durable.history.HistoryEvent.ExecutionCompleted;
import io.durable.history.HistoryEvent.ExecutionResumed;
import io.durable.history.HistoryEvent.ExecutionRewound;
import io.durable.history.HistoryEvent.ExecutionStarted;
import io.durable.history.HistoryEvent.ExecutionSuspended;
import io.durable.history.HistoryEvent.ExecutionTerminated;
import io.durable.history.HistoryEvent.OrchestratorCompleted;
import io.durable.history.HistoryEvent.OrchestratorStarted;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceCompleted;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceCreated;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceFailed;
import io.durable.history.HistoryEvent.TaskCompleted;
import io.durable.history.HistoryEvent.TaskFailed;
import io.durable.history.HistoryEvent.TaskScheduled;
import io.durable.history.HistoryEvent.TimerCreated;
import io.durable.history.HistoryEvent.TimerFired;
import io.durable.history.ParentTask;
import io.durable.store.InboxRead.Selection;
import io.durable.store.TurnCommit.OpenMark;
import io.durable.store.WorkerStore.LoadedInstance;
import io.durable.store.key.PartitionHash;
import io.durable.store.lease.LeaseLostException;
import io.durable.store.lease.LeaseView;
import io.durable.store.lease.PartitionLease;
import io.durable.store.lease.PartitionOwnership;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What every {@link TaskHubStore} must do. A store is finished when a subclass is green.
 */
public abstract class TaskHubStoreContractTests {

	private static final String NODE = "node-1";

	private static final int THREADS = 16;

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

	/**
	 * Open the task hub of the last {@link #openNew()} again, as another node would.
	 * @return the store; it may be the same one if only one can have it open
	 */
	protected abstract TaskHubStore openAgain();

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

	/**
	 * Return the store under test.
	 * @return the store
	 */
	protected final TaskHubStore store() {
		return this.store;
	}

	// --- Starts

	@Test
	void startInsertsThePendingInstanceAndItsMessage() {
		NewInstance instance = instance("a", "\"input\"");
		assertThat(this.client.start(instance)).isNull();
		InboxMessage message = onlyMessage("a");
		assertThat(message.executionId()).isEqualTo(instance.executionId());
		assertThat(message.event()).isEqualTo(instance.started());
		StoredInstance row = message.start();
		assertThat(row).isNotNull();
		assertThat(row.executionId()).isEqualTo(instance.executionId());
		assertThat(row.incarnationId()).isEqualTo(instance.executionId());
		assertThat(row.status()).isEqualTo(OrchestrationRuntimeStatus.PENDING);
		assertThat(row.input()).isEqualTo("\"input\"");
		assertThat(row.name()).isEqualTo("Orchestrator");
		assertThat(row.createdAt()).isEqualTo(instance.started().timestamp());
		assertThat(load("a").instance()).isEqualTo(row);
		assertThat(load("a").history()).isEmpty();
	}

	@Test
	void startKeepsEverythingThatItWasGiven() {
		Instant past = now().minusSeconds(60);
		ExecutionStarted started = new ExecutionStarted(now(), "Name", "1.2", "[1]",
				new ParentTask("Parent", "p", UUID.randomUUID(), 7), Map.of("tag", "value", "ä", "😀"), past);
		NewInstance instance = new NewInstance(partition("full"), "full", UUID.randomUUID(), started);
		assertThat(this.client.start(instance)).isNull();
		InboxMessage message = onlyMessage("full");
		assertThat(message.event()).isEqualTo(started);
		StoredInstance row = load("full").instance();
		assertThat(row).isEqualTo(message.start());
		assertThat(row.version()).isEqualTo("1.2");
		assertThat(row.parent()).isEqualTo(started.parent());
		assertThat(row.tags()).isEqualTo(started.tags());
		assertThat(row.scheduledStartAt()).isEqualTo(past);
	}

	@Test
	void startIsRefusedWhileAnInstanceIsOpen() {
		NewInstance first = instance("a", null);
		this.client.start(first);
		assertThat(this.client.start(instance("a", null))).isEqualTo(OrchestrationRuntimeStatus.PENDING);
		runFirstTurn(first, OrchestrationRuntimeStatus.RUNNING);
		assertThat(this.client.start(instance("a", null))).isEqualTo(OrchestrationRuntimeStatus.RUNNING);
		assertThat(load("a").instance().executionId()).isEqualTo(first.executionId());
		assertThat(inbox("a")).isEmpty();
	}

	@Test
	void startReplacesAnInstanceThatHasEnded() {
		NewInstance first = instance("a", "1");
		this.client.start(first);
		complete(first, OrchestrationRuntimeStatus.FAILED, null, failure());
		NewInstance second = instance("a", "2");
		assertThat(this.client.start(second)).isNull();
		LoadedInstance loaded = load("a");
		assertThat(loaded.instance().executionId()).isEqualTo(second.executionId());
		assertThat(loaded.instance().incarnationId()).isEqualTo(second.executionId());
		assertThat(loaded.instance().status()).isEqualTo(OrchestrationRuntimeStatus.PENDING);
		assertThat(loaded.instance().input()).isEqualTo("2");
		assertThat(loaded.history()).isEmpty();
		assertThat(this.client.history(partition("a"), "a")).isEmpty();
		InstanceView view = this.client.find(partition("a"), "a", true);
		assertThat(view).isNotNull();
		assertThat(view.input()).isEqualTo("2");
		assertThat(view.failure()).isNull();
		assertThat(view.lastUpdatedAt()).isEqualTo(second.started().timestamp());
		assertThat(onlyMessage("a").start()).isEqualTo(loaded.instance());
	}

	@Test
	void repeatedStartOfTheSameExecutionSucceedsWithoutEffect() {
		NewInstance instance = instance("a", "1");
		assertThat(this.client.start(instance)).isNull();
		assertThat(this.client.start(instance)).isNull();
		assertThat(inbox("a")).hasSize(1);
		complete(instance, OrchestrationRuntimeStatus.COMPLETED, "2", null);
		assertThat(this.client.start(instance)).isNull();
		assertThat(load("a").instance().status()).isEqualTo(OrchestrationRuntimeStatus.COMPLETED);
		assertThat(inbox("a")).isEmpty();
	}

	@Test
	void repeatedStartAfterContinueAsNewSucceedsWithoutEffect() {
		NewInstance instance = instance("a", "1");
		this.client.start(instance);
		continueAsNew(instance, UUID.randomUUID());
		assertThat(this.client.start(instance)).isNull();
		assertThat(inbox("a")).isEmpty();
	}

	@Test
	void ofSimultaneousStartsExactlyOneSucceeds() throws Exception {
		for (int round = 0; round < 5; round++) {
			String instanceId = "same-" + round;
			List<@Nullable OrchestrationRuntimeStatus> answers = simultaneously(THREADS,
					(thread) -> this.client.start(instance(instanceId, null)));
			assertThat(answers).filteredOn((answer) -> answer == null).hasSize(1);
			assertThat(answers).filteredOn((answer) -> answer != null)
				.containsOnly(OrchestrationRuntimeStatus.PENDING)
				.hasSize(THREADS - 1);
			assertThat(onlyMessage(instanceId).executionId()).isEqualTo(load(instanceId).instance().executionId());
		}
	}

	@Test
	void ofSimultaneousReplacementsExactlyOneSucceeds() throws Exception {
		NewInstance first = instance("a", null);
		this.client.start(first);
		complete(first, OrchestrationRuntimeStatus.TERMINATED, null, null);
		List<@Nullable OrchestrationRuntimeStatus> answers = simultaneously(THREADS,
				(thread) -> this.client.start(instance("a", null)));
		assertThat(answers).filteredOn((answer) -> answer == null).hasSize(1);
		assertThat(onlyMessage("a").executionId()).isEqualTo(load("a").instance().executionId());
	}

	@Test
	void simultaneousStartsOfDifferentInstancesAllSucceed() throws Exception {
		List<List<@Nullable OrchestrationRuntimeStatus>> answers = simultaneously(THREADS,
				(thread) -> IntStream.range(0, 20)
					.mapToObj((i) -> this.client.start(instance(thread + "-" + i, "" + i)))
					.toList());
		assertThat(answers).flatMap((list) -> list).hasSize(THREADS * 20).containsOnlyNulls();
		List<InboxMessage> messages = this.worker.readInbox(InboxRead.all(allPartitions(), 0, 1000, Long.MAX_VALUE))
			.messages();
		assertThat(messages).hasSize(THREADS * 20).allSatisfy((message) -> assertThat(message.start()).isNotNull());
		assertThat(this.heard).containsExactlyInAnyOrderElementsOf(messages);
	}

	@Test
	void delayedStartHasATimerAndNoMessage() {
		Instant later = now().plusSeconds(3600);
		NewInstance instance = instance("later", "1", later);
		assertThat(this.client.start(instance)).isNull();
		assertThat(inbox("later")).isEmpty();
		DueTimer timer = new DueTimer(partition("later"), "later", instance.executionId(), -1, later);
		assertThat(this.worker.readTimers(allPartitions(), null, later.minusMillis(1), 10)).isEmpty();
		assertThat(this.worker.readTimers(allPartitions(), null, later, 10)).containsExactly(timer);
		assertThat(load("later").instance().scheduledStartAt()).isEqualTo(later);
		assertThat(load("later").instance().input()).isEqualTo("1");
		commit(TurnBuilder.of(lease("later"), instance)
			.remove(timer)
			.events(0, instance.started(), new OrchestratorStarted(now()))
			.status(OrchestrationRuntimeStatus.RUNNING));
		assertThat(this.worker.readTimers(allPartitions(), null, later, 10)).isEmpty();
	}

	// --- Messages

	@Test
	void messagesAreReadInTheOrderInWhichTheyWereSent() {
		NewInstance instance = started("a");
		for (int i = 0; i < 20; i++) {
			assertThat(this.client.send(raise("a", "e" + i), null)).isEqualTo(SendOutcome.SENT);
		}
		List<InboxMessage> messages = inbox("a");
		assertThat(messages).extracting((message) -> ((EventRaised) message.event()).name())
			.containsExactlyElementsOf(IntStream.range(0, 20).mapToObj((i) -> "e" + i).toList());
		assertThat(messages).allSatisfy((message) -> {
			assertThat(message.incarnationId()).isEqualTo(instance.executionId());
			assertThat(message.start()).isNull();
		});
		assertThat(messages).extracting(InboxMessage::id).isSorted();
		assertThat(this.heard.subList(1, 21)).isEqualTo(messages);
	}

	@Test
	void messagesOfConcurrentSendersKeepTheOrderOfEachSender() throws Exception {
		started("a");
		simultaneously(8, (thread) -> {
			for (int i = 0; i < 25; i++) {
				assertThat(this.client.send(raise("a", thread + "/" + i), null)).isEqualTo(SendOutcome.SENT);
			}
			return null;
		});
		Map<String, List<Integer>> bySender = new HashMap<>();
		for (InboxMessage message : inbox("a")) {
			String[] name = ((EventRaised) message.event()).name().split("/");
			bySender.computeIfAbsent(name[0], (sender) -> new ArrayList<>()).add(Integer.parseInt(name[1]));
		}
		assertThat(bySender).hasSize(8)
			.allSatisfy((sender, order) -> assertThat(order)
				.containsExactlyElementsOf(IntStream.range(0, 25).boxed().toList()));
	}

	@Test
	void inboxIsReadAboveAMarkAndUpToALimit() {
		List<String> ids = List.of("a", "b", "c", "d");
		ids.forEach(this::started);
		for (int i = 0; i < 5; i++) {
			int number = i;
			ids.forEach((id) -> this.client.send(raise(id, "e" + number), null));
		}
		List<InboxMessage> all = this.worker.readInbox(InboxRead.all(allPartitions(), 0, 1000, Long.MAX_VALUE))
			.messages();
		assertThat(all).hasSize(20).extracting(InboxMessage::id).isSorted().doesNotHaveDuplicates();
		assertThat(this.worker.readInbox(InboxRead.all(allPartitions(), 0, 7, Long.MAX_VALUE)).messages())
			.isEqualTo(all.subList(0, 7));
		assertThat(
				this.worker.readInbox(InboxRead.all(allPartitions(), all.get(6).id(), 100, Long.MAX_VALUE)).messages())
			.isEqualTo(all.subList(7, 20));
		assertThat(this.worker.readInbox(InboxRead.all(List.of(), 0, 100, Long.MAX_VALUE)).messages()).isEmpty();
	}

	@Test
	void messageToAnUnknownOrEndedInstanceIsNotSent() {
		assertThat(this.client.send(raise("nobody", "e"), null)).isEqualTo(SendOutcome.NOT_OPEN);
		NewInstance instance = instance("a", null);
		this.client.start(instance);
		complete(instance, OrchestrationRuntimeStatus.COMPLETED, null, null);
		assertThat(this.client.send(raise("a", "e"), null)).isEqualTo(SendOutcome.NOT_OPEN);
		assertThat(this.worker.readInbox(InboxRead.all(allPartitions(), 0, 100, Long.MAX_VALUE)).messages()).isEmpty();
	}

	@Test
	void messageKeepsTheIncarnationAcrossContinueAsNew() {
		NewInstance instance = instance("a", "1");
		this.client.start(instance);
		UUID next = UUID.randomUUID();
		continueAsNew(instance, next);
		assertThat(this.client.send(raise("a", "e"), null)).isEqualTo(SendOutcome.SENT);
		assertThat(onlyMessage("a").incarnationId()).isEqualTo(instance.executionId());
		assertThat(load("a").instance().executionId()).isEqualTo(next);
	}

	@Test
	void messageOfAnEarlierIncarnationKeepsItsGuard() {
		NewInstance first = started("a");
		this.client.send(raise("a", "early"), null);
		complete(first, 2, OrchestrationRuntimeStatus.COMPLETED, null, null);
		NewInstance second = instance("a", null);
		this.client.start(second);
		this.client.send(raise("a", "late"), null);
		List<InboxMessage> messages = inbox("a");
		assertThat(messages).hasSize(3);
		assertThat(messages.get(0).incarnationId()).isEqualTo(first.executionId());
		assertThat(messages.get(2).incarnationId()).isEqualTo(second.executionId());
	}

	@Test
	void startBringsItsEventsAfterIt() {
		NewInstance plain = instance("a", null);
		this.client.start(new NewInstance(plain.partition(), "a", plain.executionId(), plain.started(),
				List.of(new EventRaised(now(), "First", "1"), new EventRaised(now(), "Second", null)),
				NewInstance.TERMINAL));
		List<InboxMessage> messages = inbox("a");
		assertThat(messages).extracting((message) -> message.event().getClass().getSimpleName())
			.containsExactly("ExecutionStarted", "EventRaised", "EventRaised");
		assertThat(messages).allMatch((message) -> plain.executionId().equals(message.incarnationId()));
		assertThat(this.heard).hasSize(3);
	}

	@Test
	void startMessageWithoutItsInstanceHasNoStart() {
		NewInstance first = instance("a", null);
		this.client.start(first);
		InboxMessage message = onlyMessage("a");
		commit(TurnBuilder.of(lease("a"), first)
			.events(0, first.started(),
					new ExecutionCompleted(now(), OrchestrationRuntimeStatus.TERMINATED, null, null))
			.completed(OrchestrationRuntimeStatus.TERMINATED, now(), 1));
		purge("a");
		InboxMessage orphan = onlyMessage("a");
		assertThat(orphan.id()).isEqualTo(message.id());
		assertThat(orphan.executionId()).isEqualTo(first.executionId());
		assertThat(orphan.start()).isNull();
	}

	@Test
	void messageWithoutAnEventAsksForATurn() {
		started("a");
		assertThat(this.client.send(new NewMessage(partition("a"), "a", null, null), null)).isEqualTo(SendOutcome.SENT);
		assertThat(onlyMessage("a").event()).isNull();
	}

	// --- Checkpoints

	@Test
	void checkpointWritesAllThatATurnContains() {
		NewInstance instance = instance("a", "1");
		NewInstance other = started("other");
		this.client.start(instance);
		InboxMessage start = onlyMessage("a");
		Instant due = now().plusSeconds(5);
		DueTimer timer = new DueTimer(partition("a"), "a", instance.executionId(), 1, due);
		NewInstance child = instance("child", "2");
		List<HistoryEvent> events = List.of(instance.started(), new OrchestratorStarted(now()),
				new TaskScheduled(now(), 0, "Activity", "1"), new TimerCreated(now(), 1, due),
				new OrchestratorCompleted(now()));
		this.heard.clear();
		commit(TurnBuilder.of(lease("a"), instance)
			.consume(start.id())
			.events(0, events.toArray(HistoryEvent[]::new))
			.update(new InstanceUpdate(instance.executionId(), instance.executionId(), "2.0",
					OrchestrationRuntimeStatus.RUNNING, "\"custom\"", null, null, "reason", false))
			.timer(timer)
			.child(child)
			.send(raise("other", "guarded"))
			.send(raise("nobody", "dropped"))
			.send(new NewMessage(partition("other"), "other", other.executionId(), new TaskCompleted(now(), 3, "4")))
			.open(OpenMark.SET));
		LoadedInstance loaded = load("a");
		assertThat(loaded.history()).isEqualTo(events);
		assertThat(loaded.instance().status()).isEqualTo(OrchestrationRuntimeStatus.RUNNING);
		assertThat(loaded.instance().customStatus()).isEqualTo("\"custom\"");
		assertThat(loaded.instance().version()).isEqualTo("2.0");
		assertThat(loaded.instance().parkedReason()).isEqualTo("reason");
		assertThat(loaded.instance().input()).isNull();
		assertThat(inbox("a")).isEmpty();
		assertThat(this.worker.readTimers(allPartitions(), null, due, 10)).containsExactly(timer);
		assertThat(this.worker.openInstances(partition("a"), null, 1000)).containsExactly("a");
		InboxMessage childStart = onlyMessage("child");
		assertThat(childStart.start()).isEqualTo(load("child").instance());
		assertThat(childStart.event()).isEqualTo(child.started());
		List<InboxMessage> sent = inbox("other");
		assertThat(sent).hasSize(2);
		assertThat(sent).filteredOn((message) -> message.event() instanceof EventRaised)
			.singleElement()
			.satisfies((message) -> assertThat(message.incarnationId()).isEqualTo(other.executionId()));
		assertThat(sent).filteredOn((message) -> message.event() instanceof TaskCompleted)
			.singleElement()
			.satisfies((message) -> assertThat(message.executionId()).isEqualTo(other.executionId()));
		assertThat(this.heard).containsExactlyInAnyOrder(childStart, sent.get(0), sent.get(1));
		assertThat(inbox("nobody")).isEmpty();
	}

	@Test
	void checkpointOfManyTurnsAnswersInTheirOrder() {
		List<NewInstance> instances = IntStream.range(0, 64).mapToObj((i) -> started("i" + i)).toList();
		List<TurnCommit> turns = instances.stream()
			.map((instance) -> turn(instance).events(2, new OrchestratorStarted(now())).build())
			.toList();
		assertThat(this.worker.commit(new Checkpoint(turns))).containsOnly(TurnOutcome.COMMITTED).hasSize(64);
		assertThat(instances).allSatisfy((instance) -> assertThat(load(instance.instanceId()).history()).hasSize(3));
	}

	// As it comes from a node that has lost a partition and taken it again
	@Test
	void turnOfAnOlderLeaseIsLeftOutAlsoBesideOneOfTheValidLease() {
		NewInstance first = started("first");
		NewInstance second = started(neighbour("first"));
		PartitionLease older = lease("first");
		this.store.leases().release(this.store.leases().take("node-2", ownership(older.partition())));
		PartitionLease valid = this.store.leases().take(NODE, ownership(older.partition())).get(0);
		this.leases.put(valid.partition(), valid);
		commit(TurnBuilder.of(valid, second).events(2, new OrchestratorStarted(now())).send(raise("first", "x")));
		long message = inbox("first").get(0).id();
		List<TurnOutcome> outcomes = this.worker.commit(
				new Checkpoint(List.of(
						TurnBuilder.of(older, first)
							.events(2, new OrchestratorStarted(now()))
							.status(OrchestrationRuntimeStatus.SUSPENDED)
							.consume(message)
							.build(),
						TurnBuilder.of(valid, second).events(3, new OrchestratorStarted(now())).build())));
		assertThat(outcomes).containsExactly(TurnOutcome.LEASE_LOST, TurnOutcome.COMMITTED);
		assertThat(load("first").history()).hasSize(2);
		assertThat(load("first").instance().status()).isEqualTo(OrchestrationRuntimeStatus.RUNNING);
		assertThat(load(second.instanceId()).history()).hasSize(4);
		assertThat(inbox("first")).hasSize(1);
	}

	@Test
	void emptyCheckpointHasNoOutcome() {
		assertThat(this.worker.commit(new Checkpoint(List.of()))).isEmpty();
	}

	@Test
	void turnOfALostPartitionIsLeftOut() {
		NewInstance kept = started("kept");
		NewInstance lost = started(otherPartition("kept"));
		PartitionLease stale = lease(lost.instanceId());
		this.store.leases().take("node-2", ownership(stale.partition()));
		List<TurnOutcome> outcomes = this.worker.commit(new Checkpoint(List.of(
				TurnBuilder.of(stale, lost).events(2, new OrchestratorStarted(now())).send(raise("kept", "x")).build(),
				turn(kept).events(2, new OrchestratorStarted(now())).build())));
		assertThat(outcomes).containsExactly(TurnOutcome.LEASE_LOST, TurnOutcome.COMMITTED);
		assertThat(load("kept").history()).hasSize(3);
		assertThat(this.client.history(lost.partition(), lost.instanceId())).hasSize(2);
		assertThat(inbox("kept")).isEmpty();
		assertThatExceptionOfType(LeaseLostException.class)
			.isThrownBy(() -> this.worker.load(stale, lost.instanceId(), true));
	}

	@Test
	void turnThatConsumesAMessageTwiceIsStale() {
		NewInstance instance = started("a");
		this.client.send(raise("a", "e"), null);
		long messageId = onlyMessage("a").id();
		commit(turn(instance).consume(messageId).events(2, new EventRaised(now(), "e", null)));
		assertThat(outcome(turn(instance).consume(messageId).events(3, new EventRaised(now(), "e", null))))
			.isEqualTo(TurnOutcome.STALE);
		assertThat(load("a").history()).hasSize(3);
	}

	@Test
	void staleTurnWritesNothing() {
		NewInstance instance = started("a");
		started("b");
		this.client.send(raise("a", "e"), null);
		InboxMessage message = onlyMessage("a");
		Instant due = now();
		assertThat(outcome(turn(instance).consume(message.id(), message.id() + 1_000_000)
			.events(2, new EventRaised(now(), "e", null))
			.update(new InstanceUpdate(instance.executionId(), instance.executionId(), null,
					OrchestrationRuntimeStatus.SUSPENDED, "\"x\"", null, null, null, false))
			.timer(new DueTimer(instance.partition(), "a", instance.executionId(), 9, due))
			.child(instance("child", null))
			.send(raise("b", "e"))
			.open(OpenMark.SET))).isEqualTo(TurnOutcome.STALE);
		assertThat(inbox("a")).containsExactly(message);
		assertThat(inbox("b")).isEmpty();
		assertThat(inbox("child")).isEmpty();
		assertThat(this.client.find(partition("child"), "child", false)).isNull();
		assertThat(load("a").history()).hasSize(2);
		assertThat(load("a").instance().status()).isEqualTo(OrchestrationRuntimeStatus.RUNNING);
		assertThat(this.worker.readTimers(allPartitions(), null, due, 10)).isEmpty();
		assertThat(this.worker.openInstances(instance.partition(), null, 1000)).isEmpty();
	}

	@Test
	void turnWithAHistoryKeyThatExistsIsStale() {
		NewInstance instance = started("a");
		assertThat(outcome(turn(instance).events(1, new OrchestratorStarted(now())))).isEqualTo(TurnOutcome.STALE);
		assertThat(load("a").history()).hasSize(2);
	}

	@Test
	void turnOfAnotherExecutionIsStale() {
		started("a");
		UUID other = UUID.randomUUID();
		assertThat(outcome(TurnBuilder.of(lease("a"), "a", other)
			.events(0, new OrchestratorStarted(now()))
			.status(OrchestrationRuntimeStatus.RUNNING))).isEqualTo(TurnOutcome.STALE);
		assertThat(outcome(TurnBuilder.of(lease("nobody"), "nobody", other)
			.events(0, new OrchestratorStarted(now()))
			.status(OrchestrationRuntimeStatus.RUNNING))).isEqualTo(TurnOutcome.STALE);
		assertThat(load("a").history()).hasSize(2);
	}

	@Test
	void staleTurnsDoNotHinderTheOthers() {
		List<NewInstance> instances = IntStream.range(0, 16).mapToObj((i) -> started("i" + i)).toList();
		List<TurnCommit> turns = new ArrayList<>();
		for (int i = 0; i < instances.size(); i++) {
			TurnBuilder turn = turn(instances.get(i));
			switch (i % 8) {
				case 2 -> turn.events(0, new OrchestratorStarted(now()));
				case 5 -> turn.events(2, new OrchestratorStarted(now())).consume(1_000_000_000L + i);
				case 7 -> turn.events(2, new OrchestratorStarted(now()))
					.update(new InstanceUpdate(UUID.randomUUID(), UUID.randomUUID(), null,
							OrchestrationRuntimeStatus.RUNNING, null, null, null, null, false));
				default -> turn.events(2, new OrchestratorStarted(now())).send(raise("i0", "from " + i));
			}
			turns.add(turn.build());
		}
		List<TurnOutcome> outcomes = this.worker.commit(new Checkpoint(turns));
		for (int i = 0; i < instances.size(); i++) {
			boolean good = i % 8 != 2 && i % 8 != 5 && i % 8 != 7;
			assertThat(outcomes.get(i)).isEqualTo(good ? TurnOutcome.COMMITTED : TurnOutcome.STALE);
			assertThat(load("i" + i).history()).hasSize(good ? 3 : 2);
		}
		assertThat(inbox("i0")).hasSize(10);
		assertThat(this.heard.subList(16, this.heard.size())).containsExactlyInAnyOrderElementsOf(inbox("i0"));
	}

	@Test
	void continueAsNewRemovesHistoryAndTimersOfTheOldExecution() {
		NewInstance instance = instance("a", "1");
		this.client.start(instance);
		DueTimer timer = new DueTimer(partition("a"), "a", instance.executionId(), 3, now());
		commit(turn(instance).consume(onlyMessage("a").id())
			.events(0, instance.started(), new OrchestratorStarted(now()))
			.timer(timer)
			.status(OrchestrationRuntimeStatus.RUNNING));
		UUID next = UUID.randomUUID();
		ExecutionStarted again = new ExecutionStarted(now(), "Orchestrator", null, "2", null, Map.of(), null);
		DueTimer nextTimer = new DueTimer(partition("a"), "a", next, 0, now());
		commit(TurnBuilder.of(lease("a"), "a", next)
			.events(0, again, new OrchestratorStarted(now()))
			.timer(nextTimer)
			.update(new InstanceUpdate(instance.executionId(), next, null, OrchestrationRuntimeStatus.RUNNING, null,
					null, null, null, false))
			.ended(instance.executionId(), true));
		assertThat(load("a").instance().executionId()).isEqualTo(next);
		assertThat(load("a").instance().incarnationId()).isEqualTo(instance.executionId());
		assertThat(load("a").history()).startsWith(again).hasSize(2);
		assertThat(this.worker.readTimers(allPartitions(), null, now().plusSeconds(9), 10)).containsExactly(nextTimer);
		assertThat(find("a").input()).isEqualTo("2");
	}

	@Test
	void messageToAChildOfTheSameTurnArrives() {
		NewInstance instance = started("a");
		commit(turn(instance).events(2, new OrchestratorStarted(now()))
			.send(raise("child", "hello"))
			.child(instance("child", null)));
		List<InboxMessage> messages = inbox("child");
		assertThat(messages).hasSize(2);
		assertThat(messages.get(0).start()).isNotNull();
		assertThat(messages.get(1).event()).isInstanceOf(EventRaised.class);
	}

	@Test
	void turnIsRejectedWhoseChildWouldTakeThePlaceOfAnother() {
		NewInstance instance = started("a");
		NewInstance other = started("taken");
		String before = find("taken").toString();
		TurnBuilder turn = turn(instance).events(2, new OrchestratorStarted(now())).child(instance("taken", null));
		TurnOutcome outcome = this.worker.commit(new Checkpoint(List.of(turn.build()))).get(0);
		assertThat(outcome.kind()).isEqualTo(TurnOutcome.Kind.REJECTED);
		assertThat(outcome.reason()).contains("An instance has the ID of a new sub-orchestration");
		assertThat(find("taken")).hasToString(before);
		assertThat(load("taken").instance().executionId()).isEqualTo(other.executionId());
		assertThat(load("a").history()).hasSize(2);
	}

	@Test
	void requestToRewindIsReadPastOtherMessagesToItsInstance() {
		NewInstance instance = started("a");
		started("b");
		send("a", "before", 100);
		commit(turn(instance).events(2, new OrchestratorStarted(now())).status(OrchestrationRuntimeStatus.FAILED));
		ExecutionRewound request = new ExecutionRewound(now(), "why", null);
		assertThat(this.client.rewind(new NewMessage(partition("a"), "a", null, request))).isTrue();
		send("a", "after", 100);
		send("b", "other", 100);
		InboxPage page = this.worker.readInbox(InboxRead.rewind(partition("a"), "a"));
		assertThat(page.messages()).extracting(InboxMessage::event).containsExactly(request);
		assertThat(page.messages().get(0).incarnationId()).isEqualTo(instance.incarnationId());
		assertThat(this.worker.readInbox(InboxRead.rewind(partition("b"), "b")).messages()).isEmpty();
	}

	@Test
	void openMarkMayBeSetAndClearedRepeatedly() {
		NewInstance instance = started("a");
		commit(turn(instance).events(2, new OrchestratorStarted(now())).open(OpenMark.SET));
		commit(turn(instance).events(3, new OrchestratorStarted(now())).open(OpenMark.SET));
		assertThat(this.worker.openInstances(instance.partition(), null, 1000)).containsExactly("a");
		commit(turn(instance).events(4, new OrchestratorStarted(now())));
		assertThat(this.worker.openInstances(instance.partition(), null, 1000)).containsExactly("a");
		commit(turn(instance).events(5, new OrchestratorStarted(now())).open(OpenMark.CLEAR));
		commit(turn(instance).events(6, new OrchestratorStarted(now())).open(OpenMark.CLEAR));
		assertThat(this.worker.openInstances(instance.partition(), null, 1000)).isEmpty();
	}

	@Test
	void timersAreReadEarliestFirstAndGoWithTheirExecution() {
		NewInstance instance = started("a");
		NewInstance other = started(otherPartition("a"));
		Instant base = now();
		List<DueTimer> timers = new ArrayList<>();
		TurnBuilder turn = turn(instance).events(2, new OrchestratorStarted(now()));
		TurnBuilder otherTurn = turn(other).events(2, new OrchestratorStarted(now()));
		for (int i = 0; i < 10; i++) {
			NewInstance owner = (i % 2 == 0) ? instance : other;
			DueTimer timer = new DueTimer(owner.partition(), owner.instanceId(), owner.executionId(), i,
					base.plusMillis(i));
			timers.add(timer);
			((i % 2 == 0) ? turn : otherTurn).timer(timer);
		}
		commit(turn);
		commit(otherTurn);
		assertThat(this.worker.readTimers(allPartitions(), null, base.plusMillis(6), 100))
			.isEqualTo(timers.subList(0, 7));
		assertThat(this.worker.readTimers(allPartitions(), null, base.plusMillis(6), 3))
			.isEqualTo(timers.subList(0, 3));
		assertThat(this.worker.readTimers(List.of(other.partition()), null, base.plusMillis(9), 9)).hasSize(5);
		commit(turn(instance).events(3, new OrchestratorStarted(now())).remove(timers.get(0)).remove(timers.get(0)));
		assertThat(this.worker.readTimers(List.of(instance.partition()), null, base.plusMillis(9), 9))
			.containsExactly(timers.get(2), timers.get(4), timers.get(6), timers.get(8));
		complete(instance, 4, OrchestrationRuntimeStatus.COMPLETED, null, null);
		assertThat(this.worker.readTimers(allPartitions(), null, base.plusMillis(9), 9)).hasSize(5)
			.allSatisfy((timer) -> assertThat(timer.instanceId()).isEqualTo(other.instanceId()));
	}

	@Test
	void loadOfAnUnknownInstanceIsNull() {
		assertThat(this.worker.load(lease("nobody"), "nobody", true)).isNull();
	}

	// --- Pages

	@Test
	void pageOfTheInboxIsBoundedByBytes() {
		NewInstance instance = started("a");
		NewInstance other = started(otherPartition("a"));
		for (int i = 0; i < 10; i++) {
			send(((i % 2 == 0) ? instance : other).instanceId(), "e" + i, 1000);
		}
		// Two bytes a character, more or less
		List<InboxPage> pages = pages(InboxRead.all(allPartitions(), 0, 100, 7000));
		assertThat(pages).extracting((page) -> page.messages().size()).containsExactly(3, 3, 3, 1);
		assertThat(pages).extracting(InboxPage::complete).containsExactly(false, false, false, true);
		assertThat(pages.stream().flatMap((page) -> page.messages().stream()).map(TaskHubStoreContractTests::nameOf))
			.containsExactlyElementsOf(IntStream.range(0, 10).mapToObj((i) -> "e" + i).toList());
	}

	@Test
	void messageLargerThanTheBoundIsReadAlone() {
		started("a");
		send("a", "small", 10);
		send("a", "large", 100_000);
		send("a", "larger", 200_000);
		send("a", "last", 10);
		List<InboxPage> pages = pages(InboxRead.all(allPartitions(), 0, 100, 1000));
		assertThat(pages).extracting((page) -> page.messages().stream().map(TaskHubStoreContractTests::nameOf).toList())
			.containsExactly(List.of("small"), List.of("large"), List.of("larger"), List.of("last"));
		assertThat(((EventRaised) pages.get(2).messages().get(0).event()).input()).hasSize(200_000);
		assertThat(this.worker.readInbox(InboxRead.all(allPartitions(), 0, 100, 0)).messages()).hasSize(1);
	}

	@Test
	void inputOfAStartCountsForTheBytesOfAPage() {
		for (int i = 0; i < 6; i++) {
			this.client.start(instance("start-" + i, "x".repeat(1000)));
		}
		List<InboxPage> pages = pages(InboxRead.all(allPartitions(), 0, 100, 4500));
		assertThat(pages).extracting((page) -> page.messages().size()).containsExactly(2, 2, 2);
		assertThat(pages).flatMap(InboxPage::messages).allSatisfy((message) -> {
			assertThat(message.start()).isNotNull();
			assertThat(message.start().input()).hasSize(1000);
		});
	}

	@Test
	void pageIsCompleteOnlyIfNothingComesAfterIt() {
		assertThat(this.worker.readInbox(InboxRead.all(allPartitions(), 0, 5, 1000))).isEqualTo(InboxPage.EMPTY);
		started("a");
		started(otherPartition("a"));
		for (int i = 0; i < 5; i++) {
			send((i % 2 == 0) ? "a" : otherPartition("a"), "e" + i, 10);
		}
		assertThat(this.worker.readInbox(InboxRead.all(allPartitions(), 0, 4, 10_000)).complete()).isFalse();
		assertThat(this.worker.readInbox(InboxRead.all(allPartitions(), 0, 5, 10_000)).complete()).isTrue();
		assertThat(this.worker.readInbox(InboxRead.all(allPartitions(), 0, 6, 10_000)).complete()).isTrue();
		InboxRead one = InboxRead.all(List.of(partition("a")), 0, 3, 10_000);
		assertThat(this.worker.readInbox(one).messages()).hasSize(3);
		assertThat(this.worker.readInbox(one).complete()).isTrue();
	}

	@Test
	void requestsToTerminateSuspendAndResumeGetPastABacklog() {
		started("a");
		String otherId = otherPartition("a");
		started(otherId);
		for (int i = 0; i < 50; i++) {
			send((i % 2 == 0) ? "a" : otherId, "e" + i, 100);
		}
		request("a", new ExecutionSuspended(now(), "why"));
		this.client.start(instance("b", "1"));
		request(otherId, new ExecutionTerminated(now(), "out", true));
		send("a", "later", 100);
		request("a", new ExecutionResumed(now(), null));
		List<InboxMessage> all = this.worker.readInbox(InboxRead.all(allPartitions(), 0, 1000, Long.MAX_VALUE))
			.messages();
		List<InboxMessage> control = Stream.of(50, 52, 54).map(all::get).toList();
		assertThat(this.worker.readInbox(InboxRead.control(allPartitions(), 0, 10, 10_000)))
			.isEqualTo(new InboxPage(control, true));
		assertThat(pages(InboxRead.control(allPartitions(), 0, 2, 10_000)))
			.containsExactly(new InboxPage(control.subList(0, 2), false), new InboxPage(control.subList(2, 3), true));
		assertThat(this.worker.readInbox(InboxRead.control(List.of(partition(otherId)), 0, 10, 10_000)).messages())
			.containsExactly(control.get(1));
		assertThat(this.worker.readInbox(InboxRead.control(allPartitions(), control.get(1).id(), 10, 0)).messages())
			.containsExactly(control.get(2));
	}

	@Test
	void messagesToOneInstanceAreReadPastThoseToOthers() {
		started("a");
		String neighbour = neighbour("a");
		started(neighbour);
		for (int i = 0; i < 20; i++) {
			send((i % 10 == 9) ? "a" : neighbour, "e" + i, 100);
		}
		request("a", new ExecutionSuspended(now(), null));
		List<InboxMessage> own = inbox("a");
		assertThat(own).hasSize(3);
		int partition = partition("a");
		assertThat(this.worker.readInbox(InboxRead.of(partition, "a", 0, 10, 10_000)))
			.isEqualTo(new InboxPage(own, true));
		assertThat(this.worker.readInbox(InboxRead.of(partition, "a", own.get(0).id(), 1, 10_000)))
			.isEqualTo(new InboxPage(own.subList(1, 2), false));
		assertThat(this.worker.readInbox(InboxRead.of(partition, "a", 0, 10, 100)).messages()).hasSize(1);
		assertThat(this.worker.readInbox(InboxRead.of(partition, "nobody", 0, 10, 100))).isEqualTo(InboxPage.EMPTY);
		assertThat(this.worker.readInbox(new InboxRead(List.of(partition), 0, 10, 10_000, Selection.CONTROL, "a")))
			.isEqualTo(new InboxPage(own.subList(2, 3), true));
		assertThat(this.worker
			.readInbox(new InboxRead(List.of(partition(otherPartition("a"))), 0, 10, 10_000, Selection.ALL, "a")))
			.isEqualTo(InboxPage.EMPTY);
	}

	@Test
	void timersAreReadPageByPageWithTies() {
		NewInstance instance = started("a");
		NewInstance other = started(otherPartition("a"));
		Instant base = now();
		List<DueTimer> timers = new ArrayList<>();
		TurnBuilder turn = turn(instance).events(2, new OrchestratorStarted(now()));
		TurnBuilder otherTurn = turn(other).events(2, new OrchestratorStarted(now()));
		for (int i = 0; i < 30; i++) {
			NewInstance owner = (i % 3 == 0) ? instance : other;
			DueTimer timer = new DueTimer(owner.partition(), owner.instanceId(), owner.executionId(), i,
					base.plusMillis(i / 10));
			timers.add(timer);
			((i % 3 == 0) ? turn : otherTurn).timer(timer);
		}
		commit(turn);
		commit(otherTurn);
		List<DueTimer> read = new ArrayList<>();
		DueTimer last = null;
		for (int i = 0; i < 8; i++) {
			List<DueTimer> page = this.worker.readTimers(allPartitions(), last, base.plusMillis(9), 4);
			assertThat(page).hasSize((i < 7) ? 4 : 2);
			read.addAll(page);
			last = page.get(page.size() - 1);
		}
		assertThat(this.worker.readTimers(allPartitions(), last, base.plusMillis(9), 4)).isEmpty();
		assertThat(read).containsExactlyInAnyOrderElementsOf(timers).extracting(DueTimer::fireAt).isSorted();
		assertThat(this.worker.readTimers(allPartitions(), null, base.plusMillis(1), 100))
			.isEqualTo(read.subList(0, 20));
		assertThat(this.worker.readTimers(allPartitions(), read.get(4), base.plusMillis(1), 100))
			.isEqualTo(read.subList(5, 20));
		assertThat(this.worker.readTimers(List.of(instance.partition()), read.get(4), base.plusMillis(9), 100))
			.isEqualTo(
					read.subList(5, 30).stream().filter((timer) -> timer.partition() == instance.partition()).toList());
		// One that has gone meanwhile still tells where to go on
		commit(turn(read.get(4).instanceId().equals("a") ? instance : other).events(3, new OrchestratorStarted(now()))
			.remove(read.get(4)));
		assertThat(this.worker.readTimers(allPartitions(), read.get(4), base.plusMillis(1), 100))
			.isEqualTo(read.subList(5, 20));
	}

	@Test
	void historyOfAnEndedInstanceIsReadOnlyIfAskedFor() {
		NewInstance instance = started("a");
		assertThat(this.worker.load(lease("a"), "a", false).history()).hasSize(2);
		complete(instance, 2, OrchestrationRuntimeStatus.COMPLETED, "1", null);
		LoadedInstance row = this.worker.load(lease("a"), "a", false);
		assertThat(row.instance().status()).isEqualTo(OrchestrationRuntimeStatus.COMPLETED);
		assertThat(row.history()).isEmpty();
		assertThat(load("a").instance()).isEqualTo(row.instance());
		assertThat(load("a").history()).hasSize(3);
	}

	@Test
	void openInstancesAreReadPageByPage() {
		NewInstance elsewhere = started(otherPartition("a"));
		commit(turn(elsewhere).events(2, new OrchestratorStarted(now())).open(OpenMark.SET));
		List<String> ids = IntStream.range(0, 10_000)
			.mapToObj((i) -> "open-" + i)
			.filter((id) -> partition(id) == partition("a"))
			.sorted()
			.limit(7)
			.toList();
		for (String id : ids) {
			commit(turn(started(id)).events(2, new OrchestratorStarted(now())).open(OpenMark.SET));
		}
		int partition = partition("a");
		assertThat(this.worker.openInstances(partition, null, 3)).isEqualTo(ids.subList(0, 3));
		assertThat(this.worker.openInstances(partition, ids.get(2), 3)).isEqualTo(ids.subList(3, 6));
		assertThat(this.worker.openInstances(partition, ids.get(5), 3)).isEqualTo(ids.subList(6, 7));
		assertThat(this.worker.openInstances(partition, ids.get(6), 3)).isEmpty();
	}

	@Test
	void eventIsReadByItsPlaceInTheHistory() {
		NewInstance instance = started("a");
		TaskScheduled scheduled = new TaskScheduled(now(), 0, "Activity", "\"input\"");
		commit(turn(instance).events(2, new OrchestratorStarted(now()), scheduled));
		assertThat(this.worker.readEvent(instance.partition(), instance.executionId(), 3)).isEqualTo(scheduled);
		assertThat(this.worker.readEvent(instance.partition(), instance.executionId(), 0))
			.isEqualTo(instance.started());
		assertThat(this.worker.readEvent(instance.partition(), instance.executionId(), 4)).isNull();
		assertThat(this.worker.readEvent(instance.partition(), UUID.randomUUID(), 0)).isNull();
	}

	private List<InboxPage> pages(InboxRead first) {
		List<InboxPage> pages = new ArrayList<>();
		long after = first.afterId();
		do {
			InboxPage page = this.worker.readInbox(new InboxRead(first.partitions(), after, first.limit(),
					first.maxBytes(), first.selection(), first.instanceId()));
			assertThat(page.messages()).isNotEmpty();
			pages.add(page);
			after = page.messages().get(page.messages().size() - 1).id();
		}
		while (!pages.get(pages.size() - 1).complete());
		return pages;
	}

	private void send(String instanceId, String name, int characters) {
		request(instanceId, new EventRaised(now(), name, "x".repeat(characters)));
	}

	private void request(String instanceId, HistoryEvent event) {
		assertThat(this.client.send(new NewMessage(partition(instanceId), instanceId, null, event), null))
			.isEqualTo(SendOutcome.SENT);
	}

	private static String nameOf(InboxMessage message) {
		return ((EventRaised) message.event()).name();
	}

	private String neighbour(String instanceId) {
		return IntStream.range(0, 1000)
			.mapToObj((i) -> "neighbour-" + i)
			.filter((id) -> partition(id) == partition(instanceId))
			.findFirst()
			.orElseThrow();
	}

	// --- Reads

	@Test
	void findReadsEveryStage() {
		assertThat(this.client.find(partition("a"), "a", true)).isNull();
		NewInstance instance = instance("a", "\"in\"");
		this.client.start(instance);
		InstanceView pending = find("a");
		assertThat(pending.instance().status()).isEqualTo(OrchestrationRuntimeStatus.PENDING);
		assertThat(pending.input()).isEqualTo("\"in\"");
		assertThat(pending.lastUpdatedAt()).isEqualTo(instance.started().timestamp());
		Instant turnAt = instance.started().timestamp().plusSeconds(10);
		commit(turn(instance).consume(onlyMessage("a").id())
			.events(0, instance.started(), new OrchestratorStarted(turnAt))
			.status(OrchestrationRuntimeStatus.RUNNING));
		InstanceView running = find("a");
		assertThat(running.input()).isEqualTo("\"in\"");
		assertThat(running.output()).isNull();
		assertThat(running.lastUpdatedAt()).isEqualTo(turnAt);
		Instant endedAt = turnAt.plusSeconds(10);
		commit(turn(instance)
			.events(2, new ExecutionCompleted(endedAt, OrchestrationRuntimeStatus.COMPLETED, "\"out\"", null))
			.completed(OrchestrationRuntimeStatus.COMPLETED, endedAt, 2));
		InstanceView completed = find("a");
		assertThat(completed.instance().status()).isEqualTo(OrchestrationRuntimeStatus.COMPLETED);
		assertThat(completed.input()).isEqualTo("\"in\"");
		assertThat(completed.output()).isEqualTo("\"out\"");
		assertThat(completed.failure()).isNull();
		assertThat(completed.lastUpdatedAt()).isEqualTo(endedAt);
		InstanceView bare = this.client.find(partition("a"), "a", false);
		assertThat(bare).isNotNull();
		assertThat(bare.input()).isNull();
		assertThat(bare.output()).isNull();
		assertThat(bare.lastUpdatedAt()).isEqualTo(endedAt);
	}

	@Test
	void findReadsAFailureEvenWithoutPayloads() {
		NewInstance instance = instance("a", null);
		this.client.start(instance);
		complete(instance, OrchestrationRuntimeStatus.FAILED, null, failure());
		InstanceView view = this.client.find(partition("a"), "a", false);
		assertThat(view).isNotNull();
		assertThat(view.failure()).usingRecursiveComparison().isEqualTo(failure());
	}

	@Test
	void countByStatusCountsAllPartitions() {
		assertThat(this.client.countByStatus()).isEmpty();
		for (int i = 0; i < 5; i++) {
			this.client.start(instance("p" + i, null));
			started("r" + i);
		}
		complete(started("completed"), 2, OrchestrationRuntimeStatus.COMPLETED, null, null);
		assertThat(this.client.countByStatus()).containsOnly(Map.entry(OrchestrationRuntimeStatus.PENDING, 5L),
				Map.entry(OrchestrationRuntimeStatus.RUNNING, 5L), Map.entry(OrchestrationRuntimeStatus.COMPLETED, 1L));
	}

	private int purge(String instanceId) {
		InstanceView view = this.client.find(partition(instanceId), instanceId, false);
		UUID executionId = (view != null) ? view.instance().executionId() : UUID.randomUUID();
		return this.client.purge(List.of(new InstanceKey(partition(instanceId), instanceId, executionId)));
	}

	@Test
	void purgeRemovesOnlyWhatHasEnded() {
		assertThat(purge("a")).isZero();
		NewInstance instance = started("a");
		assertThat(purge("a")).isZero();
		complete(instance, 2, OrchestrationRuntimeStatus.COMPLETED, "1", null);
		assertThat(purge("a")).isOne();
		assertThat(this.client.find(partition("a"), "a", true)).isNull();
		assertThat(this.client.history(partition("a"), "a")).isEmpty();
		assertThat(purge("a")).isZero();
		assertThat(this.client.start(instance("a", null))).isNull();
	}

	@Test
	void openTransactionOfNobodyHasStartedNothing() {
		this.client.start(instance("a", null));
		assertThat(this.client.isStartedInOpenTransaction("a")).isFalse();
	}

	@Test
	void instanceIdsAreComparedExactly() {
		List<String> ids = List.of("order", "ORDER", "Order", "é", "e\u0301", "ﬁ", "fi", "😀", "😁", "a", "a ", "a  ",
				" a", "%", "_", "a%", "a_", "\\", "'", "\"", "a'b", "straße", "strasse", "ı", "i", "a\tb", "a\nb", "漢字",
				"x".repeat(200));
		for (String id : ids) {
			assertThat(this.client.start(instance(id, null))).as(id).isNull();
		}
		for (String id : ids) {
			assertThat(find(id).instance().instanceId()).isEqualTo(id);
			assertThat(this.client.start(instance(id, null))).as(id).isEqualTo(OrchestrationRuntimeStatus.PENDING);
			assertThat(load(id).instance().instanceId()).isEqualTo(id);
			assertThat(onlyMessage(id).instanceId()).isEqualTo(id);
		}
	}

	// --- What is stored comes back

	static List<String> payloads() {
		return List.of("", "null", "\"\"", "{}", " \n\t", "\"\\u0000 \\ud800 \\udfff\"", "\"ä漢😀\"", "\"\u0001\u007f\"",
				"\"" + "x".repeat(3 * 1024 * 1024) + "\"", "\"" + "漢😀".repeat(300_000) + "\"");
	}

	@ParameterizedTest
	@MethodSource("payloads")
	void payloadsComeBackAsTheyWere(String payload) {
		NewInstance instance = instance("a", payload);
		this.client.start(instance);
		InboxMessage start = onlyMessage("a");
		assertSame(((ExecutionStarted) start.event()).input(), payload);
		assertSame(find("a").input(), payload);
		this.client.send(new NewMessage(partition("a"), "a", null, new EventRaised(now(), "e", payload)), null);
		InboxMessage raised = inbox("a").get(1);
		assertSame(((EventRaised) raised.event()).input(), payload);
		Instant at = now();
		commit(turn(instance).consume(start.id(), raised.id())
			.events(0, instance.started(), new EventRaised(at, "e", payload), new TaskScheduled(at, 0, "A", payload),
					new TaskCompleted(at, 0, payload),
					new ExecutionCompleted(at, OrchestrationRuntimeStatus.COMPLETED, payload, null))
			.update(new InstanceUpdate(instance.executionId(), instance.executionId(), null,
					OrchestrationRuntimeStatus.COMPLETED, payload, at, 4, null, false)));
		InstanceView view = find("a");
		assertSame(view.input(), payload);
		assertSame(view.output(), payload);
		assertSame(view.instance().customStatus(), payload);
		for (List<HistoryEvent> history : List.of(load("a").history(), this.client.history(partition("a"), "a"))) {
			assertThat(history).hasSize(5);
			assertSame(((ExecutionStarted) history.get(0)).input(), payload);
			assertSame(((EventRaised) history.get(1)).input(), payload);
			assertSame(((TaskScheduled) history.get(2)).input(), payload);
			assertSame(((TaskCompleted) history.get(3)).result(), payload);
			assertSame(((ExecutionCompleted) history.get(4)).result(), payload);
		}
	}

	// Without printing megabytes
	private static void assertSame(@Nullable String actual, String expected) {
		assertThat(actual).isNotNull();
		assertThat(actual.equals(expected)).as("payload of %d characters", expected.length()).isTrue();
	}

	@Test
	void everyEventComesBackAsItWas() {
		List<HistoryEvent> events = everyEvent();
		assertThat(events.stream().<Class<?>>map(HistoryEvent::getClass)).as("all types")
			.containsAll(concreteTypes(HistoryEvent.class));
		NewInstance instance = instance("a", null);
		this.client.start(instance);
		commit(turn(instance).consume(onlyMessage("a").id())
			.events(0, events.toArray(HistoryEvent[]::new))
			.status(OrchestrationRuntimeStatus.RUNNING));
		assertThat(load("a").history()).usingRecursiveComparison().isEqualTo(events);
		assertThat(this.client.history(partition("a"), "a")).usingRecursiveComparison().isEqualTo(events);
		List<HistoryEvent> sendable = events.stream().filter((event) -> !(event instanceof ExecutionStarted)).toList();
		sendable.forEach((event) -> this.client.send(new NewMessage(partition("a"), "a", null, event), null));
		assertThat(inbox("a")).extracting(InboxMessage::event).usingRecursiveComparison().isEqualTo(sendable);
	}

	private static List<Class<?>> concreteTypes(Class<?> type) {
		return Arrays.stream(type.getPermittedSubclasses()).<Class<?>>mapMulti((subclass, types) -> {
			if (subclass.isInterface()) {
				concreteTypes(subclass).forEach(types);
			}
			else if (subclass != HistoryEvent.Unreadable.class) {
				types.accept(subclass);
			}
		}).toList();
	}

	private List<HistoryEvent> everyEvent() {
		Instant at = now();
		Instant due = at.plus(400, ChronoUnit.DAYS);
		ParentTask parent = new ParentTask("Parent", "p", UUID.randomUUID(), 4);
		return List.of(new HistoryEvent.ExecutionRewound(at, "reason", null),
				new HistoryEvent.ExecutionRewound(at, null, UUID.randomUUID()),
				new ExecutionCompleted(at, OrchestrationRuntimeStatus.FAILED, null,
						new FailureDetails("E", "m", null, false, null, null), List.of(3, 5)),
				new SubOrchestrationInstanceCreated(at, 8, "Child", null, "c", null, true, Map.of("k", "v"), due),
				new ExecutionStarted(at, "Name", "1.0", "1", parent, Map.of("a", "b", "c", ""), at.minusSeconds(1)),
				new ExecutionStarted(at, "Name", null, null, null, Map.of(), null), new OrchestratorStarted(at),
				new TaskScheduled(at, 0, "Activity", "1"), new TaskScheduled(at, 1, "Activity", null),
				new TaskCompleted(at, 0, "2"), new TaskCompleted(at, 0, null), new TaskFailed(at, 1, failure()),
				new SubOrchestrationInstanceCreated(at, 2, "Child", "3", "child", "4"),
				new SubOrchestrationInstanceCreated(at, 3, "Child", null, "child", null),
				new SubOrchestrationInstanceCompleted(at, 2, "5"), new SubOrchestrationInstanceFailed(at, 3, failure()),
				new TimerCreated(at, 4, due), new TimerFired(at, 4, due), new EventSent(at, 5, "receiver", "Name", "6"),
				new EventSent(at, 6, "receiver", "Name", null), new EventRaised(at, "Name", "7"),
				new EventRaised(at, "ĀB 😀", null), new ExecutionSuspended(at, "8"), new ExecutionSuspended(at, null),
				new ExecutionResumed(at, "9"), new ExecutionResumed(at, null), new ExecutionTerminated(at, "10", true),
				new ExecutionTerminated(at, null, false), new OrchestratorCompleted(at),
				new ExecutionCompleted(at, OrchestrationRuntimeStatus.FAILED, null, failure()),
				new ExecutionCompleted(at, OrchestrationRuntimeStatus.COMPLETED, "11", null),
				new ExecutionCompleted(at, OrchestrationRuntimeStatus.COMPLETED, null, null));
	}

	private static FailureDetails failure() {
		FailureDetails inner = new FailureDetails("java.io.IOException", "inner \u0000 \ud800 😀", null, false, null,
				null);
		return new FailureDetails("java.lang.IllegalStateException", "outer", "\tat a.B.c(B.java:1)\n", true, inner,
				Map.of("number", 42, "flag", true, "list", List.of("a", "b"), "text", "\u0000"));
	}

	// --- Leases

	@Test
	void newTaskHubHasFreePartitions() {
		int count = this.store.description().partitionCount();
		List<PartitionOwnership> owners = this.store.leases().owners();
		assertThat(owners).extracting(PartitionOwnership::partition)
			.containsExactlyElementsOf(IntStream.range(0, count).boxed().toList());
		assertThat(owners).extracting(PartitionOwnership::owner).containsOnlyNulls();
	}

	@Test
	void partitionIsTakenByOneNodeOnly() {
		List<PartitionOwnership> free = this.store.leases().owners();
		List<PartitionLease> taken = this.store.leases().take(NODE, free.subList(0, 3));
		assertThat(taken).extracting(PartitionLease::partition).containsExactly(0, 1, 2);
		assertThat(this.store.leases().take("node-2", free.subList(2, 5))).extracting(PartitionLease::partition)
			.containsExactly(3, 4);
		List<PartitionOwnership> owners = this.store.leases().owners();
		assertThat(owners.subList(0, 6)).extracting(PartitionOwnership::owner)
			.containsExactly(NODE, NODE, NODE, "node-2", "node-2", null);
		assertThat(owners.get(0).epoch()).isEqualTo(taken.get(0).epoch());
	}

	@Test
	void releasedPartitionIsFreeAndItsLeaseIsWorthless() {
		NewInstance instance = started("a");
		PartitionLease lease = lease("a");
		this.store.leases().release(List.of(lease));
		assertThat(ownership(lease.partition()).iterator().next().owner()).isNull();
		assertThat(outcome(TurnBuilder.of(lease, instance).events(2, new OrchestratorStarted(now()))))
			.isEqualTo(TurnOutcome.LEASE_LOST);
		List<PartitionLease> again = this.store.leases().take("node-2", ownership(lease.partition()));
		this.store.leases().release(List.of(lease));
		assertThat(ownership(lease.partition()).iterator().next().owner()).isEqualTo("node-2");
		assertThat(again.get(0).epoch()).isGreaterThan(lease.epoch());
	}

	@Test
	void partitionOfADeadNodeCanBeTakenAndTheDeadIsFenced() {
		NewInstance instance = started("a");
		PartitionLease dead = lease("a");
		PartitionLease lease = this.store.leases().take("node-2", ownership(dead.partition())).get(0);
		TurnBuilder turn = TurnBuilder.of(lease, instance).events(2, new OrchestratorStarted(now()));
		assertThat(outcome(TurnBuilder.of(dead, instance).events(2, new OrchestratorStarted(now()))))
			.isEqualTo(TurnOutcome.LEASE_LOST);
		assertThat(outcome(turn)).isEqualTo(TurnOutcome.COMMITTED);
	}

	@Test
	void beatAdvancesAndShowsEveryNode() {
		PartitionLeases nodes = this.store.leases();
		long first = beats(NODE).get(NODE);
		nodes.beat("node-2");
		Map<String, Long> beats = beats(NODE);
		assertThat(beats).containsOnlyKeys(NODE, "node-2");
		assertThat(beats.get(NODE)).isGreaterThan(first);
		nodes.leave("node-2");
		assertThat(beats(NODE)).containsOnlyKeys(NODE);
		nodes.leave("unknown");
	}

	private Map<String, Long> beats(String nodeId) {
		this.store.leases().beat(nodeId);
		return this.store.leases().look().beats();
	}

	@Test
	void partitionIsNotTakenFromAnOwnerWhoseBeatHasAdvancedSinceTheLook() {
		PartitionLeases leases = this.store.leases();
		Map<String, Long> entered = beats("living");
		leases.beat("dead");
		leases.take("living", leases.owners().subList(0, 2), entered);
		leases.take("dead", leases.owners().subList(2, 4), entered);
		leases.take("stranger", leases.owners().subList(4, 6), entered);
		LeaseView view = leases.look();
		leases.beat("living");
		List<PartitionLease> taken = leases.take(NODE, view.owners().subList(0, 8), view.beats());
		assertThat(taken).extracting(PartitionLease::partition).containsExactly(2, 3, 4, 5, 6, 7);
		leases.beat("stranger");
		LeaseView later = leases.look();
		leases.take("stranger", later.owners().subList(0, 8), later.beats());
		leases.beat("stranger");
		// It had not entered then
		assertThat(leases.take(NODE, leases.owners().subList(0, 8), view.beats())).isEmpty();
	}

	@Test
	void takeOfOnesOwnPartitionBeginsAnotherEpoch() {
		PartitionLeases leases = this.store.leases();
		PartitionLease lease = leases.take(NODE, leases.owners().subList(0, 1)).get(0);
		LeaseView view = leases.look();
		leases.beat(NODE);
		assertThat(leases.take(NODE, view.owners().subList(0, 1), view.beats()))
			.containsExactly(new PartitionLease(lease.partition(), lease.epoch() + 1));
	}

	@Test
	void allPartitionsAreGivenBackButThoseWhoseLeaseIsNotValid() {
		PartitionLeases leases = this.store.leases();
		List<PartitionLease> all = new ArrayList<>(leases.take(NODE, leases.owners()));
		leases.take("node-2", leases.owners().subList(3, 4));
		assertThat(leases.release(all)).isEmpty();
		assertThat(leases.owners()).extracting(PartitionOwnership::owner).containsOnly(null, "node-2");
		assertThat(leases.owners().get(3).owner()).isEqualTo("node-2");
		assertThat(leases.release(all)).isEmpty();
		assertThat(leases.release(List.of())).isEmpty();
		assertThat(leases.take(NODE, List.of())).isEmpty();
		assertThat(leases.owners().get(3).owner()).isEqualTo("node-2");
	}

	@Test
	void deadNodeIsRemovedUnlessItBeatsAgainOrOwnsSomething() {
		PartitionLeases leases = this.store.leases();
		for (String node : List.of("dead", "living", "owner")) {
			leases.beat(node);
		}
		leases.take("owner", leases.owners().subList(0, 1));
		Map<String, Long> beats = beats(NODE);
		leases.beat("living");
		leases.remove(Map.of("dead", beats.get("dead"), "living", beats.get("living"), "owner", beats.get("owner"),
				"unknown", 1L));
		assertThat(leases.look().beats()).containsOnlyKeys("living", "owner", NODE);
	}

	@Test
	void anotherNodeSeesTheSameTaskHub() throws Exception {
		started("a");
		this.store.leases().beat(NODE);
		TaskHubStore second = openAgain();
		try {
			assertThat(second.description().partitionCount()).isEqualTo(this.store.description().partitionCount());
			assertThat(second.client().find(partition("a"), "a", false)).isNotNull();
			assertThat(second.leases().owners()).isEqualTo(this.store.leases().owners());
			second.leases().beat("node-2");
			assertThat(second.leases().look().beats()).containsOnlyKeys(NODE, "node-2");
			assertThat(second.client().start(instance("a", null))).isEqualTo(OrchestrationRuntimeStatus.RUNNING);
			assertThat(second.client().send(raise("a", "from another node"), null)).isEqualTo(SendOutcome.SENT);
			assertThat(onlyMessage("a").event()).isInstanceOf(EventRaised.class);
		}
		finally {
			if (second != this.store) {
				second.close();
			}
		}
	}

	@Test
	void timeOfTheStoreAdvancesInMilliseconds() {
		Instant time = this.worker.currentTime();
		assertThat(time).isEqualTo(time.truncatedTo(ChronoUnit.MILLIS));
		assertThat(this.worker.currentTime()).isAfterOrEqualTo(time);
		Instant ofTheBeat = this.store.leases().currentTime();
		assertThat(ofTheBeat).isEqualTo(ofTheBeat.truncatedTo(ChronoUnit.MILLIS)).isAfterOrEqualTo(time);
		assertThat(this.worker.currentTime()).isAfterOrEqualTo(ofTheBeat);
	}

	// --- Fixtures

	private Instant now() {
		return this.worker.currentTime().truncatedTo(ChronoUnit.MILLIS);
	}

	private int partition(String instanceId) {
		return PartitionHash.partition(instanceId, this.store.description().partitionCount());
	}

	private String otherPartition(String instanceId) {
		return IntStream.range(0, 1000)
			.mapToObj((i) -> "other-" + i)
			.filter((id) -> partition(id) != partition(instanceId))
			.findFirst()
			.orElseThrow();
	}

	private Collection<Integer> allPartitions() {
		return IntStream.range(0, this.store.description().partitionCount()).boxed().toList();
	}

	private NewInstance instance(String instanceId, @Nullable String input) {
		return instance(instanceId, input, null);
	}

	private NewInstance instance(String instanceId, @Nullable String input, @Nullable Instant startAt) {
		return new NewInstance(partition(instanceId), instanceId, UUID.randomUUID(),
				new ExecutionStarted(now(), "Orchestrator", null, input, null, Map.of(), startAt));
	}

	private NewMessage raise(String instanceId, String name) {
		return new NewMessage(partition(instanceId), instanceId, null, new EventRaised(now(), name, "\"data\""));
	}

	private Collection<PartitionOwnership> ownership(int partition) {
		return List.of(this.store.leases().owners().get(partition));
	}

	private PartitionLease lease(String instanceId) {
		return this.leases.computeIfAbsent(partition(instanceId),
				(partition) -> this.store.leases().take(NODE, ownership(partition)).get(0));
	}

	private TurnBuilder turn(NewInstance instance) {
		return TurnBuilder.of(lease(instance.instanceId()), instance);
	}

	// Start an instance and run its first turn, which leaves two events
	private NewInstance started(String instanceId) {
		NewInstance instance = instance(instanceId, null);
		assertThat(this.client.start(instance)).isNull();
		runFirstTurn(instance, OrchestrationRuntimeStatus.RUNNING);
		return instance;
	}

	private void runFirstTurn(NewInstance instance, OrchestrationRuntimeStatus status) {
		commit(turn(instance).consume(onlyMessage(instance.instanceId()).id())
			.events(0, instance.started(), new OrchestratorStarted(now()))
			.status(status));
	}

	private void continueAsNew(NewInstance instance, UUID next) {
		commit(TurnBuilder.of(lease(instance.instanceId()), instance.instanceId(), next)
			.consume(onlyMessage(instance.instanceId()).id())
			.events(0, instance.started(), new OrchestratorStarted(now()))
			.update(new InstanceUpdate(instance.executionId(), next, null, OrchestrationRuntimeStatus.RUNNING, null,
					null, null, null, false))
			.ended(instance.executionId(), true));
	}

	private void complete(NewInstance instance, OrchestrationRuntimeStatus status, @Nullable String result,
			@Nullable FailureDetails failure) {
		commit(turn(instance).consume(onlyMessage(instance.instanceId()).id())
			.events(0, instance.started(), new ExecutionCompleted(now(), status, result, failure))
			.completed(status, now(), 1));
	}

	private void complete(NewInstance instance, int sequence, OrchestrationRuntimeStatus status,
			@Nullable String result, @Nullable FailureDetails failure) {
		commit(turn(instance).events(sequence, new ExecutionCompleted(now(), status, result, failure))
			.completed(status, now(), sequence));
	}

	private void commit(TurnBuilder turn) {
		assertThat(outcome(turn)).isEqualTo(TurnOutcome.COMMITTED);
	}

	private TurnOutcome outcome(TurnBuilder turn) {
		List<TurnOutcome> outcomes = this.worker.commit(new Checkpoint(List.of(turn.build())));
		assertThat(outcomes).hasSize(1);
		return outcomes.get(0);
	}

	private LoadedInstance load(String instanceId) {
		LoadedInstance loaded = this.worker.load(lease(instanceId), instanceId, true);
		assertThat(loaded).isNotNull();
		return loaded;
	}

	private InstanceView find(String instanceId) {
		InstanceView view = this.client.find(partition(instanceId), instanceId, true);
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

	private InboxMessage onlyMessage(String instanceId) {
		List<InboxMessage> messages = inbox(instanceId);
		assertThat(messages).hasSize(1);
		return messages.get(0);
	}

	private static <T extends @Nullable Object> List<T> simultaneously(int threads, ThreadWork<T> work)
			throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			CyclicBarrier barrier = new CyclicBarrier(threads);
			List<Callable<T>> calls = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
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

	/**
	 * What one of several threads does.
	 *
	 * @param <T> the type of result
	 */
	@FunctionalInterface
	private interface ThreadWork<T extends @Nullable Object> {

		T run(int thread) throws Exception;

	}

}
