package io.durable.jdbc.worker;

import java.sql.Connection;
import java.sql.SQLException;

import io.durable.jdbc.dialect.SqlDialect;
import io.durable.jdbc.table.MessageTable;
import io.durable.jdbc.table.TableNames;
import io.durable.store.InboxPage;
import io.durable.store.InboxRead;
import io.durable.store.InboxRead.Selection;

/**
 * Reads the inboxes page by page. A page is bounded by what its payloads take, so their
 * sizes are looked at before any of them is read.
 */
public interface InboxPages {

	/**
	 * Only the message that starts an instance has its payload there.
	 */
	String START = """
			LEFT JOIN %PREFIX%instance i ON m.event_type = 'ExecutionStarted'
				AND i.partition_id = m.partition_id AND i.instance_id = m.instance_id
				AND i.execution_id = m.execution_id""";

	InboxPage read(Connection connection, InboxRead read) throws SQLException;

	static InboxPages of(TableNames names, SqlDialect dialect, MessageTable messages) {
		return dialect.hasArrays() ? new InboxPageStatement(names, dialect, messages)
				: new InboxPageSteps(names, dialect, messages);
	}

	// Return an estimate of the bytes that the payloads of a message take.
	static String size(SqlDialect dialect) {
		return "2 * (CAST(0 AS BIGINT) + " + length(dialect, "m.input") + " + " + length(dialect, "m.result") + " + "
				+ length(dialect, "m.failure") + " + " + length(dialect, "m.attributes") + " + "
				+ length(dialect, "i.input") + ")";
	}

	private static String length(SqlDialect dialect, String column) {
		return "COALESCE(" + dialect.storedLength(column) + ", 0)";
	}

	// Return the condition for messages that are not read partition by partition, given
	// the one for requests to terminate, suspend and resume. The sum keeps the primary
	// key out of it, which would pass the whole backlog.
	static String condition(InboxRead read, String control) {
		String condition = (read.instanceId() != null) ? "m.instance_id = ?" : control;
		if (read.instanceId() != null && read.selection() == Selection.CONTROL) {
			condition += " AND " + control;
		}
		if (read.selection() == Selection.REWIND) {
			condition += " AND m.event_type = 'ExecutionRewound'";
		}
		return condition + " AND m.partition_id + 0 = ANY(?) AND m.message_id > ?";
	}

	// Return whether each partition is read by its own range of the primary key.
	static boolean isByPartition(InboxRead read) {
		return read.instanceId() == null && read.selection() == Selection.ALL;
	}

}
