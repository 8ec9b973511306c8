package io.durable.jdbc.query;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.durable.jdbc.codec.ColumnArrays;
import io.durable.jdbc.codec.Columns;
import io.durable.jdbc.codec.StoredJson;
import io.durable.jdbc.dialect.SqlDialect;
import io.durable.jdbc.query.InstanceList.Place;
import io.durable.jdbc.table.InstanceTable;
import io.durable.jdbc.table.TableNames;
import io.durable.store.InstancePage;
import io.durable.store.InstanceQuery;
import io.durable.store.InstanceQuery.Position;
import io.durable.store.InstanceView;
import io.durable.store.StoredInstance;
import org.jspecify.annotations.Nullable;

/**
 * What clients read of instances. One statement, so that row, input and output are of one
 * moment: a turn may commit between two.
 */
public final class InstanceViews {

	/**
	 * The input is in the row until the first turn and in the history from then on. H2
	 * reads an index backwards only if all its columns are in the order.
	 */
	private static final String VIEW = InstanceTable.COLUMNS.replace("i.input,", "NULL,") + """
			, i.completed_at, (SELECT l.event_timestamp FROM %PREFIX%history l
				WHERE l.partition_id = i.partition_id AND l.execution_id = i.execution_id
				ORDER BY l.partition_id DESC, l.execution_id DESC, l.sequence_number DESC
				FETCH FIRST 1 ROW ONLY), e.failure""";

	private static final int VIEW_COLUMNS = InstanceTable.COLUMN_COUNT + 5;

	private static final String OUTPUT = """

			LEFT JOIN %PREFIX%history e ON e.partition_id = i.partition_id AND e.execution_id = i.execution_id
				AND e.sequence_number = i.output_sequence""";

	private static final String INPUT = """

			LEFT JOIN %PREFIX%history s ON s.partition_id = i.partition_id AND s.execution_id = i.execution_id
				AND s.sequence_number = 0""";

	private static final String BY_KEY = """

			WHERE i.partition_id = ? AND i.instance_id = ?""";

	private static final String BY_PLACE = """

			FROM UNNEST(CAST(? AS INTEGER ARRAY), CAST(? AS VARCHAR ARRAY), CAST(? AS INTEGER ARRAY))
				AS k(partition_id, instance_id, place)
			JOIN %PREFIX%instance i ON i.partition_id = k.partition_id AND i.instance_id = k.instance_id""";

	/**
	 * The length of a payload is known without reading it.
	 */
	private static final String FITTING = """
			SELECT * FROM (%VIEWS%) AS v(%NAMES%, size, place, nth, bytes)
			WHERE nth = 1 OR bytes <= ? ORDER BY nth""";

	private static final String WINDOW = """
			, ROW_NUMBER() OVER (ORDER BY k.place), SUM(%SIZE%) OVER (ORDER BY k.place ROWS UNBOUNDED PRECEDING)""";

	private static final String ORDER = " ORDER BY k.place";

	private final TableNames names;

	private final SqlDialect dialect;

	private final InstanceTable instances;

	private final StoredJson json;

	public InstanceViews(TableNames names, SqlDialect dialect, InstanceTable instances, StoredJson json) {
		this.names = names;
		this.dialect = dialect;
		this.instances = instances;
		this.json = json;
	}

	private static String columns(boolean input, boolean output) {
		return "SELECT " + VIEW + (input ? ", COALESCE(i.input, s.input)" : ", NULL")
				+ (output ? ", e.result" : ", NULL");
	}

	public @Nullable InstanceView find(Connection connection, int partition, String instanceId, boolean input,
			boolean output) throws SQLException {
		String sql = columns(input, output) + "\nFROM %PREFIX%instance i" + OUTPUT + (input ? INPUT : "") + BY_KEY;
		return BoundedRead.query(connection, this.names.in(sql), (statement) -> {
			statement.setInt(1, partition);
			statement.setString(2, instanceId);
		}, (row) -> row.next() ? read(row) : null);
	}

