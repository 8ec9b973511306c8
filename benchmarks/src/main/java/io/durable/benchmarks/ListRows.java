package io.durable.benchmarks;

import java.sql.SQLException;
import java.util.Map;

/**
 * Inserts instances with SQL, as many that have ended leave them. Number n was created in
 * the second n.
 */
final class ListRows {

	private static final String INSTANCES = """
			INSERT INTO durable_instance (partition_id, instance_id, execution_id, incarnation_id, name, status,
				parent_name, parent_instance_id, parent_execution_id, parent_task_id, created_at, completed_at,
				output_sequence)
			SELECT MOD(n, 32), %ID%, %UUID%, %UUID%,
				CASE WHEN MOD(n, 10000) = 7 THEN 'Rare' WHEN MOD(n, 3) = 0 THEN 'Invoice' ELSE 'Order' END,
				CASE WHEN MOD(n, 20) = 0 THEN 'Running' WHEN MOD(n, 20) = 1 THEN 'Failed' ELSE 'Completed' END,
				CASE WHEN MOD(n, 2) = 0 THEN 'Parent' END,
				CASE WHEN MOD(n, 2) = 0 THEN CASE WHEN MOD(n, 4) = 0 THEN 'p0' ELSE 'p' || MOD(n, 10000) END END,
				%UUID%, 0, %TIME%,
				CASE WHEN MOD(n, 20) = 0 THEN NULL ELSE %TIME% END, CASE WHEN MOD(n, 20) = 0 THEN NULL ELSE 1 END
			FROM %SERIES%""";

	private static final String HISTORY = """
			INSERT INTO durable_history (partition_id, execution_id, sequence_number, instance_id, event_type,
				event_timestamp, name, input, result, status)
			SELECT partition_id, execution_id, %d, instance_id, '%s', created_at, name, %s, %s, %s
			FROM durable_instance""";

	private static final String TAG = """
			INSERT INTO durable_tag (partition_id, instance_id, tag_key, tag_value, created_at, incarnation_id)
			SELECT i.partition_id, i.instance_id, '%s', %s, i.created_at, i.incarnation_id
			FROM durable_instance i JOIN (SELECT n, %%ID%% AS id FROM %%SERIES%%) s
				ON i.partition_id = MOD(n, 32) AND i.instance_id = s.id WHERE %s""";

	/**
	 * The tags, each with its value and a condition. An instance with an odd number has
	 * no region 3 and half 0 at once.
	 */
	private static final Map<String, String[]> TAGS = Map.of("all", new String[] { "'yes'", "1 = 1" }, "region",
			new String[] { "CAST(MOD(n, 10) AS VARCHAR(10))", "1 = 1" }, "half",
			new String[] { "CAST(MOD(n, 2) AS VARCHAR(10))", "1 = 1" }, "tenant",
			new String[] { "CAST(MOD(n, 1000) AS VARCHAR(10))", "1 = 1" }, "rare",
			new String[] { "'yes'", "MOD(n, 5000) = 1" }, "old", new String[] { "'yes'", "n < %COUNT% / 20" });

	private ListRows() {
	}

	static String id(int number) {
		return "i%08d".formatted(number);
	}

	static void insert(Database database, int count) throws SQLException {
		boolean h2 = "H2".equals(database.name());
		execute(database, INSTANCES, count, h2);
		execute(database, HISTORY.formatted(0, "ExecutionStarted", "'\"" + "x".repeat(200) + "\"'", "NULL", "NULL"),
				count, h2);
		execute(database,
				HISTORY.formatted(1, "ExecutionCompleted", "NULL", "'\"" + "y".repeat(200) + "\"'", "'Completed'"),
				count, h2);
		for (Map.Entry<String, String[]> tag : TAGS.entrySet()) {
			execute(database, TAG.formatted(tag.getKey(), tag.getValue()[0], tag.getValue()[1]), count, h2);
		}
		database.execute(h2 ? "ANALYZE" : "VACUUM ANALYZE");
	}

	private static void execute(Database database, String sql, int count, boolean h2) throws SQLException {
		database.execute(sql.replace("%ID%", h2 ? "'i' || LPAD(n, 8, '0')" : "'i' || LPAD(n::text, 8, '0')")
			.replace("%UUID%", h2 ? "RANDOM_UUID()" : "gen_random_uuid()")
			.replace("%TIME%",
					h2 ? "DATEADD('SECOND', n, TIMESTAMP WITH TIME ZONE '2026-01-01 00:00:00Z')"
							: "TIMESTAMPTZ '2026-01-01 00:00:00Z' + n * INTERVAL '1 second'")
			.replace("%SERIES%", (h2 ? "SYSTEM_RANGE(1, %COUNT%) AS r(n)" : "generate_series(1, %COUNT%) n"))
			.replace("%COUNT%", Integer.toString(count)));
	}

}
