package io.durable.jdbc.codec;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Reads and writes values of the types that JDBC leaves to conventions.
 */
public final class Columns {

	private Columns() {
	}

	// Reduce to the precision that is stored. Databases round, which could make a time
	// later than it was.
	public static Instant stored(Instant instant) {
		return instant.truncatedTo(ChronoUnit.MILLIS);
	}

	public static @Nullable Instant getInstant(ResultSet row, int column) throws SQLException {
		OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
		return (value != null) ? value.toInstant() : null;
	}

	public static Instant requireInstant(ResultSet row, int column) throws SQLException {
		return row.getObject(column, OffsetDateTime.class).toInstant();
	}

	public static void setInstant(PreparedStatement statement, int parameter, @Nullable Instant value)
			throws SQLException {
		if (value != null) {
			statement.setObject(parameter, stored(value).atOffset(ZoneOffset.UTC));
		}
		else {
			statement.setNull(parameter, Types.TIMESTAMP_WITH_TIMEZONE);
		}
	}

	public static void setInteger(PreparedStatement statement, int parameter, @Nullable Integer value)
			throws SQLException {
		if (value != null) {
			statement.setInt(parameter, value);
		}
		else {
			statement.setNull(parameter, Types.INTEGER);
		}
	}

	public static @Nullable UUID getUuid(ResultSet row, int column) throws SQLException {
		return row.getObject(column, UUID.class);
	}

	public static UUID requireUuid(ResultSet row, int column) throws SQLException {
		return row.getObject(column, UUID.class);
	}

	public static void setUuid(PreparedStatement statement, int parameter, @Nullable UUID value) throws SQLException {
		if (value != null) {
			statement.setObject(parameter, value);
		}
		else {
			statement.setNull(parameter, Types.OTHER);
		}
	}

}