	// Read the instances at the given places, as many as the query has room for. The rest
	// of the list begins at the given place, or before if they do not fit.
	InstancePage read(Connection connection, InstanceQuery query, List<Place> places, @Nullable Position next)
			throws SQLException {
		if (places.isEmpty()) {
			return new InstancePage(List.of(), next);
		}
		int fitting = this.dialect.hasArrays() ? places.size() : fitting(connection, query, places);
		List<Place> wanted = places.subList(0, fitting);
		Position rest = (fitting < places.size()) ? wanted.get(fitting - 1).position() : next;
		return BoundedRead.query(connection, this.names.in(sql(query)), (statement) -> {
			int parameter = bind(statement, wanted);
			if (this.dialect.hasArrays()) {
				statement.setLong(parameter, query.maxBytes());
			}
		}, (row) -> page(row, query, wanted, rest));
	}

	// H2 copies the large objects of all rows that a statement returns, so the lengths
	// are
	// read first. Returns how many of the places the query has room for.
	private int fitting(Connection connection, InstanceQuery query, List<Place> places) throws SQLException {
		String sql = "SELECT " + size(query.inputs(), query.outputs()) + ", k.place" + from(query) + ORDER;
		return BoundedRead.query(connection, this.names.in(sql), (statement) -> bind(statement, places), (row) -> {
			long bytes = 0;
			for (int number = 0; row.next(); number++) {
				bytes += row.getLong(1);
				if (number > 0 && bytes > query.maxBytes()) {
					return row.getInt(2);
				}
			}
			return places.size();
		});
	}

	// Returns the next parameter.
	private static int bind(PreparedStatement statement, List<Place> places) throws SQLException {
		ColumnArrays<Place> rows = new ColumnArrays<>(statement, places);
		rows.integers(Place::partition);
		rows.texts(Place::instanceId);
		int[] number = new int[1];
		rows.integers((place) -> number[0]++);
		return rows.parameter();
	}

	private InstancePage page(ResultSet row, InstanceQuery query, List<Place> places, @Nullable Position next)
			throws SQLException {
		List<InstanceView> page = new ArrayList<>();
		long bytes = 0;
		int last = -1;
		while (row.next()) {
			bytes += row.getLong(VIEW_COLUMNS + 1);
			if (last >= 0 && bytes > query.maxBytes()) {
				return new InstancePage(page, places.get(last).position());
			}
			last = row.getInt(VIEW_COLUMNS + 2);
			InstanceView view = read(row);
			// It may have changed since it was found
			if (view.instance().incarnationId().equals(places.get(last).position().incarnationId())
					&& (query.statuses().isEmpty() || query.statuses().contains(view.instance().status()))) {
				page.add(view);
			}
		}
		boolean cut = this.dialect.hasArrays() && last >= 0 && last < places.size() - 1;
		return new InstancePage(page, cut ? places.get(last).position() : next);
	}

	// On PostgreSQL the statement returns what fits.
	private String sql(InstanceQuery query) {
		String sizes = size(query.inputs(), query.outputs());
		String views = columns(query.inputs(), query.outputs()) + ", " + sizes + ", k.place";
		if (!this.dialect.hasArrays()) {
			return views + from(query) + ORDER;
		}
		String columns = IntStream.rangeClosed(1, VIEW_COLUMNS)
			.mapToObj((number) -> "c" + number)
			.collect(Collectors.joining(", "));
		return FITTING.replace("%VIEWS%", views + WINDOW.replace("%SIZE%", sizes) + from(query))
			.replace("%NAMES%", columns);
	}

	private static String from(InstanceQuery query) {
		return BY_PLACE + OUTPUT + (query.inputs() ? INPUT : "");
	}

	private String size(boolean inputs, boolean outputs) {
		StringBuilder size = new StringBuilder("100");
		for (String column : List.of("i.custom_status", "i.tags", "i.parked_reason", "e.failure")) {
			size.append(" + ").append(length(column));
		}
		if (inputs) {
			size.append(" + ").append(length("i.input")).append(" + ").append(length("s.input"));
		}
		if (outputs) {
			size.append(" + ").append(length("e.result"));
		}
		return size.toString();
	}

	private String length(String column) {
		return "COALESCE(" + this.dialect.storedLength(column) + ", 0)";
	}

	private InstanceView read(ResultSet row) throws SQLException {
		StoredInstance instance = this.instances.read(row, 1);
		int column = InstanceTable.COLUMN_COUNT + 1;
		Instant lastEventAt = Columns.getInstant(row, column + 1);
		return new InstanceView(instance, (lastEventAt != null) ? lastEventAt : instance.createdAt(),
				Columns.getInstant(row, column), row.getString(column + 3), row.getString(column + 4),
				this.json.readFailure(row.getString(column + 2)));
	}

}
