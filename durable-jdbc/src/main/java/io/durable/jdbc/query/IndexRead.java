package io.durable.jdbc.query;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.durable.jdbc.dialect.SqlDialect;
import io.durable.jdbc.query.ListCondition.Kind;
import io.durable.store.InstanceQuery;
import io.durable.store.InstanceQuery.Order;
import org.jspecify.annotations.Nullable;

/**
 * An index from which the rows {@code d} of a list can be read, and the conditions that
 * need no further look then.
 *
 * @param table the table
 * @param same the columns that are the same in each of the ranges, in the order of the
 * index
 * @param ranges the ranges to read, each a condition
 * @param ordered whether a range is in the order of the list
 * @param met what all rows meet that are read from it
 * @param tag the key of the tag that they have, or {@code null}
 */
record IndexRead(String table, List<String> same, List<Sql> ranges, boolean ordered, Set<Kind> met,
		@Nullable String tag) {

	private static final String INSTANCE = "%PREFIX%instance";

	// Return the index that has all instances in the order of the list.
	static IndexRead ofAll(InstanceQuery query, ListConditions conditions) {
		if (query.order() == Order.COMPLETED_ASCENDING) {
			// A range, since H2 would read all rows without a time before those with one
			return new IndexRead(INSTANCE, List.of(),
					List.of(Sql.of("d.completed_at >= TIMESTAMP WITH TIME ZONE '0001-01-01 00:00:00Z'")), true,
					EnumSet.of(Kind.COMPLETED), null);
		}
		return new IndexRead(INSTANCE, List.of("d.status"), byStatus(conditions, new Sql()), true,
				EnumSet.of(Kind.STATUS, Kind.CREATED), null);
	}

	// Return the indexes that have a part of them, the one that is likely to have least
	// first.
	static List<IndexRead> ofSome(InstanceQuery query, ListConditions conditions, SqlDialect dialect) {
		boolean byCreation = query.order() == Order.CREATED_DESCENDING;
		List<IndexRead> some = new ArrayList<>();
		if (conditions.has(Kind.PREFIX)) {
			some.add(new IndexRead(INSTANCE, List.of("d.instance_id"), List.of(conditions.prefix("d")), false,
					EnumSet.of(Kind.PREFIX), null));
		}
		if (conditions.has(Kind.PARENT)) {
			some.add(new IndexRead(INSTANCE, List.of("d.parent_instance_id"), List.of(conditions.parent("d")),
					byCreation, EnumSet.of(Kind.PARENT, Kind.CREATED), null));
		}
		for (Map.Entry<String, String> tag : query.tags().entrySet()) {
			Sql range = Sql.of("d.tag_key = ? AND d.tag_value = ?", Sql.value(tag.getKey()), Sql.value(tag.getValue()));
			some.add(new IndexRead("%PREFIX%tag", List.of("d.tag_key", "d.tag_value"), List.of(range), byCreation,
					EnumSet.of(Kind.CREATED), tag.getKey()));
		}
		if (conditions.has(Kind.NAME)) {
			some.add(new IndexRead(INSTANCE, List.of(dialect.lowerCaseName("d"), "d.status"),
					byStatus(conditions, conditions.name("d").add(" AND ")), byCreation,
					EnumSet.of(Kind.NAME, Kind.STATUS, Kind.CREATED), null));
		}
		if (byCreation && conditions.has(Kind.COMPLETED)) {
			some.add(new IndexRead(INSTANCE, List.of("d.completed_at"),
					List.of(new Sql().addAll(conditions.completed("d"), " AND ")), false, EnumSet.of(Kind.COMPLETED),
					null));
		}
		return some;
	}

	private static List<Sql> byStatus(ListConditions conditions, Sql before) {
		return conditions.statuses()
			.stream()
			.map((status) -> new Sql().add(before).add("d.status = '" + status.text() + "'"))
			.toList();
	}

}
