package io.durable.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import com.zaxxer.hikari.HikariDataSource;
import io.durable.history.HistoryEvent.EventRaised;
import io.durable.history.HistoryEvent.Unreadable;
import io.durable.store.InDoubtException;
import io.durable.store.InboxMessage;
import io.durable.store.InboxRead;
import io.durable.store.TransientStoreException;
import io.durable.store.TurnBuilder;
import io.durable.store.TurnOutcome;
import io.durable.store.WorkerStore.LoadedInstance;
import io.durable.store.lease.PartitionLease;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Checkpoints that meet zombies, broken connections and data that cannot be stored.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
abstract class CheckpointFaultTests {

	// Who waits for a lock has it in the end, however long the other one takes
	private static final JdbcStoreOptions PATIENT = new JdbcStoreOptions(JdbcStoreOptions.DEFAULT_TABLE_PREFIX, null,
			32, Duration.ofSeconds(60), Duration.ofSeconds(240));

	private final TestDatabase database;

	private HikariDataSource pool = new HikariDataSource();

	private FaultyDataSource dataSource = new FaultyDataSource(this.pool);

	private Hub hub;

	private Hub otherNode;

	CheckpointFaultTests(TestDatabase database) {
		this.database = database;
	}

	@BeforeEach
	void open() {
		this.pool = this.database.open();
		this.dataSource = new FaultyDataSource(this.pool);
		this.hub = new Hub(this.dataSource, PATIENT);
		this.otherNode = new Hub(this.pool, PATIENT);
	}

	@AfterEach
	void close() {
		this.hub.close();
		this.otherNode.close();
		this.pool.close();
	}

	@Test
	void takeoverWaitsForACheckpointThatHasPassedTheFence() throws Exception {
		PartitionLease lease = this.hub.lease("a", "old");
		TurnBuilder turn = byBatches("a", lease);
		CountDownLatch passed = new CountDownLatch(1);
		CountDownLatch proceed = new CountDownLatch(1);
		stopBeforeCommit(passed, proceed);
		CompletableFuture<List<TurnOutcome>> commit = CompletableFuture.supplyAsync(() -> this.hub.commit(turn));
		await(passed);
		CompletableFuture<PartitionLease> takeover = CompletableFuture
			.supplyAsync(() -> this.otherNode.lease("a", "new"));
		assertThat(this.otherNode.historySize("a")).isZero();
		assertThat(takeover).isNotDone();
		proceed.countDown();
		assertThat(commit.get()).containsExactly(TurnOutcome.COMMITTED);
		PartitionLease newLease = takeover.get();
		assertThat(newLease.epoch()).isEqualTo(lease.epoch() + 1);
		LoadedInstance loaded = this.otherNode.store().worker().load(newLease, "a", true);
		assertThat(loaded).isNotNull();
		assertThat(loaded.history()).hasSize(2);
	}

	@Test
	void zombieWaitsForAnUncommittedTakeoverAndWritesNothing() throws Exception {
		PartitionLease lease = this.hub.lease("a", "old");
		TurnBuilder turn = this.hub.firstTurn("a", lease);
		CountDownLatch passed = new CountDownLatch(1);
		CountDownLatch proceed = new CountDownLatch(1);
		stopBeforeCommit(passed, proceed);
		CompletableFuture<PartitionLease> takeover = CompletableFuture.supplyAsync(() -> this.hub.lease("a", "new"));
		await(passed);
		CompletableFuture<List<TurnOutcome>> zombie = CompletableFuture.supplyAsync(() -> this.otherNode.commit(turn));
		assertThat(this.otherNode.historySize("a")).isZero();
		assertThat(zombie).isNotDone();
		proceed.countDown();
		assertThat(takeover.get().epoch()).isEqualTo(lease.epoch() + 1);
		assertThat(zombie.get()).containsExactly(TurnOutcome.LEASE_LOST);
		assertThat(this.otherNode.historySize("a")).isZero();
	}

	@Test
	void loadWaitsForACommitUnderWay() throws Exception {
		PartitionLease lease = this.hub.lease("a", "node");
		TurnBuilder turn = byBatches("a", lease);
		CountDownLatch passed = new CountDownLatch(1);
		CountDownLatch proceed = new CountDownLatch(1);
		stopBeforeCommit(passed, proceed);
		CompletableFuture<List<TurnOutcome>> commit = CompletableFuture.supplyAsync(() -> this.hub.commit(turn));
		await(passed);
		CompletableFuture<LoadedInstance> load = CompletableFuture
			.supplyAsync(() -> this.otherNode.store().worker().load(lease, "a", true));
		proceed.countDown();
		commit.get();
		assertThat(load.get().history()).hasSize(2);
	}

