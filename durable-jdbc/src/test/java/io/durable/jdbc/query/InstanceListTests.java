package io.durable.jdbc.query;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import com.zaxxer.hikari.HikariDataSource;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.jdbc.TestDatabase;
import io.durable.jdbc.codec.HistoryEventCodec;
import io.durable.jdbc.dialect.Database;
import io.durable.jdbc.dialect.SqlDialect;
import io.durable.jdbc.table.TableNames;
import io.durable.jdbc.table.Tables;
import io.durable.store.InstancePage;
import io.durable.store.InstanceQuery;
import io.durable.store.InstanceQuery.Order;
import io.durable.store.InstanceQuery.Position;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever the way on which a list is read, it has the same instances.
 */
class InstanceListTests {

	private static final int COUNT = 360;

	private static final int FIRST_SCAN = 40;

	private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	private static final List<Set<OrchestrationRuntimeStatus>> STATUSES = List.of(Set.of(),
			Set.of(OrchestrationRuntimeStatus.RUNNING),
			Set.of(OrchestrationRuntimeStatus.FAILED, OrchestrationRuntimeStatus.RUNNING));

	private static final List<Map<String, String>> TAGS = List.of(Map.of(), Map.of("a", "0"),
			Map.of("a", "1", "b", "2"), Map.of("a", "none"));

	@ParameterizedTest
	@EnumSource(TestDatabase.class)
	void everyWayFindsTheSame(TestDatabase testDatabase) throws SQLException {
		try (HikariDataSource dataSource = testDatabase.open()) {
			fill(dataSource, testDatabase);
			SqlDialect dialect = Database.of(dataSource).dialect();
			TableNames names = new TableNames("durable_", null);
			HistoryEventCodec codec = new HistoryEventCodec();
			InstanceViews views = new InstanceViews(names, dialect, Tables.of(names, dialect, codec).instances(),
					codec.json());
			InstanceList gathers = new InstanceList(names, dialect, views, COUNT, FIRST_SCAN);
			InstanceList scans = new InstanceList(names, dialect, views, 0, FIRST_SCAN);
			try (Connection connection = dataSource.getConnection()) {
				for (InstanceQuery query : queries()) {
					List<String> expected = expected(query);
					assertThat(all(connection, gathers, query)).as("%s", query).isEqualTo(expected);
					assertThat(all(connection, scans, query)).as("%s", query).isEqualTo(expected);
				}
			}
		}
	}

	// Number n has a status, name, parent, ID and tags that follow from n
	private static void fill(HikariDataSource dataSource, TestDatabase testDatabase) throws SQLException {
		String series = (testDatabase == TestDatabase.H2) ? "SYSTEM_RANGE(0, %d) AS r(n)" : "generate_series(0, %d) n";
		String uuid = (testDatabase == TestDatabase.H2) ? "RANDOM_UUID()" : "gen_random_uuid()";
		String time = (testDatabase == TestDatabase.H2)
				? "DATEADD('SECOND', %s, TIMESTAMP WITH TIME ZONE '2026-01-01 00:00:00Z')"
				: "TIMESTAMPTZ '2026-01-01 00:00:00Z' + (%s) * INTERVAL '1 second'";
		try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
			statement.execute(("""
					INSERT INTO durable_instance (partition_id, instance_id, execution_id, incarnation_id, name, status,
						parent_name, parent_instance_id, created_at, completed_at)
					SELECT MOD(n, 32), 'i' || MOD(n, 5) || '-' || n, %1$s, %1$s, 'Name' || MOD(n, 3),
						CASE MOD(n, 4) WHEN 0 THEN 'Running' WHEN 1 THEN 'Failed' ELSE 'Completed' END,
						'Parent', 'p' || MOD(n, 2), %2$s,
						CASE WHEN MOD(n, 4) = 0 THEN NULL ELSE %3$s END
					FROM %4$s""").formatted(uuid, time.formatted("n"), time.formatted("1000 - n"),
					series.formatted(COUNT - 1)));
			for (String tag : List.of("a", "b")) {
				statement.execute(
						"""
								INSERT INTO durable_tag (partition_id, instance_id, tag_key, tag_value, created_at,
									incarnation_id)
								SELECT partition_id, instance_id, '%s', CAST(MOD(partition_id, %d) AS VARCHAR(1)), created_at, incarnation_id
								FROM durable_instance"""
							.formatted(tag, tag.equals("a") ? 2 : 3));
			}
		}
	}

	private static List<InstanceQuery> queries() {
		List<InstanceQuery> queries = new ArrayList<>();
		for (Order order : Order.values()) {
			for (Set<OrchestrationRuntimeStatus> statuses : STATUSES) {
				for (Map<String, String> tags : TAGS) {
					for (int flags = 0; flags < 32; flags += 3) {
						queries.add(new InstanceQuery(statuses, is(flags, 1) ? "NAME1" : null,
								is(flags, 2) ? START.plusSeconds(20) : null,
								is(flags, 2) ? START.plusSeconds(300) : null,
								is(flags, 4) ? START.plusSeconds(800) : null, null, is(flags, 8) ? "i2-" : null, tags,
								is(flags, 16) ? "p0" : null, order, null, 10, false));
					}
				}
			}
		}
		return queries;
	}

	private static boolean is(int flags, int flag) {
		return (flags & flag) != 0;
	}

	private static List<String> expected(InstanceQuery query) {
		boolean byCreation = query.order() == Order.CREATED_DESCENDING;
		return IntStream.range(0, COUNT)
			.map((n) -> COUNT - 1 - n)
			.filter((n) -> query.statuses().isEmpty() || query.statuses().contains(status(n)))
			.filter((n) -> query.name() == null || n % 3 == 1)
			.filter((n) -> query.createdFrom() == null || (n >= 20 && n <= 300))
			.filter((n) -> (byCreation && query.completedFrom() == null) || n % 4 != 0)
			.filter((n) -> query.completedFrom() == null || 1000 - n >= 800)
			.filter((n) -> query.instanceIdPrefix() == null || n % 5 == 2)
			.filter((n) -> query.parentInstanceId() == null || n % 2 == 0)
			.filter((n) -> query.tags().get("a") == null || query.tags().get("a").equals("" + n % 32 % 2))
			.filter((n) -> query.tags().get("b") == null || query.tags().get("b").equals("" + n % 32 % 3))
			.mapToObj((n) -> "i" + n % 5 + "-" + n)
			.toList();
	}

	private static OrchestrationRuntimeStatus status(int n) {
		return switch (n % 4) {
			case 0 -> OrchestrationRuntimeStatus.RUNNING;
			case 1 -> OrchestrationRuntimeStatus.FAILED;
			default -> OrchestrationRuntimeStatus.COMPLETED;
		};
	}

	private static List<String> all(Connection connection, InstanceList list, InstanceQuery query) throws SQLException {
		List<String> ids = new ArrayList<>();
		@Nullable Position after = null;
		do {
			InstancePage page = list.page(connection, query.from(after, query.limit()));
			assertThat(page.instances()).hasSizeLessThanOrEqualTo(query.limit());
			page.instances().forEach((view) -> ids.add(view.instance().instanceId()));
			after = page.next();
		}
		while (after != null);
		return ids;
	}

}
