package io.durable.jdbc.worker;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.zaxxer.hikari.HikariDataSource;
import io.durable.jdbc.TestDatabase;
import io.durable.jdbc.codec.HistoryEventCodec;
import io.durable.jdbc.dialect.PostgreSqlDialect;
import io.durable.jdbc.table.InstanceTable;
import io.durable.jdbc.table.MessageTable;
import io.durable.jdbc.table.TableNames;
import io.durable.jdbc.table.TimerTable;
import io.durable.jdbc.transaction.SqlWork;
import io.durable.jdbc.transaction.Transactions;
import io.durable.store.DueTimer;
import io.durable.store.InboxRead;
import io.durable.store.InboxRead.Selection;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * PostgreSQL reads inboxes and timers by an index, whether the plan was made on a new
 * table or not.
 */
class PostgreSqlReadPlanTests {

	private static final Pattern BUFFERS = Pattern.compile("shared hit=(\\d+)(?: read=(\\d+))?");

	private static HikariDataSource dataSource = new HikariDataSource();

	@BeforeAll
	static void open() {
		dataSource = TestDatabase.POSTGRESQL.open();
	}

	@AfterAll
	static void close() {
		dataSource.close();
	}

	@Test
	void inboxIsReadByIndex() throws SQLException {
		assertPlan(InboxRead.all(List.of(1), 0, 10, 1000), "durable_message_pkey");
		assertPlan(InboxRead.control(List.of(1), 0, 10, 1000), "durable_message_control");
		assertPlan(InboxRead.of(1, "a", 0, 10, 1000), "durable_message_instance");
		assertPlan(new InboxRead(List.of(1), 0, 10, 1000, Selection.CONTROL, "a"), "durable_message_control");
	}

	private static void assertPlan(InboxRead read, String index) throws SQLException {
		String plan = explain("EXPLAIN", read);
		assertThat(plan).contains("using " + index + " on durable_message").doesNotContain("Seq Scan");
	}

	@Test
	void timersAreReadByIndexInItsOrder() throws SQLException {
		DueTimer after = new DueTimer(1, "a", UUID.randomUUID(), 1, Instant.now());
		for (DueTimer last : Arrays.asList(null, after)) {
			String plan = execute((connection) -> {
				TimerTable timers = new TimerTable(new TableNames("durable_", null));
				try (PreparedStatement statement = connection.prepareStatement("EXPLAIN " + timers.sql(last))) {
					TimerTable.bind(connection, statement, List.of(1), last, Instant.now(), 10);
					return text(statement);
				}
			});
			assertThat(plan).contains("using durable_timer_due on durable_timer")
				.doesNotContain("Sort")
				.doesNotContain("Seq Scan");
		}
	}

	@Test
	void pageReadsNoPayloadThatDoesNotFit() throws SQLException {
		execute((connection) -> {
			try (Statement statement = connection.createStatement()) {
				statement.execute("ALTER TABLE durable_message ALTER COLUMN input SET STORAGE EXTERNAL");
				statement.execute("INSERT INTO durable_message (partition_id, instance_id, event_type, event_timestamp,"
						+ " name, input) SELECT 1, 'i', 'EventRaised', now(), 'e', repeat('x', 100000)"
						+ " FROM generate_series(1, 300) n");
			}
			return "";
		});
		// A payload is 13 pages of 8 KB, and each message looks for an instance that it
		// starts
		assertThat(buffers(InboxRead.all(List.of(1), 0, 1000, 400_000))).isLessThan(1000);
		assertThat(buffers(InboxRead.all(List.of(1), 0, 1000, 60_000_000))).isGreaterThan(3000);
	}

	private static int buffers(InboxRead read) throws SQLException {
		Matcher buffers = BUFFERS.matcher(explain("EXPLAIN (ANALYZE, BUFFERS, SERIALIZE)", read));
		int most = 0;
		int sum = 0;
		while (buffers.find()) {
			int pages = Integer.parseInt(buffers.group(1))
					+ ((buffers.group(2) != null) ? Integer.parseInt(buffers.group(2)) : 0);
			most = Math.max(most, pages);
			sum += pages;
		}
		assertThat(sum).isPositive();
		return most;
	}

	private static String explain(String explain, InboxRead read) throws SQLException {
		TableNames names = new TableNames("durable_", null);
		HistoryEventCodec codec = new HistoryEventCodec();
		PostgreSqlDialect dialect = new PostgreSqlDialect();
		InboxPageStatement page = new InboxPageStatement(names, dialect,
				new MessageTable(names, codec, new InstanceTable(names, dialect, codec.json())));
		return execute((connection) -> {
			try (PreparedStatement statement = connection.prepareStatement(explain + " " + page.sql(read))) {
				InboxPageStatement.bind(connection, statement, read);
				return text(statement);
			}
		});
	}

	// With the settings of the store's transactions
	private static String execute(SqlWork<String> work) throws SQLException {
		return new Transactions(dataSource, new PostgreSqlDialect(), Duration.ofSeconds(10), Duration.ofSeconds(1))
			.execute(work);
	}

	private static String text(PreparedStatement statement) throws SQLException {
		StringBuilder text = new StringBuilder();
		try (ResultSet row = statement.executeQuery()) {
			while (row.next()) {
				text.append(row.getString(1)).append('\n');
			}
		}
		return text.toString();
	}

}