	@Test
	void stuckTransactionDoesNotHinderTheTakeoverOfOtherPartitions() throws Exception {
		JdbcStoreOptions defaults = JdbcStoreOptions.defaults();
		try (Hub impatient = new Hub(this.pool, new JdbcStoreOptions(defaults.tablePrefix(), null, 32,
				Duration.ofMillis(100), defaults.leaseDuration()))) {
			PartitionLease lease = this.hub.lease("a", "old");
			TurnBuilder turn = byBatches("a", lease);
			CountDownLatch passed = new CountDownLatch(1);
			CountDownLatch proceed = new CountDownLatch(1);
			stopBeforeCommit(passed, proceed);
			CompletableFuture<List<TurnOutcome>> commit = CompletableFuture.supplyAsync(() -> this.hub.commit(turn));
			await(passed);
			List<PartitionLease> taken = impatient.store().leases().take("new", impatient.store().leases().owners());
			assertThat(taken).hasSize(31).noneMatch((taking) -> taking.partition() == lease.partition());
			proceed.countDown();
			assertThat(commit.get()).containsExactly(TurnOutcome.COMMITTED);
		}
	}

	@Test
	void lostAnswerToACommitThatHappenedIsInDoubt() {
		PartitionLease lease = this.hub.lease("a", "node");
		TurnBuilder turn = byBatches("a", lease);
		this.dataSource.after((call) -> {
			if (call.equals("commit")) {
				throw new SQLException("Connection reset", "08006");
			}
		});
		assertThatExceptionOfType(InDoubtException.class).isThrownBy(() -> this.hub.commit(turn));
		this.dataSource.heal();
		LoadedInstance loaded = this.hub.store().worker().load(lease, "a", true);
		assertThat(loaded).isNotNull();
		assertThat(loaded.history()).hasSize(2);
		assertThat(this.hub.commit(turn)).containsExactly(TurnOutcome.STALE);
	}

	@Test
	void lostAnswerToACommitThatDidNotHappenIsInDoubtToo() {
		PartitionLease lease = this.hub.lease("a", "node");
		TurnBuilder turn = byBatches("a", lease);
		this.dataSource.before((call) -> {
			if (call.equals("commit")) {
				throw new SQLException("Connection reset", "08006");
			}
		});
		assertThatExceptionOfType(InDoubtException.class).isThrownBy(() -> this.hub.commit(turn));
		this.dataSource.heal();
		assertThat(this.hub.historySize("a")).isZero();
		assertThat(this.hub.commit(turn)).containsExactly(TurnOutcome.COMMITTED);
	}

	@Test
	void lostAnswerToAStatementThatCommitsByItselfIsInDoubt() {
		PartitionLease lease = this.hub.lease("a", "node");
		TurnBuilder turn = this.hub.firstTurn("a", lease);
		this.dataSource.after((call) -> {
			if (call.equals("commit")) {
				throw new SQLException("Connection reset", "08006");
			}
		});
		assertThatExceptionOfType(InDoubtException.class).isThrownBy(() -> this.hub.commit(turn));
		this.dataSource.heal();
		assertThat(this.hub.historySize("a")).isEqualTo(2);
		assertThat(this.hub.commit(turn)).containsExactly(TurnOutcome.STALE);
	}

	@Test
	void poolWithAnotherIsolationLevelIsFenced() throws Exception {
		PartitionLease lease = this.hub.lease("a", "old");
		try (HikariDataSource strict = new HikariDataSource()) {
			this.pool.copyStateTo(strict);
			strict.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
			try (Hub zombie = new Hub(strict)) {
				TurnBuilder turn = zombie.firstTurn("a", lease);
				assertThat(zombie.commit(turn)).containsExactly(TurnOutcome.COMMITTED);
				CountDownLatch passed = new CountDownLatch(1);
				CountDownLatch proceed = new CountDownLatch(1);
				stopBeforeCommit(passed, proceed);
				CompletableFuture<PartitionLease> takeover = CompletableFuture
					.supplyAsync(() -> this.hub.lease("a", "new"));
				await(passed);
				CompletableFuture<@Nullable List<TurnOutcome>> late = CompletableFuture.supplyAsync(() -> {
					try {
						return zombie.commit(turn.events(2, new EventRaised(Hub.now(), "late", null)));
					}
					catch (TransientStoreException ex) {
						return null;
					}
				});
				proceed.countDown();
				takeover.get();
				assertThat(late.get()).isIn(null, List.of(TurnOutcome.LEASE_LOST));
				assertThat(zombie.historySize("a")).isEqualTo(2);
			}
		}
	}

