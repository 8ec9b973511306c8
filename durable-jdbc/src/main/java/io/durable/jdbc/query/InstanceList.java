package io.durable.jdbc.query;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.durable.jdbc.codec.Columns;
import io.durable.jdbc.dialect.SqlDialect;
import io.durable.jdbc.table.TableNames;
import io.durable.store.InstancePage;
import io.durable.store.InstanceQuery;
import io.durable.store.InstanceQuery.Position;
import org.jspecify.annotations.Nullable;

/**
 * Lists instances, page by page. What a page costs does not depend on how many instances
 * there are, whatever the conditions: if an index has few rows that meet one of them, all
 * of these are looked at, and otherwise the rows are looked at in the order of the list,
 * for some milliseconds. The page may then be incomplete, and says where to go on.
 */
public final class InstanceList {

	/**
	 * How many rows are looked at without an order.
	 */
	private static final int FEW = 2000;

	/**
	 * How many rows are looked at in order with one statement: few at first, since most
	 * lists have what they look for there.
	 */
	private static final int FIRST_SCAN = 200;

	private static final int LONGEST_SCAN = 2000;

	private static final long SCAN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	private final TableNames names;

	private final SqlDialect dialect;

	private final InstanceViews views;

	private final int few;

	private final int firstScan;

	public InstanceList(TableNames names, SqlDialect dialect, InstanceViews views) {
		this(names, dialect, views, FEW, FIRST_SCAN);
	}

	InstanceList(TableNames names, SqlDialect dialect, InstanceViews views, int few, int firstScan) {
		this.names = names;
		this.dialect = dialect;
		this.views = views;
		this.few = few;
		this.firstScan = firstScan;
	}

	public InstancePage page(Connection connection, InstanceQuery query) throws SQLException {
		ListConditions conditions = new ListConditions(query, this.dialect);
		if (conditions.statuses().isEmpty()) {
			return new InstancePage(List.of(), null);
		}
		Found found = find(connection, query, conditions);
		return this.views.read(connection, query, found.places, found.next);
	}

	private Found find(Connection connection, InstanceQuery query, ListConditions conditions) throws SQLException {
		ListScan scan = new ListScan(query, conditions, this.dialect);
		List<IndexRead> some = IndexRead.ofSome(query, conditions, this.dialect);
		Found found = new Found(query.limit());
		if (some.size() == 1 && scan.isExact(some.get(0))) {
			scan(connection, scan, some.get(0), query, found);
			return found;
		}
		if (!some.isEmpty()) {
			List<Integer> counts = counts(connection, scan.count(some, this.few + 1));
			int least = counts.stream().min(Integer::compare).orElseThrow();
			if (least <= this.few) {
				read(connection, scan.gather(some.get(counts.indexOf(least))), found);
				found.next = found.isFull() ? found.last : null;
				return found;
			}
		}
		IndexRead ordered = some.stream()
			.filter(IndexRead::ordered)
			.findFirst()
			.orElseGet(() -> IndexRead.ofAll(query, conditions));
		scan(connection, scan, ordered, query, found);
		return found;
	}

	private List<Integer> counts(Connection connection, Sql sql) throws SQLException {
		return BoundedRead.query(connection, this.names.in(sql.text()), sql::bind, (row) -> {
			row.next();
			List<Integer> counts = new ArrayList<>();
			for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
				counts.add(row.getInt(column));
			}
			return counts;
		});
	}

	private void scan(Connection connection, ListScan scan, IndexRead index, InstanceQuery query, Found found)
			throws SQLException {
		long end = System.nanoTime() + SCAN_NANOS;
		Position after = query.after();
		int most = scan.isExact(index) ? query.limit() : Math.max(this.firstScan, query.limit());
		do {
			read(connection, scan.scan(index, after, most), found);
			after = (found.isFull() || found.read == most) ? found.last : null;
			most = Math.max(most, Math.min(LONGEST_SCAN, 4 * most));
		}
		while (after != null && !found.isFull() && System.nanoTime() - end < 0);
		found.next = after;
	}

	private void read(Connection connection, Sql sql, Found found) throws SQLException {
		BoundedRead.query(connection, this.names.in(sql.text()), sql::bind, (row) -> {
			found.read = 0;
			while (!found.isFull() && row.next()) {
				found.add(row);
			}
			return found;
		});
	}

	/**
	 * What was found so far.
	 */
	private static final class Found {

		private final List<Place> places = new ArrayList<>();

		private final int limit;

		// The place up to which has been read
		private @Nullable Position last;

		// How many rows the last statement has read, as far as it says
		private int read;

		private @Nullable Position next;

		private Found(int limit) {
			this.limit = limit;
		}

		private boolean isFull() {
			return this.places.size() >= this.limit;
		}

		private void add(ResultSet row) throws SQLException {
			Place place = new Place(row.getInt(1), row.getString(2),
					new Position(Columns.requireInstant(row, 3), Columns.requireUuid(row, 4)));
			this.last = place.position();
			this.read = row.getInt(6);
			if (row.getInt(5) == 1) {
				this.places.add(place);
			}
		}

	}

	/**
	 * An instance in the list.
	 *
	 * @param partition its partition
	 * @param instanceId its ID
	 * @param position where it stands
	 */
	record Place(int partition, String instanceId, Position position) {

	}

}
