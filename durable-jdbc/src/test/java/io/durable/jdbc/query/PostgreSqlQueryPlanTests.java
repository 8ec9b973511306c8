package io.durable.jdbc.query;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.zaxxer.hikari.HikariDataSource;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.jdbc.TestDatabase;
import io.durable.jdbc.dialect.PostgreSqlDialect;
import io.durable.jdbc.table.TableNames;
import io.durable.store.InstanceQuery;
import io.durable.store.InstanceQuery.Order;
import io.durable.store.InstanceQuery.Position;
import io.durable.store.NewInstance;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A page of a list costs as much as the page, not as the list.
 */
class PostgreSqlQueryPlanTests {

	private static final PostgreSqlDialect DIALECT = new PostgreSqlDialect();

	private static final int PAGE = 50;

	// A page is read of each of the eight statuses
	private static final int MOST_ROWS = 8 * PAGE;

	private static final Pattern ACTUAL = Pattern.compile("\\(actual time=\\S+ rows=([0-9.]+) loops=([0-9]+)\\)");

	private static final Instant MIDDLE = Instant.parse("2026-01-01T12:00:00Z");

	private static HikariDataSource dataSource = new HikariDataSource();

	@BeforeAll
	static void fill() throws SQLException {
		dataSource = TestDatabase.POSTGRESQL.open();
		try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
			statement.execute("""
					INSERT INTO durable_instance (partition_id, instance_id, execution_id, incarnation_id, name, status,
						parent_name, parent_instance_id, created_at, completed_at, output_sequence)
					SELECT n % 32, 'i' || n, gen_random_uuid(), gen_random_uuid(), 'Name' || n % 3,
						CASE WHEN n % 10 = 0 THEN 'Running' WHEN n % 10 = 1 THEN 'Failed' ELSE 'Completed' END,
						CASE WHEN n % 2 = 0 THEN 'Parent' END, CASE WHEN n % 2 = 0 THEN 'p' || n % 8 END,
						TIMESTAMPTZ '2026-01-01 00:00:00Z' + n * INTERVAL '1 second',
						CASE WHEN n % 10 = 0 THEN NULL
							ELSE TIMESTAMPTZ '2026-01-01 00:00:01Z' + n * INTERVAL '1 second' END,
						CASE WHEN n % 10 = 0 THEN NULL ELSE 1 END
					FROM generate_series(1, 100000) n""");
			statement.execute("""
					INSERT INTO durable_history (partition_id, execution_id, sequence_number, instance_id, event_type,
						event_timestamp)
					SELECT partition_id, execution_id, s, instance_id, 'OrchestratorStarted', created_at
					FROM durable_instance, generate_series(0, 1) s""");
			statement.execute(
					"""
							INSERT INTO durable_tag (partition_id, instance_id, tag_key, tag_value, created_at, incarnation_id)
							SELECT partition_id, instance_id, 'key', 'all', created_at, incarnation_id FROM durable_instance""");
			statement.execute("VACUUM ANALYZE");
		}
	}

	@AfterAll
	static void closePool() {
		dataSource.close();
	}

	@Test
	void pageOfAllIsReadFromTheIndexOfTheStatus() throws SQLException {
		assertThat(plan(query(Order.CREATED_DESCENDING, Set.of(), null, Map.of(), null)))
			.contains("durable_instance_status");
		assertThat(plan(query(Order.CREATED_DESCENDING, Set.of(), MIDDLE, Map.of(), null)))
			.contains("durable_instance_status");
	}

	@Test
	void pageOfSomeStatusesIsReadFromTheIndexOfTheStatus() throws SQLException {
		Set<OrchestrationRuntimeStatus> statuses = Set.of(OrchestrationRuntimeStatus.RUNNING,
				OrchestrationRuntimeStatus.FAILED);
		assertThat(plan(query(Order.CREATED_DESCENDING, statuses, MIDDLE, Map.of(), null)))
			.contains("durable_instance_status");
	}

	@Test
	void pageOfThoseThatHaveEndedIsReadFromTheirIndex() throws SQLException {
		for (Set<OrchestrationRuntimeStatus> statuses : List.of(NewInstance.TERMINAL,
				Set.of(OrchestrationRuntimeStatus.COMPLETED), Set.<OrchestrationRuntimeStatus>of())) {
			assertThat(plan(query(Order.COMPLETED_ASCENDING, statuses, null, Map.of(), null)))
				.contains("durable_instance_completed");
			assertThat(plan(query(Order.COMPLETED_ASCENDING, statuses, MIDDLE, Map.of(), null)))
				.contains("durable_instance_completed");
		}
	}

	@Test
	void pageOfChildrenIsReadFromTheIndexOfTheParent() throws SQLException {
		assertThat(plan(query(Order.CREATED_DESCENDING, Set.of(), null, Map.of(), "p2")))
			.contains("durable_instance_parent");
		assertThat(plan(
				query(Order.CREATED_DESCENDING, Set.of(OrchestrationRuntimeStatus.COMPLETED), MIDDLE, Map.of(), "p2")))
			.contains("durable_instance_parent");
	}

	@Test
	void pageOfATagIsReadFromTheIndexOfTheTags() throws SQLException {
		for (String value : List.of("none", "all")) {
			assertThat(plan(query(Order.CREATED_DESCENDING, Set.of(), MIDDLE, Map.of("key", value), null)))
				.contains("durable_tag_value");
		}
	}

	@Test
	void otherConditionsAreLookedAtRowByRow() throws SQLException {
		assertThat(plan(query(Order.CREATED_DESCENDING, Set.of(), null, Map.of("key", "all"), "p2")))
			.contains("durable_instance_parent", "durable_tag_pkey");
	}

	@Test
	void pageOfANameIsReadFromTheIndexOfTheNames() throws SQLException {
		for (String name : List.of("NAME1", "Nobody")) {
			assertThat(plan(new InstanceQuery(Set.of(), name, null, null, null, null, null, Map.of(), null,
					Order.CREATED_DESCENDING, null, PAGE, true)))
				.contains("durable_instance_name");
		}
	}

	@Test
	void fewIdsWithAPrefixAreReadFromTheirIndex() throws SQLException {
		InstanceQuery query = new InstanceQuery(Set.of(), null, null, null, null, null, "i9999", Map.of(), null,
				Order.CREATED_DESCENDING, null, PAGE, true);
		ListConditions conditions = new ListConditions(query, DIALECT);
		IndexRead index = IndexRead.ofSome(query, conditions, DIALECT).get(0);
		assertThat(explain(new ListScan(query, conditions, DIALECT).gather(index))).contains("durable_instance_id");
	}

	private static InstanceQuery query(Order order, Set<OrchestrationRuntimeStatus> statuses, @Nullable Instant after,
			Map<String, String> tags, @Nullable String parent) {
		return new InstanceQuery(statuses, null, null, null, null, null, null, tags, parent, order,
				(after != null) ? new Position(after, UUID.randomUUID()) : null, PAGE, true);
	}

	// Return the plans, after it has been seen that nothing was read but the page
	private static String plan(InstanceQuery query) throws SQLException {
		ListConditions conditions = new ListConditions(query, DIALECT);
		ListScan scan = new ListScan(query, conditions, DIALECT);
		List<IndexRead> some = IndexRead.ofSome(query, conditions, DIALECT);
		IndexRead index = some.stream()
			.filter(IndexRead::ordered)
			.findFirst()
			.orElseGet(() -> IndexRead.ofAll(query, conditions));
		return (some.isEmpty() ? "" : explain(scan.count(some, PAGE))) + explain(scan.scan(index, query.after(), PAGE));
	}

	private static String explain(Sql sql) throws SQLException {
		StringBuilder plan = new StringBuilder();
		try (Connection connection = dataSource.getConnection()) {
			connection.setAutoCommit(false);
			DIALECT.begin(connection, Duration.ofSeconds(5), Duration.ofSeconds(5));
			try (PreparedStatement statement = connection
				.prepareStatement(new TableNames("durable_", null).in("EXPLAIN ANALYZE " + sql.text()))) {
				sql.bind(statement);
				try (ResultSet row = statement.executeQuery()) {
					while (row.next()) {
						plan.append(row.getString(1)).append('\n');
					}
				}
			}
			connection.rollback();
		}
		Matcher actual = ACTUAL.matcher(plan);
		double most = 0;
		while (actual.find()) {
			most = Math.max(most, Double.parseDouble(actual.group(1)) * Integer.parseInt(actual.group(2)));
		}
		assertThat(most).as(plan.toString()).isBetween(0.0, (double) MOST_ROWS);
		return assertThat(plan.toString()).doesNotContain("Seq Scan").actual();
	}

}
