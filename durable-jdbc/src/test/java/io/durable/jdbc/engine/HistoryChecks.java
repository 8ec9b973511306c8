package io.durable.jdbc.engine;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What must hold of the tables whatever has happened.
 */
public final class HistoryChecks {

	private HistoryChecks() {
	}

	/**
	 * Check that the sequence numbers of every execution are contiguous, that each begins
	 * and ends at most once, that every completion answers one action, and that no
	 * history is left of an execution that is not current.
	 * @param jdbc the database
	 */
	public static void assertNoGapsOrDoubles(JdbcTemplate jdbc) {
		assertThat(jdbc.queryForList("""
				SELECT execution_id FROM durable_history GROUP BY execution_id
				HAVING COUNT(*) <> MAX(sequence_number) + 1 OR MIN(sequence_number) <> 0""")).isEmpty();
		assertThat(jdbc.queryForList("""
				SELECT execution_id, event_type FROM durable_history
				WHERE event_type IN ('ExecutionStarted', 'ExecutionCompleted')
				GROUP BY execution_id, event_type HAVING COUNT(*) <> 1""")).isEmpty();
		assertThat(jdbc.queryForList("""
				SELECT execution_id, task_id FROM durable_history
				WHERE event_type IN ('TaskCompleted', 'TaskFailed', 'TimerFired',
				    'SubOrchestrationInstanceCompleted', 'SubOrchestrationInstanceFailed')
				GROUP BY execution_id, task_id HAVING COUNT(*) <> 1""")).isEmpty();
		assertThat(jdbc.queryForList("""
				SELECT execution_id, task_id FROM durable_history
				WHERE event_type IN ('TaskScheduled', 'TimerCreated', 'SubOrchestrationInstanceCreated', 'EventSent')
				GROUP BY execution_id, task_id HAVING COUNT(*) <> 1""")).isEmpty();
		assertThat(jdbc.queryForList("""
				SELECT h.execution_id FROM durable_history h LEFT JOIN durable_instance i
				    ON i.partition_id = h.partition_id AND i.execution_id = h.execution_id
				WHERE i.instance_id IS NULL""")).isEmpty();
	}

}
