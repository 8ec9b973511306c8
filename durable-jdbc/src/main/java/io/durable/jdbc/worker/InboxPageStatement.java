package io.durable.jdbc.worker;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.durable.jdbc.dialect.SqlDialect;
import io.durable.jdbc.table.MessageTable;
import io.durable.jdbc.table.TableNames;
import io.durable.store.InboxMessage;
import io.durable.store.InboxPage;
import io.durable.store.InboxRead;

/**
 * Reads a page with one statement: the first messages, then as many of them as fit. The
 * length of a payload is known without reading it.
 */
final class InboxPageStatement implements InboxPages {

	/**
	 * Each partition is read by its own index range and no further than the limit: one
	 * range over all partitions would sort the whole backlog at every poll.
	 */
	private static final String BY_PARTITION = """
			SELECT p.* FROM unnest(?::int4[]) AS o(partition_id) CROSS JOIN LATERAL (
				SELECT m.* FROM %PREFIX%message m
				WHERE m.partition_id = o.partition_id AND m.message_id > ?
				ORDER BY m.partition_id, m.message_id FETCH FIRST ? ROWS ONLY) p
			ORDER BY p.message_id FETCH FIRST ? ROWS ONLY""";

	private static final String BY_CONDITION = """
			SELECT m.* FROM %PREFIX%message m
			WHERE %CONDITION%
			ORDER BY m.message_id FETCH FIRST ? ROWS ONLY""";

	/**
	 * As in the index.
	 */
	private static final String CONTROL = """
			m.event_type IN ('ExecutionTerminated', 'ExecutionSuspended', 'ExecutionResumed')""";

	private static final String PAGE = """
			SELECT * FROM (
				SELECT %COLUMNS%, COUNT(*) OVER (), ROW_NUMBER() OVER (ORDER BY m.message_id),
					SUM(%SIZE%) OVER (ORDER BY m.message_id ROWS UNBOUNDED PRECEDING)
				FROM (%CANDIDATES%) m
				%START%) AS r(%NAMES%, found, place, bytes)
			WHERE place <= ? AND (place = 1 OR bytes <= ?)
			ORDER BY place""";

	private final TableNames names;

	private final MessageTable messages;

	private final String page;

	InboxPageStatement(TableNames names, SqlDialect dialect, MessageTable messages) {
		this.names = names;
		this.messages = messages;
		String columns = IntStream.rangeClosed(1, MessageTable.COLUMN_COUNT)
			.mapToObj((number) -> "c" + number)
			.collect(Collectors.joining(", "));
		this.page = PAGE.replace("%COLUMNS%", MessageTable.COLUMNS)
			.replace("%SIZE%", InboxPages.size(dialect))
			.replace("%START%", START)
			.replace("%NAMES%", columns);
	}

	String sql(InboxRead read) {
		String candidates = InboxPages.isByPartition(read) ? BY_PARTITION
				: BY_CONDITION.replace("%CONDITION%", InboxPages.condition(read, CONTROL));
		return this.names.in(this.page.replace("%CANDIDATES%", candidates));
	}

	@Override
	public InboxPage read(Connection connection, InboxRead read) throws SQLException {
		if (read.partitions().isEmpty()) {
			return InboxPage.EMPTY;
		}
		try (PreparedStatement statement = connection.prepareStatement(sql(read))) {
			bind(connection, statement, read);
			List<InboxMessage> page = new ArrayList<>();
			long found = 0;
			try (ResultSet row = statement.executeQuery()) {
				while (row.next()) {
					page.add(this.messages.read(row));
					found = row.getLong(MessageTable.COLUMN_COUNT + 1);
				}
			}
			return new InboxPage(page, page.size() == found);
		}
	}

	static void bind(Connection connection, PreparedStatement statement, InboxRead read) throws SQLException {
		int parameter = 1;
		if (read.instanceId() != null) {
			statement.setString(parameter++, read.instanceId());
		}
		statement.setArray(parameter++, connection.createArrayOf("integer", read.partitions().toArray()));
		statement.setLong(parameter++, read.afterId());
		// One more shows whether it is the last page
		if (InboxPages.isByPartition(read)) {
			statement.setLong(parameter++, read.limit() + 1L);
		}
		statement.setLong(parameter++, read.limit() + 1L);
		statement.setInt(parameter++, read.limit());
		statement.setLong(parameter, read.maxBytes());
	}

}