	@Test
	void failureAtAnyCallBeforeTheCommitLeavesNothing() {
		PartitionLease lease = this.hub.lease("a", "node");
		TurnBuilder turn = this.hub.firstTurn("a", lease)
			.consume(this.hub.inbox("a").get(0).id())
			.child(this.hub.instance("child"));
		AtomicInteger calls = new AtomicInteger();
		int failures = 0;
		for (int survivors = 0;; survivors++) {
			int last = survivors;
			calls.set(0);
			this.dataSource.before((call) -> {
				if (!call.equals("commit") && calls.getAndIncrement() == last) {
					throw new SQLException("Terminated", "57P01");
				}
			});
			try {
				assertThat(this.hub.commit(turn)).containsExactly(TurnOutcome.COMMITTED);
				break;
			}
			catch (TransientStoreException ex) {
				failures++;
				this.dataSource.heal();
				assertThat(this.hub.historySize("a")).isZero();
				assertThat(this.hub.exists("child")).isFalse();
			}
		}
		assertThat(failures).isGreaterThan(2);
		this.dataSource.heal();
		assertThat(this.hub.historySize("a")).isEqualTo(2);
	}

	@Test
	void badTurnIsRejectedAndTheOthersAreCommitted() {
		List<TurnBuilder> turns = new ArrayList<>();
		for (int i = 0; i < 33; i++) {
			turns.add(this.hub.firstTurn("i" + i, leaseOnce("i" + i)));
		}
		turns.get(7).events(0, new EventRaised(Hub.now(), "x".repeat(10_000), null));
		turns.get(20).child(this.hub.instance("i3"));
		List<TurnOutcome> outcomes = this.hub.commit(turns.toArray(TurnBuilder[]::new));
		for (int i = 0; i < 33; i++) {
			boolean bad = i == 7 || i == 20;
			assertThat(outcomes.get(i).kind()).isEqualTo(bad ? TurnOutcome.Kind.REJECTED : TurnOutcome.Kind.COMMITTED);
			assertThat(this.hub.historySize("i" + i)).isEqualTo(bad ? 0 : 2);
		}
		assertThat(outcomes.get(7).reason()).contains("22001");
		assertThat(outcomes.get(20).reason()).contains("sub-orchestration");
	}

	@Test
	void characterThatTheDatabaseCannotStoreIsRejected() {
		TurnBuilder turn = this.hub.firstTurn("a", leaseOnce("a")).events(0, new EventRaised(Hub.now(), "e", "\"\0\""));
		TurnOutcome outcome = this.hub.commit(turn).get(0);
		if (this.database == TestDatabase.POSTGRESQL) {
			assertThat(outcome.kind()).isEqualTo(TurnOutcome.Kind.REJECTED);
		}
		else {
			assertThat(outcome).isEqualTo(TurnOutcome.COMMITTED);
		}
	}

	@Test
	void failureAfterAPartHasBeenCommittedIsInDoubt() {
		List<TurnBuilder> turns = IntStream.range(0, 4)
			.mapToObj((i) -> this.hub.firstTurn("i" + i, leaseOnce("i" + i)))
			.toList();
		turns.get(3).events(0, new EventRaised(Hub.now(), "x".repeat(10_000), null));
		AtomicBoolean committed = new AtomicBoolean();
		this.dataSource.after((call) -> committed.compareAndSet(false, call.equals("commit")));
		this.dataSource.before((call) -> {
			if (committed.get()) {
				throw new SQLException("Terminated", "57P01");
			}
		});
		assertThatExceptionOfType(InDoubtException.class)
			.isThrownBy(() -> this.hub.commit(turns.toArray(TurnBuilder[]::new)));
		this.dataSource.heal();
		assertThat(this.hub.historySize("i0")).isEqualTo(2);
		assertThat(this.hub.historySize("i3")).isZero();
	}

