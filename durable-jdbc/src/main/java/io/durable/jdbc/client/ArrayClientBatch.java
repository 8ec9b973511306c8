package io.durable.jdbc.client;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.durable.history.HistoryEvent.EventRaised;
import io.durable.history.HistoryEvent.ExecutionStarted;
import io.durable.history.ParentTask;
import io.durable.jdbc.client.ClientRequest.Send;
import io.durable.jdbc.client.ClientRequest.Start;
import io.durable.jdbc.codec.ColumnArrays;
import io.durable.jdbc.codec.StoredJson;
import io.durable.jdbc.table.InstanceTable;
import io.durable.jdbc.table.MessageTable;
import io.durable.jdbc.table.TableNames;
import io.durable.jdbc.transaction.Transactions;
import io.durable.store.InboxMessage;
import org.jspecify.annotations.Nullable;

/**
 * All starts in one statement and all messages in another, whatever their number: with a
 * database over the network the round trips count. The arrays have their types in the
 * statement, since a driver that puts values into it ({@code preferQueryMode=simple})
 * does not say them.
 */
public final class ArrayClientBatch implements ClientBatch {

	private static final String START = """
			WITH started AS (
				INSERT INTO %PREFIX%instance (partition_id, instance_id, execution_id, incarnation_id, name, version,
					status, input, parent_name, parent_instance_id, parent_execution_id, parent_task_id, tags,
					created_at)
				SELECT s.partition_id, s.instance_id, s.execution_id, s.incarnation_id, s.name, s.version,
					'Pending', s.input, s.parent_name, s.parent_instance_id, s.parent_execution_id,
					s.parent_task_id, s.tags, s.created_at
				FROM unnest(?::int4[], ?::text[], ?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[],
					?::text[], ?::uuid[], ?::int4[], ?::text[], ?::timestamptz[])
					AS s(partition_id, instance_id, execution_id, incarnation_id,
					name, version, input, parent_name, parent_instance_id, parent_execution_id, parent_task_id,
					tags, created_at)
				ON CONFLICT DO NOTHING
				RETURNING partition_id, instance_id, execution_id, incarnation_id, created_at)""";

	private static final String TAGS = """
			, tagged AS (
				INSERT INTO %PREFIX%tag (partition_id, instance_id, tag_key, tag_value, created_at, incarnation_id)
				SELECT n.partition_id, n.instance_id, t.tag_key, t.tag_value, n.created_at, n.incarnation_id
				FROM unnest(?::uuid[], ?::text[], ?::text[]) AS t(execution_id, tag_key, tag_value)
				JOIN started n ON n.execution_id = t.execution_id)""";

	private static final String START_MESSAGE = """

			INSERT INTO %PREFIX%message (partition_id, instance_id, execution_id, incarnation_id, event_type,
				event_timestamp)
			SELECT partition_id, instance_id, execution_id, incarnation_id, 'ExecutionStarted', created_at FROM started
			RETURNING message_id, execution_id""";

	/**
	 * In the order of the requests: the order of the IDs is the order of the messages.
	 */
	private static final String SEND = """
			INSERT INTO %PREFIX%message (partition_id, instance_id, incarnation_id, execution_id, event_type,
				event_timestamp, task_id, name, input, result, status, failure, attributes)
			SELECT i.partition_id, i.instance_id, i.incarnation_id, s.execution_id, s.event_type, s.event_timestamp,
				s.task_id, s.name, s.input, s.result, s.status, s.failure, s.attributes
			FROM unnest(?::int4[], ?::text[], ?::uuid[], ?::text[], ?::timestamptz[], ?::int4[],
					?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
					WITH ORDINALITY AS s(partition_id, instance_id,
				execution_id, event_type, event_timestamp, task_id, name, input, result, status, failure,
				attributes, place)
			JOIN %PREFIX%instance i ON i.partition_id = s.partition_id AND i.instance_id = s.instance_id
			WHERE i.status NOT\s""" + InstanceTable.TERMINAL + """

				AND (i.inbox_full = FALSE OR s.event_type IS DISTINCT FROM 'EventRaised')
			ORDER BY s.place
			RETURNING message_id, instance_id, incarnation_id""";

	private final Transactions transactions;

	private final StoredJson json;

	private final String start;

	private final String startWithTags;

	private final String send;

	public ArrayClientBatch(Transactions transactions, TableNames names, StoredJson json) {
		this.transactions = transactions;
		this.json = json;
		this.start = names.in(START + START_MESSAGE);
		this.startWithTags = names.in(START + TAGS + START_MESSAGE);
		this.send = names.in(SEND);
	}

	@Override
	public List<InboxMessage> commit(List<ClientRequest> requests) throws SQLException {
		// In the order of their keys, so that batches of two nodes never wait for each
		// other
		List<Start> starts = select(requests, Start.class).stream()
			.sorted(Comparator.comparing((Start start) -> start.instance().instanceId()))
			.toList();
		List<Send> sends = select(requests, Send.class);
		Map<UUID, Long> started = new HashMap<>();
		Map<String, List<Sent>> sent = new HashMap<>();
		List<Transactions.ResultReader> readers = new ArrayList<>();
		if (!starts.isEmpty()) {
			readers.add((rows) -> readStarted(rows, started));
		}
		if (!sends.isEmpty()) {
			readers.add((rows) -> readSent(rows, sent));
		}
		this.transactions.executeAtOnce(sql(starts, sends), (statement) -> bind(statement, starts, sends),
				readers.toArray(Transactions.ResultReader[]::new));
		List<InboxMessage> messages = new ArrayList<>(requests.size());
		settleStarts(starts, started, messages);
		settleSends(sends, sent, messages);
		return messages;
	}

