package io.durable.jdbc.worker;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.durable.jdbc.codec.ColumnArrays;
import io.durable.jdbc.codec.EncodedTurn;
import io.durable.jdbc.codec.EventColumns;
import io.durable.jdbc.dialect.StorableText;
import io.durable.jdbc.table.FencedStatement;
import io.durable.jdbc.table.TableNames;
import io.durable.jdbc.transaction.Transactions;
import io.durable.store.DueTimer;
import io.durable.store.TurnCommit;
import io.durable.store.TurnCommit.EndedExecution;
import io.durable.store.TurnCommit.OpenMark;
import io.durable.store.lease.PartitionLease;

/**
 * Writes turns with one statement, and commits in the same round trip, instead of one for
 * the fence, one for each table and one for the commit. All parts read the fence, so they
 * run after it and only for partitions that are still owned. They share a snapshot that
 * may be older than the fence: what guards them are the history key and the counts, and a
 * count that differs makes the statement fail, so that nothing of it is committed.
 */
public final class FencedCheckpoint {

	private static final String FENCE = """
			WITH fence AS MATERIALIZED (
				SELECT p.partition_id FROM %PREFIX%partition p
				JOIN unnest(?::int4[], ?::int8[])
					AS l(partition_id, epoch) ON l.partition_id = p.partition_id AND l.epoch = p.epoch
				ORDER BY p.partition_id FOR UPDATE OF p)""";

	private static final String HISTORY = """
			, appended AS (
				INSERT INTO %PREFIX%history (partition_id, instance_id, execution_id, sequence_number, event_type,
					event_timestamp, task_id, name, input, result, status, failure, attributes)
				SELECT h.* FROM unnest(?::int4[], ?::text[], ?::uuid[], ?::int4[], ?::text[], ?::timestamptz[],
					?::int4[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
					AS h(partition_id, instance_id,
					execution_id, sequence_number, event_type, event_timestamp, task_id, name, input, result, status,
					failure, attributes)
				JOIN fence f ON f.partition_id = h.partition_id)""";

	private static final String INSTANCES = """
			, changes AS MATERIALIZED (
				SELECT c.* FROM unnest(?::int4[], ?::text[], ?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[],
					?::timestamptz[], ?::int4[], ?::text[], ?::bool[]) AS c(partition_id, instance_id,
					previous_execution_id, execution_id, version, status, custom_status, completed_at,
					output_sequence, parked_reason, inbox_full)
				JOIN fence f ON f.partition_id = c.partition_id),
			changed AS (
				UPDATE %PREFIX%instance i SET execution_id = c.execution_id, version = c.version, status = c.status,
					custom_status = c.custom_status, completed_at = c.completed_at,
					output_sequence = c.output_sequence, parked_reason = c.parked_reason,
					inbox_full = c.inbox_full, input = NULL
				FROM changes c
				WHERE i.partition_id = c.partition_id AND i.instance_id = c.instance_id
					AND i.execution_id = c.previous_execution_id
				RETURNING 1)""";

	private static final String MESSAGES = """
			, taken AS MATERIALIZED (
				SELECT t.* FROM unnest(?::int4[], ?::int8[]) AS t(partition_id, message_id)
				JOIN fence f ON f.partition_id = t.partition_id),
			consumed AS (
				DELETE FROM %PREFIX%message m USING taken t
				WHERE m.partition_id = t.partition_id AND m.message_id = t.message_id
				RETURNING 1)""";

	private static final String REMOVED_TIMERS = """
			, removed_timers AS (
				DELETE FROM %PREFIX%timer t USING unnest(?::int4[], ?::uuid[], ?::int4[])
					AS r(partition_id, execution_id, task_id), fence f
				WHERE f.partition_id = r.partition_id AND t.partition_id = r.partition_id
					AND t.execution_id = r.execution_id AND t.task_id = r.task_id)""";

	private static final String NEW_TIMERS = """
			, new_timers AS (
				INSERT INTO %PREFIX%timer (partition_id, execution_id, task_id, instance_id, due_at)
				SELECT n.* FROM unnest(?::int4[], ?::uuid[], ?::int4[], ?::text[], ?::timestamptz[])
					AS n(partition_id, execution_id, task_id, instance_id, due_at)
				JOIN fence f ON f.partition_id = n.partition_id)""";

	private static final String ENDED = """
			, ended_timers AS (
				DELETE FROM %PREFIX%timer t USING unnest(?::int4[], ?::uuid[])
					AS e(partition_id, execution_id), fence f
				WHERE f.partition_id = e.partition_id AND t.partition_id = e.partition_id
					AND t.execution_id = e.execution_id)""";

	private static final String OPENED = """
			, opened AS (
				INSERT INTO %PREFIX%open (partition_id, instance_id)
				SELECT o.* FROM unnest(?::int4[], ?::text[]) AS o(partition_id, instance_id)
				JOIN fence f ON f.partition_id = o.partition_id
				ON CONFLICT DO NOTHING)""";

	private static final String CLOSED = """
			, closed AS (
				DELETE FROM %PREFIX%open o USING unnest(?::int4[], ?::text[]) AS c(partition_id, instance_id), fence f
				WHERE f.partition_id = c.partition_id AND o.partition_id = c.partition_id
					AND o.instance_id = c.instance_id)""";

	private static final String INSTANCES_AGREE = """
			(SELECT COUNT(*) FROM changed) = (SELECT COUNT(*) FROM changes)""";

	private static final String MESSAGES_AGREE = """
			(SELECT COUNT(*) FROM consumed) = (SELECT COUNT(*) FROM taken)""";

	private final Transactions transactions;

	private final TableNames names;

	public FencedCheckpoint(Transactions transactions, TableNames names) {
		this.transactions = transactions;
		this.names = names;
	}

