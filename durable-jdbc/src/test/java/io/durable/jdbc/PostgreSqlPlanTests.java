package io.durable.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * PostgreSQL keeps the plan of a prepared statement. It must be a good one even if it was
 * made while the table was new or empty: those that are not cost a scan of a partition or
 * of the table at every turn, until statistics are gathered.
 */
class PostgreSqlPlanTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					UPDATE durable_instance SET status = 'x' WHERE partition_id = $1 AND instance_id = $2 | durable_instance_pkey
					SELECT 1 FROM durable_instance WHERE partition_id = $1 AND instance_id = $2 | durable_instance_pkey
					DELETE FROM durable_timer WHERE partition_id = $1 AND execution_id = $3 AND task_id = 1 | durable_timer_pkey
					DELETE FROM durable_timer WHERE partition_id = $1 AND execution_id = $3 | durable_timer_pkey
					DELETE FROM durable_message WHERE partition_id = $1 AND message_id = 1 | durable_message_pkey
					DELETE FROM durable_open WHERE partition_id = $1 AND instance_id = $2 | durable_open_pkey
					""")
	void keyIsFoundByThePrimaryKey(String statement, String index) throws SQLException {
		try (HikariDataSource dataSource = TestDatabase.POSTGRESQL.open();
				Connection connection = dataSource.getConnection();
				Statement explain = connection.createStatement()) {
			explain.execute("SET plan_cache_mode = force_generic_plan");
			explain.execute("PREPARE new_table(int, text, uuid) AS " + statement);
			assertThat(plan(explain, "new_table")).contains("Index").contains(index).doesNotContain("Seq Scan");
			explain.execute("VACUUM ANALYZE");
			explain.execute("SET enable_seqscan = off");
			explain.execute("PREPARE empty_table(int, text, uuid) AS " + statement);
			assertThat(plan(explain, "empty_table")).contains(index).doesNotContain("Seq Scan");
		}
	}

	@ParameterizedTest
	@CsvSource({ "durable_message", "durable_timer", "durable_open" })
	void tableThatWasFullIsNotPlannedAsAnEmptyOne(String table) throws SQLException {
		try (HikariDataSource dataSource = TestDatabase.POSTGRESQL.open();
				Connection connection = dataSource.getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute("INSERT INTO durable_message (partition_id, instance_id)"
					+ " SELECT n % 32, 'i' FROM generate_series(1, 10000) n");
			statement.execute("INSERT INTO durable_timer SELECT n % 32, gen_random_uuid(), n, 'i', now()"
					+ " FROM generate_series(1, 10000) n");
			statement.execute("INSERT INTO durable_open SELECT n % 32, 'i' || n FROM generate_series(1, 10000) n");
			statement.execute("DELETE FROM " + table);
			statement.execute("VACUUM ANALYZE " + table);
			statement.execute("SET plan_cache_mode = force_generic_plan");
			statement.execute("PREPARE again(int, text, uuid) AS DELETE FROM " + table + " WHERE partition_id = $1"
					+ (table.equals("durable_timer") ? " AND execution_id = $3"
							: table.equals("durable_open") ? " AND instance_id = $2" : " AND message_id = 1"));
			assertThat(plan(statement, "again")).contains(table + "_pkey").doesNotContain("Seq Scan");
		}
	}

	private static String plan(Statement statement, String name) throws SQLException {
		StringBuilder plan = new StringBuilder();
		try (ResultSet row = statement
			.executeQuery("EXPLAIN EXECUTE " + name + "(1, 'a', '00000000-0000-0000-0000-000000000001')")) {
			while (row.next()) {
				plan.append(row.getString(1)).append('\n');
			}
		}
		return plan.toString();
	}

}