	private static <T extends ClientRequest> List<T> select(List<ClientRequest> requests, Class<T> type) {
		return requests.stream().filter(type::isInstance).map(type::cast).toList();
	}

	private String sql(List<Start> starts, List<Send> sends) {
		String start = tags(starts).isEmpty() ? this.start : this.startWithTags;
		return starts.isEmpty() ? this.send : sends.isEmpty() ? start : start + "; " + this.send;
	}

	private void bind(PreparedStatement statement, List<Start> starts, List<Send> sends) throws SQLException {
		int parameter = starts.isEmpty() ? 1 : bindStarts(new ColumnArrays<>(statement, starts, 1));
		List<Tag> tags = tags(starts);
		if (!tags.isEmpty()) {
			parameter = bindTags(new ColumnArrays<>(statement, tags, parameter));
		}
		if (!sends.isEmpty()) {
			bindSends(new ColumnArrays<>(statement, sends, parameter));
		}
	}

	private int bindStarts(ColumnArrays<Start> rows) throws SQLException {
		rows.integers((row) -> row.instance().partition());
		rows.texts((row) -> row.instance().instanceId());
		rows.uuids((row) -> row.instance().executionId());
		rows.uuids((row) -> row.instance().incarnationId());
		rows.texts((row) -> started(row).name());
		rows.texts((row) -> started(row).version());
		rows.texts((row) -> started(row).input());
		rows.texts((row) -> parent(row, ParentTask::name));
		rows.texts((row) -> parent(row, ParentTask::instanceId));
		rows.uuids((row) -> parent(row, ParentTask::executionId));
		rows.integers((row) -> parent(row, ParentTask::taskId));
		rows.texts((row) -> this.json.writeTags(started(row).tags()));
		rows.instants((row) -> started(row).timestamp());
		return rows.parameter();
	}

	private static List<Tag> tags(List<Start> starts) {
		return starts.stream()
			.flatMap((start) -> started(start).tags()
				.entrySet()
				.stream()
				.map((tag) -> new Tag(start.instance().executionId(), tag.getKey(), tag.getValue())))
			.toList();
	}

	private static int bindTags(ColumnArrays<Tag> rows) throws SQLException {
		rows.uuids(Tag::executionId);
		rows.texts(Tag::key);
		rows.texts(Tag::value);
		return rows.parameter();
	}

	private static void bindSends(ColumnArrays<Send> rows) throws SQLException {
		rows.integers((row) -> row.message().partition());
		rows.texts((row) -> row.message().instanceId());
		rows.uuids((row) -> row.message().executionId());
		rows.events(Send::columns);
	}

	private static void readStarted(ResultSet row, Map<UUID, Long> started) throws SQLException {
		while (row.next()) {
			started.put(row.getObject(2, UUID.class), row.getLong(1));
		}
	}

	private static void readSent(ResultSet row, Map<String, List<Sent>> sent) throws SQLException {
		while (row.next()) {
			sent.computeIfAbsent(row.getString(2), (id) -> new ArrayList<>())
				.add(new Sent(row.getLong(1), row.getObject(3, UUID.class)));
		}
	}

	private static ExecutionStarted started(Start start) {
		return start.instance().started();
	}

	private static <T> @Nullable T parent(Start start, Function<ParentTask, T> property) {
		ParentTask parent = started(start).parent();
		return (parent != null) ? property.apply(parent) : null;
	}

	// A start that was not inserted has found an instance.
	private static void settleStarts(List<Start> starts, Map<UUID, Long> started, List<InboxMessage> messages) {
		for (Start start : starts) {
			Long messageId = started.get(start.instance().executionId());
			if (messageId != null) {
				messages.add(MessageTable.startMessage(start.instance(), messageId));
				start.settle();
			}
		}
	}

	// One statement sees an instance as open or not, and its inbox as full or not: of the
	// messages to it all were inserted, in their order, or all but the events, or none.
	private static void settleSends(List<Send> sends, Map<String, List<Sent>> sent, List<InboxMessage> messages) {
		Map<String, List<Send>> byReceiver = sends.stream()
			.collect(Collectors.groupingBy((send) -> send.message().instanceId()));
		byReceiver.forEach((instanceId, all) -> {
			List<Sent> rows = new ArrayList<>(sent.getOrDefault(instanceId, List.of()));
			rows.sort(Comparator.comparingLong(Sent::messageId));
			Iterator<Sent> next = rows.iterator();
			boolean full = rows.size() < all.size();
			for (Send send : all) {
				boolean inserted = next.hasNext() && !(full && send.message().event() instanceof EventRaised);
				if (inserted) {
					Sent row = next.next();
					messages.add(MessageTable.sentMessage(send.message(), row.messageId(), row.incarnationId()));
				}
				send.settle(inserted);
			}
		});
	}

	private record Tag(UUID executionId, String key, String value) {

	}

	private record Sent(long messageId, UUID incarnationId) {

	}

}
