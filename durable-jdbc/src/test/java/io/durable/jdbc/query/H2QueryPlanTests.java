package io.durable.jdbc.query;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.zaxxer.hikari.HikariDataSource;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.jdbc.TestDatabase;
import io.durable.jdbc.dialect.H2Dialect;
import io.durable.jdbc.table.TableNames;
import io.durable.store.InstanceQuery;
import io.durable.store.InstanceQuery.Order;
import io.durable.store.InstanceQuery.Position;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * H2 reads a page of a list from the index in its order.
 */
class H2QueryPlanTests {

	private static final int PAGE = 50;

	private static final int MOST_ROWS = 8 * PAGE + 8;

	private static final Pattern SCANNED = Pattern.compile("scanCount: (\\d+)");

	private static final Instant MIDDLE = Instant.parse("2026-01-01T02:00:00Z");

	private static HikariDataSource dataSource = new HikariDataSource();

	@BeforeAll
	static void fill() throws SQLException {
		dataSource = TestDatabase.H2.open();
		try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
			statement.execute("""
					INSERT INTO durable_instance (partition_id, instance_id, execution_id, incarnation_id, name, status,
						parent_name, parent_instance_id, created_at, completed_at)
					SELECT MOD(n, 32), 'i' || n, RANDOM_UUID(), RANDOM_UUID(), 'Name',
						CASE WHEN MOD(n, 10) = 0 THEN 'Running' ELSE 'Completed' END,
						CASE WHEN MOD(n, 2) = 0 THEN 'Parent' END, CASE WHEN MOD(n, 2) = 0 THEN 'p' END,
						DATEADD('SECOND', n, TIMESTAMP WITH TIME ZONE '2026-01-01 00:00:00Z'),
						CASE WHEN MOD(n, 10) = 0 THEN NULL
							ELSE DATEADD('SECOND', n, TIMESTAMP WITH TIME ZONE '2026-01-01 00:00:01Z') END
					FROM SYSTEM_RANGE(1, 20000) AS r(n)""");
			statement.execute("""
					INSERT INTO durable_tag (partition_id, instance_id, tag_key, tag_value, created_at, incarnation_id)
					SELECT partition_id, instance_id, 'key', 'all', created_at, incarnation_id
					FROM durable_instance""");
			statement.execute("ANALYZE");
		}
	}

	@Test
	void pageOfATagOrANameIsReadFromItsIndex() throws SQLException {
		for (Position after : new Position[] { null, new Position(MIDDLE, new UUID(0, 1)) }) {
			assertPlan(new InstanceQuery(Set.of(), null, null, null, null, null, null, Map.of("key", "all"), null,
					Order.CREATED_DESCENDING, after, PAGE, true), "DURABLE_TAG_VALUE");
			assertPlan(new InstanceQuery(Set.of(), "NAME", null, null, null, null, null, Map.of(), null,
					Order.CREATED_DESCENDING, after, PAGE, true), "DURABLE_INSTANCE_NAME");
		}
	}

	@AfterAll
	static void closePool() {
		dataSource.close();
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-", value = { "CREATED_DESCENDING, -, DURABLE_INSTANCE_STATUS",
			"CREATED_DESCENDING, p, DURABLE_INSTANCE_PARENT", "COMPLETED_ASCENDING, -, DURABLE_INSTANCE_COMPLETED" })
	void pageIsReadByIndex(Order order, @Nullable String parent, String index) throws SQLException {
		for (Set<OrchestrationRuntimeStatus> statuses : Set.of(Set.<OrchestrationRuntimeStatus>of(),
				Set.of(OrchestrationRuntimeStatus.COMPLETED),
				Set.of(OrchestrationRuntimeStatus.COMPLETED, OrchestrationRuntimeStatus.FAILED))) {
			assertPlan(query(order, statuses, null, parent), index);
			assertPlan(query(order, statuses, MIDDLE, parent), index);
		}
	}

	private static InstanceQuery query(Order order, Set<OrchestrationRuntimeStatus> statuses, @Nullable Instant after,
			@Nullable String parent) {
		return new InstanceQuery(statuses, null, null, null, null, null, null, Map.of(), parent, order,
				(after != null) ? new Position(after, new UUID(0, 1)) : null, PAGE, true);
	}

	private static void assertPlan(InstanceQuery query, String index) throws SQLException {
		H2Dialect dialect = new H2Dialect();
		ListConditions conditions = new ListConditions(query, dialect);
		IndexRead read = IndexRead.ofSome(query, conditions, dialect)
			.stream()
			.filter(IndexRead::ordered)
			.findFirst()
			.orElseGet(() -> IndexRead.ofAll(query, conditions));
		Sql scan = new ListScan(query, conditions, dialect).scan(read, query.after(), PAGE);
		String sql = new TableNames("durable_", null).in("EXPLAIN ANALYZE " + scan.text());
		try (Connection connection = dataSource.getConnection();
				PreparedStatement statement = connection.prepareStatement(sql)) {
			scan.bind(statement);
			try (ResultSet row = statement.executeQuery()) {
				row.next();
				String plan = row.getString(1);
				assertThat(plan).contains(index + ":").doesNotContain("tableScan");
				Matcher scanned = SCANNED.matcher(plan);
				int most = 0;
				while (scanned.find()) {
					most = Math.max(most, Integer.parseInt(scanned.group(1)));
				}
				assertThat(most).as(plan).isBetween(1, MOST_ROWS);
			}
		}
	}

}
