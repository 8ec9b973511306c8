package io.durable.jdbc.query;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import io.durable.history.HistoryEvent;
import io.durable.jdbc.codec.EventColumns;
import io.durable.jdbc.codec.HistoryEventCodec;
import io.durable.jdbc.table.TableNames;

/**
 * Histories without those payloads that nobody asks for.
 */
public final class HistoryExcerpt {

	private static final String EVENTS = """
			SELECT h.event_type, h.event_timestamp, h.task_id, h.name, %INPUT%, %RESULT%, h.status, h.failure,
				h.attributes
			FROM %PREFIX%instance i
			JOIN %PREFIX%history h ON h.partition_id = i.partition_id AND h.execution_id = i.execution_id
			WHERE i.partition_id = ? AND i.instance_id = ?
			ORDER BY h.sequence_number""";

	private final TableNames names;

	private final HistoryEventCodec codec;

	public HistoryExcerpt(TableNames names, HistoryEventCodec codec) {
		this.names = names;
		this.codec = codec;
	}

	public List<HistoryEvent> read(Connection connection, int partition, String instanceId, boolean inputs,
			boolean results) throws SQLException {
		String sql = EVENTS.replace("%INPUT%", inputs ? "h.input" : "NULL")
			.replace("%RESULT%", results ? "h.result" : "NULL");
		return BoundedRead.query(connection, this.names.in(sql), (statement) -> {
			statement.setInt(1, partition);
			statement.setString(2, instanceId);
		}, (row) -> {
			List<HistoryEvent> events = new ArrayList<>();
			while (row.next()) {
				events.add(this.codec.decode(EventColumns.read(row, 1)));
			}
			return events;
		});
	}

}
