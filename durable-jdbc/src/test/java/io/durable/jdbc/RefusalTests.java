package io.durable.jdbc;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import com.zaxxer.hikari.HikariDataSource;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.history.HistoryEvent.EventRaised;
import io.durable.history.HistoryEvent.TaskScheduled;
import io.durable.history.HistoryEvent.Unreadable;
import io.durable.store.ClientStore;
import io.durable.store.InDoubtException;
import io.durable.store.InboxRead;
import io.durable.store.InstanceKey;
import io.durable.store.InstanceUpdate;
import io.durable.store.NewMessage;
import io.durable.store.TransientStoreException;
import io.durable.store.TurnBuilder;
import io.durable.store.TurnOutcome;
import io.durable.store.TurnOutcome.Kind;
import io.durable.store.lease.PartitionLease;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What is said when the database refuses something: never a value. And what becomes of a
 * checkpoint that an {@link Error} hits.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
abstract class RefusalTests {

	private static final String CARD = "4111111111111111";

	private final TestDatabase database;

	private HikariDataSource pool = new HikariDataSource();

	private FaultyDataSource dataSource = new FaultyDataSource(this.pool);

	private Hub hub;

	RefusalTests(TestDatabase database) {
		this.database = database;
	}

	@BeforeEach
	void open() {
		this.pool = this.database.open();
		this.dataSource = new FaultyDataSource(this.pool);
		this.hub = new Hub(this.dataSource);
	}

	@AfterEach
	void close() {
		assertThat(this.pool.getHikariPoolMXBean().getActiveConnections()).isLessThanOrEqualTo(1);
		this.hub.close();
		this.pool.close();
	}