	// Turns that start, send or continue as new need several statements.
	static boolean accepts(List<EncodedTurn> turns) {
		return turns.stream().map(EncodedTurn::commit).allMatch(FencedCheckpoint::accepts);
	}

	private static boolean accepts(TurnCommit turn) {
		EndedExecution ended = turn.endedExecution();
		boolean simpleEnd = ended == null || (!ended.deleteHistory() && turn.newTimers().isEmpty());
		return simpleEnd && turn.messages().isEmpty() && turn.children().isEmpty();
	}

	// Write and commit turns.
	public CheckpointWriter.Written write(List<EncodedTurn> turns) throws SQLException {
		FencedStatement statement = statement(turns);
		Set<Integer> owned = new HashSet<>();
		Transactions.ResultReader reader = (rows) -> {
			while (rows.next()) {
				owned.add(rows.getInt(1));
			}
		};
		if (statement.isSmall()) {
			this.transactions.executeStatement(this.names.in(statement.sql()), statement::bind, reader);
		}
		else {
			this.transactions.executeAtOnce(this.names.in(statement.sql()), statement::bind, reader);
		}
		return new CheckpointWriter.Written(turns.stream().filter((turn) -> owned.contains(turn.partition())).toList(),
				List.of());
	}

	private static FencedStatement statement(List<EncodedTurn> turns) {
		FencedStatement parts = new FencedStatement();
		parts.add(FENCE, CheckpointWriter.leases(turns), FencedCheckpoint::bindLeases);
		parts.add(HISTORY, events(turns), FencedCheckpoint::bindEvents);
		parts.find(INSTANCES, INSTANCES_AGREE, CheckpointWriter.select(turns, (turn) -> turn.commit().update() != null),
				FencedCheckpoint::bindUpdates);
		parts.find(MESSAGES, MESSAGES_AGREE, consumed(turns), FencedCheckpoint::bindMessages);
		parts.find(REMOVED_TIMERS, CheckpointWriter.all(turns, TurnCommit::removedTimers),
				FencedCheckpoint::bindTimerKeys);
		parts.add(NEW_TIMERS, CheckpointWriter.all(turns, TurnCommit::newTimers), FencedCheckpoint::bindTimers);
		parts.find(ENDED, CheckpointWriter.select(turns, (turn) -> turn.commit().endedExecution() != null),
				FencedCheckpoint::bindEnded);
		parts.add(OPENED, CheckpointWriter.select(turns, (turn) -> turn.commit().openMark() == OpenMark.SET),
				FencedCheckpoint::bindInstances);
		parts.find(CLOSED, CheckpointWriter.select(turns, (turn) -> turn.commit().openMark() == OpenMark.CLEAR),
				FencedCheckpoint::bindInstances);
		return parts;
	}

	private static List<Event> events(List<EncodedTurn> turns) {
		List<Event> events = new ArrayList<>();
		for (EncodedTurn turn : turns) {
			int sequence = turn.commit().firstSequence();
			for (EventColumns columns : turn.events()) {
				events.add(new Event(turn, sequence++, columns));
			}
		}
		return events;
	}

	private static List<Message> consumed(List<EncodedTurn> turns) {
		return turns.stream()
			.flatMap((turn) -> turn.commit()
				.consumedMessages()
				.stream()
				.map((messageId) -> new Message(turn.partition(), messageId)))
			.toList();
	}

	private static void bindLeases(ColumnArrays<PartitionLease> rows) throws SQLException {
		rows.integers(PartitionLease::partition);
		rows.longs(PartitionLease::epoch);
	}

	private static void bindEvents(ColumnArrays<Event> rows) throws SQLException {
		rows.integers((row) -> row.turn().partition());
		rows.texts((row) -> row.turn().instanceId());
		rows.uuids((row) -> row.turn().commit().executionId());
		rows.integers(Event::sequence);
		rows.events(Event::columns);
	}

	private static void bindUpdates(ColumnArrays<EncodedTurn> rows) throws SQLException {
		rows.integers(EncodedTurn::partition);
		rows.texts(EncodedTurn::instanceId);
		rows.uuids((row) -> row.update().previousExecutionId());
		rows.uuids((row) -> row.update().executionId());
		rows.texts((row) -> row.update().version());
		rows.texts((row) -> row.update().status().text());
		rows.texts((row) -> row.update().customStatus());
		rows.instants((row) -> row.update().completedAt());
		rows.integers((row) -> row.update().outputSequence());
		rows.texts((row) -> StorableText.of(row.update().parkedReason()));
		rows.booleans((row) -> row.update().inboxFull());
	}

	private static void bindMessages(ColumnArrays<Message> rows) throws SQLException {
		rows.integers(Message::partition);
		rows.longs(Message::id);
	}

	private static void bindTimerKeys(ColumnArrays<DueTimer> rows) throws SQLException {
		rows.integers(DueTimer::partition);
		rows.uuids(DueTimer::executionId);
		rows.integers(DueTimer::taskId);
	}

	private static void bindTimers(ColumnArrays<DueTimer> rows) throws SQLException {
		bindTimerKeys(rows);
		rows.texts(DueTimer::instanceId);
		rows.instants(DueTimer::fireAt);
	}

	private static void bindEnded(ColumnArrays<EncodedTurn> rows) throws SQLException {
		rows.integers(EncodedTurn::partition);
		rows.uuids((row) -> row.ended().executionId());
	}

	private static void bindInstances(ColumnArrays<EncodedTurn> rows) throws SQLException {
		rows.integers(EncodedTurn::partition);
		rows.texts(EncodedTurn::instanceId);
	}

	private record Event(EncodedTurn turn, int sequence, EventColumns columns) {

	}

	private record Message(int partition, long id) {

	}

}
