package io.durable.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.durable.store.InstanceQuery;
import io.durable.store.InstanceView;
import io.durable.store.StoredInstance;
import org.jspecify.annotations.Nullable;

/**
 * What clients read of instances. One statement, so that row, input and output are of one
 * moment: a turn may commit between two.
 */
final class InstanceViews {

	/**
	 * The input is in the row until the first turn and in the history from then on. H2
	 * reads an index backwards only if all its columns are in the order.
	 */
	private static final String VIEW = "SELECT " + InstanceTable.COLUMNS + """
			, i.completed_at, (SELECT l.event_timestamp FROM %PREFIX%history l
				WHERE l.partition_id = i.partition_id AND l.execution_id = i.execution_id
				ORDER BY l.partition_id DESC, l.execution_id DESC, l.sequence_number DESC
				FETCH FIRST 1 ROW ONLY), e.failure%PAYLOADS%
			FROM %INSTANCES% i
			LEFT JOIN %PREFIX%history e ON e.partition_id = i.partition_id AND e.execution_id = i.execution_id
				AND e.sequence_number = i.output_sequence%INPUT%""";

	private static final String PAYLOADS = ", COALESCE(i.input, s.input), e.result";

	private static final String INPUT = """

			LEFT JOIN %PREFIX%history s ON s.partition_id = i.partition_id AND s.execution_id = i.execution_id
				AND s.sequence_number = 0""";

	private static final String BY_KEY = """

			WHERE i.partition_id = ? AND i.instance_id = ?""";

	private final TableNames names;

	private final SqlDialect dialect;

	private final InstanceTable instances;

	private final StoredJson json;

	InstanceViews(TableNames names, SqlDialect dialect, InstanceTable instances, StoredJson json) {
		this.names = names;
		this.dialect = dialect;
		this.instances = instances;
		this.json = json;
	}

	private static String view(String from, boolean payloads) {
		return VIEW.replace("%INSTANCES%", from)
			.replace("%PAYLOADS%", payloads ? PAYLOADS : "")
			.replace("%INPUT%", payloads ? INPUT : "");
	}

	@Nullable InstanceView find(Connection connection, int partition, String instanceId, boolean payloads) throws SQLException {
		String sql = this.names.in(view("%PREFIX%instance", payloads) + BY_KEY);
		try (PreparedStatement statement = connection.prepareStatement(sql)) {
			statement.setInt(1, partition);
			statement.setString(2, instanceId);
			try (ResultSet row = statement.executeQuery()) {
				return row.next() ? read(row, payloads) : null;
			}
		}
	}

	List<InstanceView> query(Connection connection, InstanceQuery query) throws SQLException {
		InstancePage page = new InstancePage(query, this.dialect);
		try (PreparedStatement statement = connection.prepareStatement(this.names.in(sql(query, page)))) {
			page.bind(statement);
			List<InstanceView> views = new ArrayList<>();
			try (ResultSet row = statement.executeQuery()) {
				while (row.next()) {
					views.add(read(row, query.payloads()));
				}
			}
			return views;
		}
	}

	static String sql(InstanceQuery query, InstancePage page) {
		String sql = view("(" + page.sql() + ")", query.payloads()) + page.order();
		return query.payloads() ? sql : sql.replace("i.input,", "NULL,");
	}

	private InstanceView read(ResultSet row, boolean payloads) throws SQLException {
		StoredInstance instance = this.instances.read(row, 1);
		int column = InstanceTable.COLUMN_COUNT + 1;
		Instant lastEventAt = Columns.getInstant(row, column + 1);
		return new InstanceView(instance, (lastEventAt != null) ? lastEventAt : instance.createdAt(),
				Columns.getInstant(row, column), payloads ? row.getString(column + 3) : null,
				payloads ? row.getString(column + 4) : null, this.json.readFailure(row.getString(column + 2)));
	}

}