	@Test
	void reasonOfARejectedTurnHasNoValue() {
		for (boolean child : new boolean[] { false, true }) {
			String id = "a" + child;
			TurnBuilder turn = this.hub.firstTurn(id, this.hub.lease(id, "node"));
			turn.events(0,
					new TaskScheduled(Hub.now(), 0, "Activity" + "x".repeat(500), "{\"card\":\"" + CARD + "\"}"));
			if (child) {
				turn.child(this.hub.instance("child"));
			}
			TurnOutcome outcome = this.hub.commit(turn).get(0);
			assertThat(outcome.kind()).isEqualTo(Kind.REJECTED);
			assertThat(outcome.reason()).contains("too long", "22001").doesNotContain(CARD, "xxx", "INSERT");
			assertThat(outcome.reason().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(1024);
		}
	}

	@Test
	void reasonCanBeStoredWhateverWasRefused() {
		PartitionLease lease = this.hub.lease("a", "node");
		TurnBuilder first = this.hub.firstTurn("a", lease);
		assertThat(this.hub.commit(first)).containsExactly(TurnOutcome.COMMITTED);
		TurnBuilder turn = TurnBuilder.of(lease, "a", first.build().executionId());
		TurnOutcome outcome = this.hub
			.commit(turn.events(2, new TaskScheduled(Hub.now(), 0, "\0\uD800" + "y".repeat(600), CARD)))
			.get(0);
		assertThat(outcome.kind()).isEqualTo(Kind.REJECTED);
		for (String reason : List.of(outcome.reason(), "\0 and \uD800 of user code")) {
			TurnBuilder parked = TurnBuilder.of(lease, "a", first.build().executionId());
			parked.update(new InstanceUpdate(first.build().executionId(), first.build().executionId(), null,
					OrchestrationRuntimeStatus.RUNNING, null, null, null, reason, false));
			assertThat(this.hub.commit(parked)).containsExactly(TurnOutcome.COMMITTED);
			assertThat(this.hub.store().worker().load(lease, "a", true).instance().parkedReason())
				.doesNotContain("\0", "\uD800")
				.isNotEmpty();
		}
	}

	@Test
	void exceptionOfAClientHasNoValue() {
		this.hub.start("a");
		NewMessage message = new NewMessage(this.hub.partition("a"), "a", null,
				new EventRaised(Hub.now(), "event" + "x".repeat(500), CARD));
		Throwable thrown = catchThrowable(() -> this.hub.store().client().send(message, null));
		assertNoValue(thrown, IllegalArgumentException.class);
		assertNoValue(catchThrowable(() -> this.hub.store().client().send(message, "event-1")),
				IllegalArgumentException.class);
		assertNoValue(catchThrowable(() -> this.hub.start("b", Map.of("key", CARD + "x".repeat(500)))),
				IllegalArgumentException.class);
	}

	@Test
	void exceptionOfACheckpointThatFailedForNowHasNoValue() {
		PartitionLease lease = this.hub.lease("a", "node");
		TurnBuilder turn = this.hub.firstTurn("a", lease).child(this.hub.instance("child"));
		turn.events(0, new TaskScheduled(Hub.now(), 0, "Activity", CARD));
		for (String call : List.of("executeBatch", "commit")) {
			this.dataSource.before((now) -> {
				if (now.equals(call)) {
					throw new BatchUpdateException("INSERT ... ('" + CARD + "') was aborted", "57014", new int[0],
							new SQLException("canceled: " + CARD, "57014"));
				}
			});
			assertNoValue(catchThrowable(() -> this.hub.commit(turn)), TransientStoreException.class);
		}
		this.dataSource.heal();
	}

	private static void assertNoValue(Throwable thrown, Class<? extends Throwable> type) {
		assertThat(thrown).isInstanceOf(type);
		StringWriter trace = new StringWriter();
		thrown.printStackTrace(new PrintWriter(trace));
		assertThat(trace.toString()).doesNotContain(CARD).doesNotContain("xxx");
	}

	@Test
	void eventThatCannotBeWrittenIsRejectedWithoutIt() {
		TurnBuilder bad = this.hub.firstTurn("a", this.hub.lease("a", "node"))
			.events(0, new Unreadable(Hub.now(), 0, CARD, CARD));
		TurnOutcome outcome = this.hub.commit(bad).get(0);
		assertThat(outcome.kind()).isEqualTo(Kind.REJECTED);
		assertThat(outcome.reason()).startsWith("An event cannot be written").doesNotContain(CARD);
	}

	@Test
	void errorAtAnyCallLeavesTheConnectionCleanAndNothingWritten() {
		for (Error error : List.of(new OutOfMemoryError("injected"), new StackOverflowError("injected"),
				new NoClassDefFoundError("injected"))) {
			for (boolean child : new boolean[] { false, true }) {
				String id = error.getClass().getSimpleName() + child;
				TurnBuilder turn = this.hub.firstTurn(id, this.hub.lease(id, "node"));
				if (child) {
					turn.child(this.hub.instance("child of " + id));
				}
				int calls = failAtEachCall(turn, error);
				assertThat(calls).isGreaterThan(child ? 3 : 0);
				assertThat(this.hub.historySize(id)).isEqualTo(2);
			}
		}
	}

	// Returns at how many calls it failed
	private int failAtEachCall(TurnBuilder turn, Error error) {
		for (int survivors = 0;; survivors++) {
			int[] left = { survivors };
			this.dataSource.before((call) -> {
				if (left[0]-- == 0) {
					throw error;
				}
			});
			AtomicReference<List<TurnOutcome>> outcomes = new AtomicReference<>();
			Throwable thrown = catchThrowable(() -> outcomes.set(this.hub.commit(turn)));
			this.dataSource.heal();
			assertThat(this.pool.getHikariPoolMXBean().getActiveConnections()).isLessThanOrEqualTo(1);
			if (thrown == null) {
				assertThat(outcomes.get()).containsExactly(TurnOutcome.COMMITTED);
				return survivors;
			}
			assertThat(thrown).isSameAs(error);
			assertThat(this.hub.historySize(turn.build().instanceId())).isZero();
		}
	}

	@Test
	void errorAfterAPartHasBeenCommittedIsInDoubt() {
		Map<Integer, PartitionLease> leases = new HashMap<>();
		List<TurnBuilder> turns = new ArrayList<>(IntStream.range(0, 4)
			.mapToObj((i) -> this.hub.firstTurn("i" + i,
					leases.computeIfAbsent(this.hub.partition("i" + i), (p) -> this.hub.lease("i" + i, "node"))))
			.toList());
		turns.get(3).events(0, new EventRaised(Hub.now(), "x".repeat(10_000), null));
		AtomicBoolean committed = new AtomicBoolean();
		this.dataSource.after((call) -> committed.compareAndSet(false, call.equals("commit")));
		this.dataSource.before((call) -> {
			if (committed.get()) {
				throw new OutOfMemoryError("injected");
			}
		});
		assertThatExceptionOfType(InDoubtException.class)
			.isThrownBy(() -> this.hub.commit(turns.toArray(TurnBuilder[]::new)))
			.withCauseInstanceOf(OutOfMemoryError.class);
		this.dataSource.heal();
		assertThat(this.hub.historySize("i0")).isEqualTo(2);
		assertThat(this.hub.historySize("i3")).isZero();
	}

	@Test
	void errorOfACommitOfClientsReachesAllOfThemAndIsNotRepeated() {
		this.hub.start("a");
		AtomicBoolean struck = new AtomicBoolean();
		this.dataSource.after((call) -> {
			if (call.equals("commit") && struck.compareAndSet(false, true)) {
				throw new OutOfMemoryError("injected");
			}
		});
		assertThatExceptionOfType(TransientStoreException.class).isThrownBy(() -> this.hub.send("a", "once"))
			.withCauseInstanceOf(OutOfMemoryError.class);
		this.dataSource.heal();
		assertThat(this.hub.store()
			.worker()
			.readInbox(InboxRead.of(this.hub.partition("a"), "a", 0, 100, 100_000))
			.messages()).hasSize(2);
	}

	// Nor can it be repeated with success: somebody must mend the database
	@Test
	void callOnATableThatIsNotThereIsNotSaidToBeTransient() {
		this.hub.start("a");
		int partition = this.hub.partition("a");
		for (String table : List.of("instance", "tag")) {
			new JdbcTemplate(this.pool).execute("ALTER TABLE durable_" + table + " RENAME TO gone_" + table);
		}
		ClientStore client = this.hub.store().client();
		Map<String, ThrowingCallable> calls = Map.of("find", () -> client.find(partition, "a", true), "page",
				() -> this.hub.tagged("key", "value"), "history", () -> client.history(partition, "a"), "excerpt",
				() -> client.history(partition, "a", false, false), "statuses",
				() -> client.statuses(Map.of("a", partition)), "counts", client::countByStatus, "purge",
				() -> client.delete(List.of(new InstanceKey(partition, "a", UUID.randomUUID()))));
		calls.forEach((name, call) -> assertThat(catchThrowable(call)).as(name)
			.isExactlyInstanceOf(IllegalStateException.class)
			.hasMessageContaining("42"));
	}

}
