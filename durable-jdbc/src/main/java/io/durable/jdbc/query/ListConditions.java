package io.durable.jdbc.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.Times;
import io.durable.jdbc.dialect.SqlDialect;
import io.durable.jdbc.query.ListCondition.Kind;
import io.durable.store.InstanceQuery;
import io.durable.store.InstanceQuery.Order;
import io.durable.store.NewInstance;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a query as SQL.
 */
final class ListConditions {

	/**
	 * By the primary key of the tags. A comparison with the value instead of EXISTS,
	 * which PostgreSQL may answer by reading all instances with the tag.
	 */
	private static final String TAG = """
			(SELECT x.tag_value FROM %PREFIX%tag x WHERE x.partition_id = i.partition_id
				AND x.instance_id = i.instance_id AND x.tag_key = ?) = ?""";

	/**
	 * More characters than an instance ID has.
	 */
	private static final int LONGEST_ID = 250;

	private final InstanceQuery query;

	private final SqlDialect dialect;

	private final Set<OrchestrationRuntimeStatus> statuses;

	private final List<ListCondition> all = new ArrayList<>();

	ListConditions(InstanceQuery query, SqlDialect dialect) {
		this.query = query;
		this.dialect = dialect;
		this.statuses = statuses(query);
		boolean everyStatus = this.statuses
			.containsAll(isOfEnded(query) ? NewInstance.TERMINAL : EnumSet.allOf(OrchestrationRuntimeStatus.class));
		if (!everyStatus) {
			add(Kind.STATUS, Sql.of("i.status IN (" + texts(this.statuses) + ")"));
		}
		if (query.name() != null) {
			add(Kind.NAME, name("i"));
		}
		if (query.instanceIdPrefix() != null && !query.instanceIdPrefix().isEmpty()) {
			add(Kind.PREFIX, prefix("i"));
		}
		if (query.parentInstanceId() != null) {
			add(Kind.PARENT, parent("i"));
		}
		query.tags()
			.forEach((key, value) -> this.all
				.add(new ListCondition(Kind.TAG, key, Sql.of(TAG, Sql.value(key), Sql.value(value)))));
		addTimes(Kind.CREATED, created("i"));
		addTimes(Kind.COMPLETED, completed("i"));
	}

	// Only what has ended has a time of its end
	private static boolean isOfEnded(InstanceQuery query) {
		return query.order() == Order.COMPLETED_ASCENDING || query.completedFrom() != null
				|| query.completedTo() != null;
	}

	private static Set<OrchestrationRuntimeStatus> statuses(InstanceQuery query) {
		Set<OrchestrationRuntimeStatus> statuses = EnumSet.allOf(OrchestrationRuntimeStatus.class);
		if (!query.statuses().isEmpty()) {
			statuses.retainAll(query.statuses());
		}
		if (isOfEnded(query)) {
			statuses.retainAll(NewInstance.TERMINAL);
		}
		return statuses;
	}

	private static String texts(Collection<OrchestrationRuntimeStatus> statuses) {
		return statuses.stream().map((status) -> "'" + status.text() + "'").collect(Collectors.joining(", "));
	}

	private void add(Kind kind, Sql sql) {
		this.all.add(new ListCondition(kind, "", sql));
	}

	private void addTimes(Kind kind, List<Sql> times) {
		times.forEach((time) -> add(kind, time));
	}

	// Return the statuses that an instance of the list can have.
	Set<OrchestrationRuntimeStatus> statuses() {
		return this.statuses;
	}

	boolean has(Kind kind) {
		return this.all.stream().anyMatch((condition) -> condition.kind() == kind);
	}

	// Return the conditions but for those that are met anyway.
	List<Sql> without(Set<Kind> met, @Nullable String tag) {
		return this.all.stream()
			.filter((condition) -> !met.contains(condition.kind()))
			.filter((condition) -> condition.kind() != Kind.TAG || !condition.key().equals(tag))
			.map(ListCondition::sql)
			.toList();
	}

	Sql name(String table) {
		return Sql.of(this.dialect.lowerCaseName(table) + " = " + this.dialect.lowerCaseParameter(),
				Sql.value(String.valueOf(this.query.name())));
	}

	Sql parent(String table) {
		return Sql.of(table + ".parent_instance_id = ?", Sql.value(String.valueOf(this.query.parentInstanceId())));
	}

	// A range, which an index can read whatever characters the prefix has
	Sql prefix(String table) {
		String prefix = String.valueOf(this.query.instanceIdPrefix());
		String id = table + ".instance_id";
		return Sql.of(this.dialect.byIdIndex(id) + id + " >= ? AND " + id + " <= ?", Sql.value(prefix),
				Sql.value(prefix + this.dialect.lastCharacter().repeat(LONGEST_ID)));
	}

	List<Sql> created(String table) {
		return range(table + ".created_at", this.query.createdFrom(), this.query.createdTo());
	}

	List<Sql> completed(String table) {
		return range(table + ".completed_at", this.query.completedFrom(), this.query.completedTo());
	}

	// The bounds may have a higher precision than what is stored
	private static List<Sql> range(String column, @Nullable Instant from, @Nullable Instant to) {
		List<Sql> range = new ArrayList<>();
		if (from != null) {
			range.add(Sql.of(column + " >= ?", Sql.value(Times.ceiling(from))));
		}
		if (to != null) {
			range.add(Sql.of(column + " <= ?", Sql.value(Times.floor(to))));
		}
		return range;
	}

}
