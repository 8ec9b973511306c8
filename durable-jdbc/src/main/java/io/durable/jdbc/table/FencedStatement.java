package io.durable.jdbc.table;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import io.durable.jdbc.codec.ColumnArrays;

/**
 * The statement of a checkpoint, put together from the parts that it has rows for. There
 * are few different combinations, so that the database can keep their plans.
 */
public final class FencedStatement {

	/**
	 * How many rows of a table a statement may look for without the settings that keep it
	 * from a bad plan. They cost as much as a third of a small checkpoint, and for so few
	 * rows PostgreSQL finds it cheaper to plan each time, by the size that the table has.
	 */
	private static final int SMALL = 4;

	/**
	 * Divides by zero if a count differs, since {@code 1 / 0} alone would be computed
	 * even before.
	 */
	private static final String RESULT = """

			SELECT partition_id, 1 / CASE WHEN %CONDITION% THEN 1 ELSE 0 END FROM fence""";

	private final StringBuilder text = new StringBuilder();

	private final List<BoundPart<?>> parts = new ArrayList<>();

	private final List<String> conditions = new ArrayList<>(List.of("TRUE"));

	private boolean small = true;

	// A part that looks for rows, with the condition that it has found them.
	public <R> void find(String sql, String condition, List<R> rows, Binder<R> binder) {
		find(sql, rows, binder);
		if (!rows.isEmpty()) {
			this.conditions.add(condition);
		}
	}

	// A part that looks for rows, which may be there or not.
	public <R> void find(String sql, List<R> rows, Binder<R> binder) {
		add(sql, rows, binder);
		this.small &= rows.size() <= SMALL;
	}

	// A part that only inserts.
	public <R> void add(String sql, List<R> rows, Binder<R> binder) {
		if (!rows.isEmpty()) {
			this.text.append(sql);
			this.parts.add(new BoundPart<>(rows, binder));
		}
	}

	public boolean isSmall() {
		return this.small;
	}

	public String sql() {
		return this.text + RESULT.replace("%CONDITION%", String.join(" AND ", this.conditions));
	}

	public void bind(PreparedStatement statement) throws SQLException {
		int parameter = 1;
		for (BoundPart<?> part : this.parts) {
			parameter = part.bind(statement, parameter);
		}
	}

	/**
	 * Binds the columns of a part.
	 *
	 * @param <R> the type of row
	 */
	public interface Binder<R> {

		void bind(ColumnArrays<R> rows) throws SQLException;

	}

	private record BoundPart<R>(List<R> rows, Binder<R> binder) {

		int bind(PreparedStatement statement, int parameter) throws SQLException {
			ColumnArrays<R> arrays = new ColumnArrays<>(statement, this.rows, parameter);
			this.binder.bind(arrays);
			return arrays.parameter();
		}

	}

}
