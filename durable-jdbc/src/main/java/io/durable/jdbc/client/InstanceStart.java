package io.durable.jdbc.client;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.history.HistoryEvent.EventRaised;
import io.durable.jdbc.codec.HistoryEventCodec;
import io.durable.jdbc.table.Incarnation;
import io.durable.jdbc.table.Tables;
import io.durable.store.InboxMessage;
import io.durable.store.InstanceKey;
import io.durable.store.NewInstance;
import io.durable.store.NewMessage;
import io.durable.store.StoredInstance;
import io.durable.store.TransientStoreException;
import org.jspecify.annotations.Nullable;

/**
 * The start of an instance as one atomic step: insert it, or replace one that has ended.
 * The insert comes first, since it alone waits for an uncommitted start of the same ID;
 * what is read after it can only be replaced under the execution ID that was read.
 */
final class InstanceStart {

	/**
	 * How often the instance in the way may vanish before the start gives up.
	 */
	private static final int ATTEMPTS = 10;

	private final Tables tables;

	private final HistoryEventCodec codec;

	InstanceStart(Tables tables, HistoryEventCodec codec) {
		this.tables = tables;
		this.codec = codec;
	}

	Result execute(Connection connection, NewInstance instance) throws SQLException {
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			if (this.tables.instances().insertIfAbsent(connection, instance)) {
				return started(connection, instance);
			}
			StoredInstance present = this.tables.instances()
				.find(connection, instance.partition(), instance.instanceId());
			if (present == null) {
				continue;
			}
			if (present.incarnationId().equals(instance.incarnationId())) {
				return Result.REPEATED;
			}
			if (!instance.replaceable().contains(present.status())) {
				return new Result(present.status(), List.of());
			}
			if (this.tables.instances().replace(connection, instance, present)) {
				forget(connection, present);
				return started(connection, instance);
			}
		}
		throw new TransientStoreException("Instance '" + instance.instanceId() + "' keeps changing", null);
	}

	private void forget(Connection connection, StoredInstance replaced) throws SQLException {
		InstanceKey key = new InstanceKey(replaced.partition(), replaced.instanceId(), replaced.executionId());
		this.tables.history().delete(connection, List.of(key));
		this.tables.eventIds()
			.deleteAll(connection, List.of(new Incarnation(replaced.partition(), replaced.incarnationId())));
		if (!replaced.tags().isEmpty()) {
			this.tables.tags().delete(connection, List.of(key));
		}
	}

	private Result started(Connection connection, NewInstance instance) throws SQLException {
		this.tables.tags().insert(connection, List.of(instance));
		List<InboxMessage> messages = new ArrayList<>();
		if (!this.tables.timers().insertDelayedStart(connection, instance)) {
			messages.addAll(this.tables.messages().insertStarts(connection, List.of(instance)));
		}
		for (EventRaised event : instance.events()) {
			NewMessage message = new NewMessage(instance.partition(), instance.instanceId(), null, event);
			messages.addAll(this.tables.messages()
				.insertToOpen(connection, List.of(message), List.of(this.codec.encode(event))));
		}
		return new Result(null, messages);
	}

	/**
	 * What came of a start.
	 *
	 * @param inTheWay the status of the instance that stands in the way, or {@code null}
	 * if the instance is started
	 * @param messages the messages that were inserted
	 */
	record Result(@Nullable OrchestrationRuntimeStatus inTheWay, List<InboxMessage> messages) {

		private static final Result REPEATED = new Result(null, List.of());

	}

}
