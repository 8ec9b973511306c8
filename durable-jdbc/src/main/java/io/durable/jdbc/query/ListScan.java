package io.durable.jdbc.query;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.durable.jdbc.dialect.SqlDialect;
import io.durable.jdbc.query.ListCondition.Kind;
import io.durable.store.InstanceQuery;
import io.durable.store.InstanceQuery.Order;
import io.durable.store.InstanceQuery.Position;
import org.jspecify.annotations.Nullable;

/**
 * The statements that find the rows of a list by an index. The rows that they return have
 * partition, instance ID, time and incarnation, whether the row belongs to the list (1)
 * or not (0), and how many were read so far.
 */
final class ListScan {

	private static final String ROW = "T.partition_id, T.instance_id, T.COLUMN, T.incarnation_id";

	private static final String JOIN = """

			JOIN %PREFIX%instance i ON i.partition_id = d.partition_id AND i.instance_id = d.instance_id""";

	private final InstanceQuery query;

	private final ListConditions conditions;

	private final SqlDialect dialect;

	private final String column;

	private final String direction;

	ListScan(InstanceQuery query, ListConditions conditions, SqlDialect dialect) {
		this.query = query;
		this.conditions = conditions;
		this.dialect = dialect;
		this.column = isByCreation() ? "created_at" : "completed_at";
		this.direction = isByCreation() ? " DESC" : "";
	}

	private boolean isByCreation() {
		return this.query.order() == Order.CREATED_DESCENDING;
	}

	// Return whether all rows that are read in order belong to the list.
	boolean isExact(IndexRead index) {
		return index.ordered() && this.conditions.without(index.met(), index.tag()).isEmpty();
	}

	// Return a statement that counts the rows of each index, no further than given.
	Sql count(List<IndexRead> indexes, int most) {
		Sql sql = new Sql();
		for (IndexRead index : indexes) {
			List<Sql> counts = index.ranges()
				.stream()
				.map((range) -> Sql.of("(SELECT COUNT(*) FROM (SELECT 1 AS one FROM " + index.table() + " d WHERE ")
					.add(range)
					.add(fetch(most) + ") c)"))
				.toList();
			sql.add(sql.text().isEmpty() ? "SELECT " : ", ").addAll(counts, " + ");
		}
		return sql;
	}

	// Return a statement that reads all rows of an index, and orders and limits those
	// that belong to the list. The offset keeps PostgreSQL from planning both as one, and
	// the case H2 from beginning with another index.
	Sql gather(IndexRead index) {
		List<Sql> rows = index.ranges()
			.stream()
			.map((range) -> Sql.of("SELECT d.partition_id, d.instance_id FROM " + index.table() + " d WHERE ")
				.add(range)
				.add(" OFFSET 0 ROWS"))
			.toList();
		// The times are no part of the ranges
		Set<Kind> met = EnumSet.noneOf(Kind.class);
		met.addAll(index.met());
		met.remove(Kind.CREATED);
		List<Sql> rest = new ArrayList<>(this.conditions.without(met, index.tag()));
		rest.add(Sql.of("i." + this.column + " IS NOT NULL"));
		rest.addAll(after("i", this.query.after()));
		return Sql.of("SELECT " + row("i") + ", 1, 1 FROM (")
			.add(union(rows))
			.add(") d" + JOIN + " WHERE CASE WHEN ")
			.addAll(rest, " AND ")
			.add(" THEN 1 ELSE 0 END = 1" + order("i", List.of()) + fetch(this.query.limit()));
	}

	// Return a statement that reads an index in the order of the list, no further than
	// given, and returns what belongs to the list and the last row.
	Sql scan(IndexRead index, @Nullable Position after, int most) {
		List<Sql> bounds = new ArrayList<>(
				isByCreation() ? this.conditions.created("d") : this.conditions.completed("d"));
		bounds.addAll(after("d", after));
		List<Sql> parts = index.ranges()
			.stream()
			.map((range) -> Sql.of("SELECT " + row("d") + " FROM " + index.table() + " d WHERE ")
				.addAll(Stream.concat(Stream.of(range), bounds.stream()).toList(), " AND ")
				.add(order("d", index.same()) + fetch(most)))
			.toList();
		Sql rows = union(parts);
		if (parts.size() > 1) {
			rows = Sql.of("SELECT " + row("d") + " FROM (").add(rows).add(") d" + order("d", List.of()) + fetch(most));
		}
		List<Sql> rest = this.conditions.without(index.met(), index.tag());
		String place = "ROW_NUMBER() OVER (" + order("d", List.of()) + ")";
		if (rest.isEmpty()) {
			return Sql.of("SELECT " + row("d") + ", 1, " + place + " FROM (")
				.add(rows)
				.add(") d" + order("d", List.of()));
		}
		return Sql.of("SELECT * FROM (SELECT " + row("d") + ", CASE WHEN ")
			.addAll(rest, " AND ")
			.add(" THEN 1 ELSE 0 END AS belongs, " + place + " AS place FROM (")
			.add(rows)
			.add(") d" + JOIN + ") r WHERE belongs = 1 OR place = " + most + " ORDER BY place");
	}

	private static Sql union(List<Sql> parts) {
		if (parts.size() == 1) {
			return parts.get(0);
		}
		return new Sql().addAll(parts.stream().map((part) -> Sql.of("(").add(part).add(")")).toList(), " UNION ALL ");
	}

	private List<Sql> after(String table, @Nullable Position after) {
		if (after == null) {
			return List.of();
		}
		String comparison = isByCreation() ? "<" : ">";
		String time = table + "." + this.column;
		Sql place = Sql.of("(" + time + ", " + table + ".incarnation_id) " + comparison + " (?, ?)", Sql.values(after));
		return this.dialect.plansByConditions()
				? List.of(Sql.of(time + " " + comparison + "= ?", Sql.value(after.time())), place) : List.of(place);
	}

	private String row(String table) {
		return ROW.replace("T.", table + ".").replace("COLUMN", this.column);
	}

	// Begins with columns that are the same in all rows: H2 reads an index backwards only
	// if all its columns are in the order.
	private String order(String table, List<String> same) {
		return Stream.concat(same.stream(), Stream.of(table + "." + this.column, table + ".incarnation_id"))
			.map((term) -> term + this.direction)
			.collect(Collectors.joining(", ", " ORDER BY ", ""));
	}

	private static String fetch(int rows) {
		return " FETCH FIRST " + rows + " ROWS ONLY";
	}

}
