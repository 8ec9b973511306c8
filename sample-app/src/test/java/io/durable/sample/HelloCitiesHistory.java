package io.durable.sample;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reads the history of all instances with plain SQL and compares it with what
 * {@code HelloCities} must leave.
 */
final class HelloCitiesHistory {

	private static final List<String> ROWS = rows();

	private HelloCitiesHistory() {
	}

	private static List<String> rows() {
		List<String> rows = new ArrayList<>();
		rows.add("ExecutionStarted HelloCities null null");
		for (String city : List.of("Tokyo", "Seattle", "London")) {
			rows.add("OrchestratorStarted null null null");
			rows.add("TaskScheduled SayHello null null");
			rows.add("OrchestratorCompleted null null null");
			rows.add("TaskCompleted null \"Hello " + city + "!\" null");
		}
		rows.add("OrchestratorStarted null null null");
		rows.add("OrchestratorCompleted null null null");
		rows.add("ExecutionCompleted null [\"Hello Tokyo!\",\"Hello Seattle!\",\"Hello London!\"] Completed");
		return List.copyOf(rows);
	}

	/**
	 * Assert that every instance has exactly its 16 rows, in order, without gaps, and
	 * that nothing else is left.
	 * @param connection a connection to the store
	 * @return the IDs of the instances
	 * @throws SQLException if the store cannot be read
	 */
	static TreeSet<String> check(Connection connection) throws SQLException {
		TreeSet<String> instances = new TreeSet<>();
		Map<String, List<String>> executions = new LinkedHashMap<>();
		try (Statement statement = connection.createStatement()) {
			try (ResultSet rows = statement.executeQuery("""
					SELECT instance_id, execution_id, sequence_number, event_type, name, result, status
					FROM durable_history ORDER BY partition_id, execution_id, sequence_number""")) {
				while (rows.next()) {
					String execution = rows.getString("instance_id") + " " + rows.getString("execution_id");
					List<String> events = executions.computeIfAbsent(execution, (key) -> new ArrayList<>());
					assertThat(rows.getInt("sequence_number")).as(execution).isEqualTo(events.size());
					events.add("%s %s %s %s".formatted(rows.getString("event_type"), rows.getString("name"),
							rows.getString("result"), rows.getString("status")));
				}
			}
			executions.forEach((execution, events) -> {
				assertThat(events).as(execution).isEqualTo(ROWS);
				assertThat(instances.add(execution.split(" ")[0])).as("one execution: " + execution).isTrue();
			});
			assertThat(count(statement, "durable_instance WHERE status = 'Completed'")).isEqualTo(instances.size());
			assertThat(count(statement, "durable_instance")).isEqualTo(instances.size());
			assertThat(count(statement, "durable_message")).as("messages left").isZero();
			assertThat(count(statement, "durable_open")).as("open activities left").isZero();
		}
		return instances;
	}

	static int count(Statement statement, String rows) throws SQLException {
		try (ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM " + rows)) {
			count.next();
			return count.getInt(1);
		}
	}

}
