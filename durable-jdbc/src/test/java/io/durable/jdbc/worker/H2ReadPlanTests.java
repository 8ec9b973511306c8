package io.durable.jdbc.worker;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.zaxxer.hikari.HikariDataSource;
import io.durable.jdbc.TestDatabase;
import io.durable.jdbc.codec.HistoryEventCodec;
import io.durable.jdbc.dialect.H2Dialect;
import io.durable.jdbc.table.InstanceTable;
import io.durable.jdbc.table.MessageTable;
import io.durable.jdbc.table.TableNames;
import io.durable.jdbc.table.TimerTable;
import io.durable.store.DueTimer;
import io.durable.store.InboxRead;
import io.durable.store.InboxRead.Selection;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * H2 reads a page of an inbox or of timers from the index in its order, and passes over
 * the others.
 */
class H2ReadPlanTests {

	private static final int PAGE = 50;

	private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

	private static final Pattern SCANNED = Pattern.compile("scanCount: (\\d+)");

	private static HikariDataSource dataSource = new HikariDataSource();

	@BeforeAll
	static void fill() throws SQLException {
		dataSource = TestDatabase.H2.open();
		try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
			statement.execute("""
					INSERT INTO durable_message (partition_id, instance_id, event_type, event_timestamp, name)
					SELECT MOD(n, 4), 'i' || MOD(n, 1000),
						CASE WHEN MOD(n, 1000) = 0 THEN 'ExecutionTerminated' ELSE 'EventRaised' END,
						CURRENT_TIMESTAMP, 'e'
					FROM SYSTEM_RANGE(1, 20000) AS r(n)""");
			statement.execute("""
					INSERT INTO durable_timer (partition_id, execution_id, task_id, instance_id, due_at)
					SELECT MOD(n, 4), RANDOM_UUID(), n, 'i',
						DATEADD('SECOND', n, TIMESTAMP WITH TIME ZONE '2026-01-01 00:00:00Z')
					FROM SYSTEM_RANGE(1, 20000) AS r(n)""");
		}
	}

	@AfterAll
	static void closePool() {
		dataSource.close();
	}

	@Test
	void inboxIsReadByIndex() throws SQLException {
		assertPlans(InboxRead.all(List.of(1), 0, PAGE, 1000), "PRIMARY_KEY");
		assertPlans(InboxRead.control(List.of(0, 1, 2, 3), 0, PAGE, 1000), "DURABLE_MESSAGE_CONTROL");
		assertPlans(InboxRead.of(1, "i1", 0, PAGE, 1000), "DURABLE_MESSAGE_INSTANCE");
		assertPlans(new InboxRead(List.of(0), 0, PAGE, 1000, Selection.CONTROL, "i0"), "DURABLE_MESSAGE_");
	}

	private static void assertPlans(InboxRead read, String index) throws SQLException {
		TableNames names = new TableNames("durable_", null);
		HistoryEventCodec codec = new HistoryEventCodec();
		H2Dialect dialect = new H2Dialect();
		InboxPageSteps steps = new InboxPageSteps(names, dialect,
				new MessageTable(names, codec, new InstanceTable(names, dialect, codec.json())));
		for (String sql : List.of(steps.sizesSql(read), steps.messagesSql(read))) {
			assertPlan(sql, index, (connection, statement) -> {
				int parameter = InboxPageSteps.bind(connection, statement, read, read.partitions());
				statement.setLong(parameter, PAGE);
			});
		}
	}

	@Test
	void timersAreReadByIndex() throws SQLException {
		TimerTable timers = new TimerTable(new TableNames("durable_", null));
		DueTimer after = new DueTimer(1, "i", UUID.randomUUID(), 1, BEGIN.plusSeconds(10_000));
		List<Integer> all = List.of(0, 1, 2, 3);
		assertPlan(timers.sql(null), "DURABLE_TIMER_DUE", (connection, statement) -> TimerTable.bind(connection,
				statement, all, null, BEGIN.plusSeconds(15_000), PAGE));
		assertPlan(timers.sql(after), "DURABLE_TIMER_DUE", (connection, statement) -> TimerTable.bind(connection,
				statement, all, after, BEGIN.plusSeconds(15_000), PAGE));
	}

	private static void assertPlan(String sql, String index, Binder binder) throws SQLException {
		try (Connection connection = dataSource.getConnection();
				PreparedStatement statement = connection.prepareStatement("EXPLAIN ANALYZE " + sql)) {
			binder.bind(connection, statement);
			try (ResultSet row = statement.executeQuery()) {
				row.next();
				String plan = row.getString(1);
				assertThat(plan).contains(index).doesNotContain("tableScan");
				Matcher scanned = SCANNED.matcher(plan);
				int most = 0;
				while (scanned.find()) {
					most = Math.max(most, Integer.parseInt(scanned.group(1)));
				}
				assertThat(most).as(plan).isBetween(1, PAGE + 10);
			}
		}
	}

	private interface Binder {

		void bind(Connection connection, PreparedStatement statement) throws SQLException;

	}

}
