package io.durable.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.store.InstanceQuery;
import io.durable.store.InstanceQuery.Order;
import io.durable.store.InstanceQuery.Position;
import io.durable.store.NewInstance;

/**
 * The statement that reads the rows of a page. Each list has an index in its order and is
 * read from there on: that of all instances status by status, so that one index serves
 * all of them.
 */
final class InstancePage {

	/**
	 * A range, since H2 would read all rows without a time before those with one.
	 */
	private static final String ENDED = "i.completed_at >= TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00Z'";

	private final InstanceQuery query;

	private final SqlDialect dialect;

	private final StringBuilder from = new StringBuilder("SELECT i.* FROM %PREFIX%instance i");

	private final List<String> conditions = new ArrayList<>();

	private final List<Parameter> parameters = new ArrayList<>();

	private int parts = 1;

	InstancePage(InstanceQuery query, SqlDialect dialect) {
		this.query = query;
		this.dialect = dialect;
		addTags(query.tags());
		addTimes(query);
		addNames(query);
		if (query.after() != null) {
			addAfter(query.after());
		}
	}

	private void addTags(Map<String, String> tags) {
		int number = 0;
		for (Map.Entry<String, String> tag : tags.entrySet()) {
			String table = "t" + number++;
			this.from.append(" JOIN %PREFIX%tag ").append(table);
			this.from
				.append(" ON T.partition_id = i.partition_id AND T.instance_id = i.instance_id".replace("T", table));
			add(table + ".tag_key = ?", text(tag.getKey()));
			add(table + ".tag_value = ?", text(tag.getValue()));
		}
	}

	private void addTimes(InstanceQuery query) {
		if (query.createdFrom() != null) {
			add("i.created_at >= ?", instant(notBefore(query.createdFrom())));
		}
		if (query.createdTo() != null) {
			add("i.created_at <= ?", instant(query.createdTo()));
		}
		if (query.completedFrom() != null) {
			add("i.completed_at >= ?", instant(notBefore(query.completedFrom())));
		}
		if (query.completedTo() != null) {
			add("i.completed_at <= ?", instant(query.completedTo()));
		}
	}

	// The first time that is stored with a lower precision and is not before
	private static Instant notBefore(Instant time) {
		return Columns.stored(time.plusNanos(999_999));
	}

	private void addNames(InstanceQuery query) {
		if (query.name() != null) {
			add("LOWER(i.name) = LOWER(?)", text(query.name()));
		}
		if (query.instanceIdPrefix() != null) {
			String literal = query.instanceIdPrefix().replaceAll("[!%_]", "!$0");
			add("i.instance_id LIKE ? ESCAPE '!'", text(literal + "%"));
		}
		if (query.parentInstanceId() != null) {
			add("i.parent_instance_id = ?", text(query.parentInstanceId()));
		}
	}

	private void addAfter(Position after) {
		String column = "i." + column();
		String comparison = isByCreation() ? "<" : ">";
		if (this.dialect.plansByConditions()) {
			add(column + " " + comparison + "= ?", instant(after.time()));
		}
		add("(" + column + ", i.incarnation_id) " + comparison + " (?, ?)", instant(after.time()),
				(statement, parameter) -> Columns.setUuid(statement, parameter, after.incarnationId()));
	}

	private void add(String condition, Parameter... values) {
		this.conditions.add(condition);
		this.parameters.addAll(List.of(values));
	}

	private static Parameter text(String value) {
		return (statement, parameter) -> statement.setString(parameter, value);
	}

	private static Parameter instant(Instant value) {
		return (statement, parameter) -> Columns.setInstant(statement, parameter, value);
	}

	private boolean isByCreation() {
		return this.query.order() == Order.CREATED_DESCENDING;
	}

	private String column() {
		return isByCreation() ? "created_at" : "completed_at";
	}

	// Return the order, beginning with columns that are the same in all rows. H2 reads an
	// index backwards only if all its columns are in the order.
	String order(String... same) {
		String direction = isByCreation() ? " DESC" : "";
		List<String> columns = new ArrayList<>(List.of(same));
		columns.addAll(List.of("i." + column(), "i.incarnation_id"));
		return columns.stream().map((column) -> column + direction).collect(Collectors.joining(", ", " ORDER BY ", ""));
	}

	// Return the statement, to be bound as often as it has parts.
	String sql() {
		if (!isByCreation()) {
			return part(with(this.dialect.plansByConditions() ? ENDED : "i.completed_at IS NOT NULL", statusFilter()));
		}
		if (this.query.parentInstanceId() != null) {
			return part(with(statusFilter()), "i.parent_instance_id");
		}
		Collection<OrchestrationRuntimeStatus> statuses = this.query.statuses().isEmpty()
				? List.of(OrchestrationRuntimeStatus.values()) : this.query.statuses();
		this.parts = statuses.size();
		String all = statuses.stream()
			.map((status) -> "(" + part(with("i.status = '" + status.text() + "'"), "i.status") + ")")
			.collect(Collectors.joining(" UNION ALL "));
		return (this.parts > 1) ? "SELECT i.* FROM (" + all + ") i" + order() + limit() : all;
	}

	private String part(List<String> all, String... same) {
		return this.from + " WHERE " + String.join(" AND ", all) + order(same) + limit();
	}

	private String limit() {
		return " FETCH FIRST " + this.query.limit() + " ROWS ONLY";
	}

	private List<String> with(String... more) {
		List<String> all = new ArrayList<>(this.conditions);
		Arrays.stream(more).filter((condition) -> !condition.isEmpty()).forEach(all::add);
		return all;
	}

	private String statusFilter() {
		boolean all = this.query.statuses().isEmpty()
				|| (!isByCreation() && this.query.statuses().containsAll(NewInstance.TERMINAL));
		if (all) {
			return "";
		}
		// An expression keeps the index on the status out of it
		String function = this.dialect.plansByConditions() ? "TRIM" : "";
		return this.query.statuses()
			.stream()
			.map((wanted) -> "'" + wanted.text() + "'")
			.collect(Collectors.joining(", ", function + "(i.status) IN (", ")"));
	}

	void bind(PreparedStatement statement) throws SQLException {
		int next = 1;
		for (int part = 0; part < this.parts; part++) {
			for (Parameter parameter : this.parameters) {
				parameter.bind(statement, next++);
			}
		}
	}

	/**
	 * Sets a parameter.
	 */
	private interface Parameter {

		void bind(PreparedStatement statement, int parameter) throws SQLException;

	}

}