	@Test
	void emptyPoolIsTransient() {
		PartitionLease lease = this.hub.lease("a", "node");
		TurnBuilder turn = this.hub.firstTurn("a", lease);
		this.hub.store().leases().beat("node");
		this.pool.close();
		assertThatExceptionOfType(TransientStoreException.class).isThrownBy(() -> this.hub.commit(turn));
		assertThatExceptionOfType(TransientStoreException.class).isThrownBy(() -> this.hub.start("b"));
		assertThatExceptionOfType(TransientStoreException.class).isThrownBy(() -> this.hub.exists("b"));
		assertThatExceptionOfType(TransientStoreException.class).isThrownBy(() -> this.hub.historySize("b"));
		assertThatExceptionOfType(TransientStoreException.class).isThrownBy(
				() -> this.hub.store().worker().readInbox(InboxRead.all(List.of(1), 0, 1, Long.MAX_VALUE)).messages());
	}

	@Test
	void messageThatCannotBeReadComesAsItIsStored() throws SQLException {
		PartitionLease lease = this.hub.lease("a", "node");
		TurnBuilder turn = this.hub.firstTurn("a", lease);
		this.hub.send("a", "unreadable");
		this.hub.send("a", "readable");
		execute("UPDATE durable_message SET event_type = 'Future' WHERE name = 'unreadable'");
		List<InboxMessage> inbox = this.hub.inbox("a");
		assertThat(inbox).extracting((message) -> message.event().getClass().getSimpleName())
			.containsExactly("ExecutionStarted", "Unreadable", "EventRaised");
		Unreadable unreadable = (Unreadable) inbox.get(1).event();
		assertThat(unreadable.problem()).contains("'Future' is unknown");
		// It is taken in like any other event, and a version that knows it reads it
		assertThat(this.hub.commit(turn.events(0, unreadable).consume(inbox.get(1).id())))
			.containsExactly(TurnOutcome.COMMITTED);
		assertThat(this.hub.store().client().history(lease.partition(), "a")).last().isEqualTo(unreadable);
		execute("UPDATE durable_history SET event_type = 'EventRaised' WHERE event_type = 'Future'");
		assertThat(this.hub.store().client().history(lease.partition(), "a")).last()
			.isEqualTo(new EventRaised(unreadable.timestamp(), "unreadable", "1"));
	}

	@Test
	void historyThatCannotBeReadIsLoadedAllTheSame() throws SQLException {
		PartitionLease lease = this.hub.lease("a", "node");
		this.hub.commit(this.hub.firstTurn("a", lease));
		execute("UPDATE durable_history SET attributes = '{' WHERE sequence_number = 0");
		execute("UPDATE durable_history SET event_type = 'TaskCompleted' WHERE sequence_number = 1");
		LoadedInstance loaded = this.hub.store().worker().load(lease, "a", true);
		assertThat(loaded).isNotNull();
		assertThat(loaded.history()).hasSize(2).allSatisfy((event) -> assertThat(event).isInstanceOf(Unreadable.class));
		assertThat(((Unreadable) loaded.history().get(0)).problem()).contains("'ExecutionStarted' is broken");
		assertThat(((Unreadable) loaded.history().get(1)).problem()).contains("task_id");
		assertThat(this.hub.store().client().history(lease.partition(), "a")).isEqualTo(loaded.history());
	}

	private void execute(String sql) throws SQLException {
		try (Connection connection = this.pool.getConnection(); Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	@Test
	void beatSurvivesALostConnection() {
		long first = beat();
		AtomicBoolean broken = new AtomicBoolean(true);
		this.dataSource.before((call) -> {
			if (broken.getAndSet(false)) {
				throw new SQLException("Connection reset", "08006");
			}
		});
		assertThatExceptionOfType(TransientStoreException.class)
			.isThrownBy(() -> this.hub.store().leases().beat("node"));
		assertThat(beat()).isGreaterThan(first);
	}

	private long beat() {
		this.hub.store().leases().beat("node");
		return this.hub.store().leases().look().beats().get("node");
	}

	private final Map<Integer, PartitionLease> leases = new HashMap<>();

	private PartitionLease leaseOnce(String instanceId) {
		return this.leases.computeIfAbsent(this.hub.partition(instanceId),
				(partition) -> this.hub.lease(instanceId, "node"));
	}

	// A turn with a child is written in several statements and a commit on any database
	private TurnBuilder byBatches(String instanceId, PartitionLease lease) {
		return this.hub.firstTurn(instanceId, lease).child(this.hub.instance("child of " + instanceId));
	}

	private void stopBeforeCommit(CountDownLatch passed, CountDownLatch proceed) {
		this.dataSource.before((call) -> {
			if (call.equals("commit")) {
				passed.countDown();
				await(proceed);
			}
		});
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
