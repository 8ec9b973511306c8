package io.durable.jdbc.worker;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

import io.durable.jdbc.dialect.SqlDialect;
import io.durable.jdbc.table.MessageTable;
import io.durable.jdbc.table.TableNames;
import io.durable.store.InboxMessage;
import io.durable.store.InboxPage;
import io.durable.store.InboxRead;

/**
 * Reads a page in two steps, for a database that costs no round trip but copies what a
 * subquery returns: first the sizes, then the messages that fit.
 */
final class InboxPageSteps implements InboxPages {

	private static final String BY_PARTITION = "m.partition_id = ? AND m.message_id > ?";

	private static final String SIZES = """
			SELECT m.message_id, %SIZE% FROM %PREFIX%message m
			%START%
			WHERE %CONDITION%
			ORDER BY %ORDER% FETCH FIRST ? ROWS ONLY""";

	private static final String MESSAGES = """
			SELECT %COLUMNS% FROM %PREFIX%message m
			%START%
			WHERE %CONDITION% AND m.message_id <= ?""";

	private final TableNames names;

	private final MessageTable messages;

	private final String size;

	InboxPageSteps(TableNames names, SqlDialect dialect, MessageTable messages) {
		this.names = names;
		this.messages = messages;
		this.size = InboxPages.size(dialect);
	}

	String sizesSql(InboxRead read) {
		return complete(SIZES, read);
	}

	String messagesSql(InboxRead read) {
		return complete(MESSAGES, read);
	}

	private String complete(String sql, InboxRead read) {
		boolean byPartition = InboxPages.isByPartition(read);
		return this.names.in(sql.replace("%SIZE%", this.size)
			.replace("%COLUMNS%", MessageTable.COLUMNS)
			.replace("%START%", START)
			.replace("%CONDITION%", byPartition ? BY_PARTITION : InboxPages.condition(read, "m.control = TRUE"))
			.replace("%ORDER%", byPartition ? "m.partition_id, m.message_id" : "m.message_id"));
	}

	@Override
	public InboxPage read(Connection connection, InboxRead read) throws SQLException {
		List<Part> parts = parts(read);
		List<Size> found = sizes(connection, read, parts);
		choose(found, read);
		List<InboxMessage> page = messages(connection, read, parts);
		return new InboxPage(page, parts.stream().mapToInt((part) -> part.chosen.size()).sum() == found.size());
	}

	// By the primary key, each partition has a statement of its own: one range over all
	// partitions would sort the whole backlog at every poll.
	private static List<Part> parts(InboxRead read) {
		if (read.partitions().isEmpty()) {
			return List.of();
		}
		return InboxPages.isByPartition(read)
				? read.partitions().stream().map((partition) -> new Part(List.of(partition))).toList()
				: List.of(new Part(read.partitions()));
	}

	private List<Size> sizes(Connection connection, InboxRead read, List<Part> parts) throws SQLException {
		List<Size> sizes = new ArrayList<>();
		try (PreparedStatement statement = connection.prepareStatement(sizesSql(read))) {
			for (Part part : parts) {
				// One more shows whether it is the last page
				statement.setLong(bind(connection, statement, read, part.partitions), read.limit() + 1L);
				try (ResultSet row = statement.executeQuery()) {
					while (row.next()) {
						sizes.add(new Size(part, row.getLong(1), row.getLong(2)));
					}
				}
			}
		}
		sizes.sort(Comparator.comparingLong(Size::messageId));
		return sizes;
	}

	private static void choose(List<Size> found, InboxRead read) {
		int messages = 0;
		long bytes = 0;
		for (Size size : found) {
			bytes += size.bytes();
			if (messages == read.limit() || (messages > 0 && bytes > read.maxBytes())) {
				return;
			}
			size.part().chosen.add(size.messageId());
			messages++;
		}
	}

	private List<InboxMessage> messages(Connection connection, InboxRead read, List<Part> parts) throws SQLException {
		List<InboxMessage> page = new ArrayList<>();
		try (PreparedStatement statement = connection.prepareStatement(messagesSql(read))) {
			for (Part part : parts) {
				if (!part.chosen.isEmpty()) {
					statement.setLong(bind(connection, statement, read, part.partitions), part.chosen.last());
					read(statement, part, page);
				}
			}
		}
		page.sort(Comparator.comparingLong(InboxMessage::id));
		return page;
	}

	// What was committed after the first step is left for the next page.
	private void read(PreparedStatement statement, Part part, List<InboxMessage> page) throws SQLException {
		try (ResultSet row = statement.executeQuery()) {
			while (row.next()) {
				if (part.chosen.contains(MessageTable.messageId(row))) {
					page.add(this.messages.read(row));
				}
			}
		}
	}

	// Return the next parameter.
	static int bind(Connection connection, PreparedStatement statement, InboxRead read, Collection<Integer> partitions)
			throws SQLException {
		int parameter = 1;
		if (read.instanceId() != null) {
			statement.setString(parameter++, read.instanceId());
		}
		if (InboxPages.isByPartition(read)) {
			statement.setInt(parameter++, partitions.iterator().next());
		}
		else {
			statement.setArray(parameter++, connection.createArrayOf("integer", partitions.toArray()));
		}
		statement.setLong(parameter++, read.afterId());
		return parameter;
	}

	/**
	 * The size of a message.
	 *
	 * @param part where it was found
	 * @param messageId the ID
	 * @param bytes what its payloads take
	 */
	private record Size(Part part, long messageId, long bytes) {

	}

	/**
	 * What one execution of a statement reads.
	 */
	private static final class Part {

		private final Collection<Integer> partitions;

		private final NavigableSet<Long> chosen = new TreeSet<>();

		private Part(Collection<Integer> partitions) {
			this.partitions = partitions;
		}

	}

}
