package io.durable.jdbc.codec;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The columns that hold an event, in the order in which statements name them. History and
 * messages have the same ones.
 *
 * @param type the simple name of the event's class, or {@code null} for no event
 * @param timestamp when it happened
 * @param taskId the task ID, or {@code null}
 * @param name the name of what was called or raised
 * @param input the input
 * @param result the result
 * @param status the status that an execution ended with
 * @param failure the failure, as JSON
 * @param attributes what few events have, as JSON
 */
public record EventColumns(@Nullable String type, @Nullable Instant timestamp, @Nullable Integer taskId,
		@Nullable String name, @Nullable String input, @Nullable String result, @Nullable String status,
		@Nullable String failure, @Nullable String attributes) {

	/**
	 * A message that only asks for a turn.
	 */
	static final EventColumns NONE = new EventColumns(null, null, null, null, null, null, null, null, null);

	/**
	 * How many columns there are.
	 */
	public static final int COUNT = 9;

	public static EventColumns read(ResultSet row, int column) throws SQLException {
		return new EventColumns(row.getString(column), Columns.getInstant(row, column + 1),
				row.getObject(column + 2, Integer.class), row.getString(column + 3), row.getString(column + 4),
				row.getString(column + 5), row.getString(column + 6), row.getString(column + 7),
				row.getString(column + 8));
	}

	public void bind(PreparedStatement statement, int parameter) throws SQLException {
		statement.setString(parameter, this.type);
		Columns.setInstant(statement, parameter + 1, this.timestamp);
		Columns.setInteger(statement, parameter + 2, this.taskId);
		statement.setString(parameter + 3, this.name);
		statement.setString(parameter + 4, this.input);
		statement.setString(parameter + 5, this.result);
		statement.setString(parameter + 6, this.status);
		statement.setString(parameter + 7, this.failure);
		statement.setString(parameter + 8, this.attributes);
	}

}
