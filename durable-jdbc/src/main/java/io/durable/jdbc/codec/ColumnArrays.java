package io.durable.jdbc.codec;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Binds rows to a statement column by column, each as an array.
 *
 * @param <R> the type of row
 */
public final class ColumnArrays<R> {

	private final PreparedStatement statement;

	private final List<R> rows;

	private int parameter = 1;

	public ColumnArrays(PreparedStatement statement, List<R> rows) {
		this(statement, rows, 1);
	}

	public ColumnArrays(PreparedStatement statement, List<R> rows, int parameter) {
		this.statement = statement;
		this.rows = rows;
		this.parameter = parameter;
	}

	// Return the next parameter.
	public int parameter() {
		return this.parameter;
	}

	public void integers(Function<R, @Nullable Integer> column) throws SQLException {
		set("int4", new @Nullable Integer[this.rows.size()], column);
	}

	public void longs(Function<R, @Nullable Long> column) throws SQLException {
		set("int8", new @Nullable Long[this.rows.size()], column);
	}

	public void booleans(Function<R, @Nullable Boolean> column) throws SQLException {
		set("bool", new @Nullable Boolean[this.rows.size()], column);
	}

	public void texts(Function<R, @Nullable String> column) throws SQLException {
		set("text", new @Nullable String[this.rows.size()], column);
	}

	public void uuids(Function<R, @Nullable UUID> column) throws SQLException {
		set("uuid", new @Nullable UUID[this.rows.size()], column);
	}

	public void instants(Function<R, @Nullable Instant> column) throws SQLException {
		set("timestamptz", new @Nullable String[this.rows.size()], (row) -> text(column.apply(row)));
	}

	private static @Nullable String text(@Nullable Instant instant) {
		return (instant != null) ? Columns.stored(instant).atOffset(ZoneOffset.UTC).toString() : null;
	}

	// Bind the columns of an event, in their order.
	public void events(Function<R, EventColumns> column) throws SQLException {
		texts((row) -> column.apply(row).type());
		instants((row) -> column.apply(row).timestamp());
		integers((row) -> column.apply(row).taskId());
		texts((row) -> column.apply(row).name());
		texts((row) -> column.apply(row).input());
		texts((row) -> column.apply(row).result());
		texts((row) -> column.apply(row).status());
		texts((row) -> column.apply(row).failure());
		texts((row) -> column.apply(row).attributes());
	}

	private <V extends @Nullable Object> void set(String type, V[] values, Function<R, V> column) throws SQLException {
		for (int i = 0; i < values.length; i++) {
			values[i] = column.apply(this.rows.get(i));
		}
		this.statement.setArray(this.parameter++, this.statement.getConnection().createArrayOf(type, values));
	}

}
