package io.durable.jdbc.worker;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

import io.durable.jdbc.codec.EncodedTurn;
import io.durable.jdbc.codec.EventColumns;
import io.durable.jdbc.dialect.SqlFailure;
import io.durable.jdbc.dialect.StoreDataException;
import io.durable.jdbc.table.Tables;
import io.durable.store.InboxMessage;
import io.durable.store.NewInstance;
import io.durable.store.NewMessage;
import io.durable.store.TurnCommit;
import io.durable.store.TurnCommit.OpenMark;
import io.durable.store.lease.PartitionLease;

/**
 * Writes turns within a transaction, by batches. The fence comes first; the tables follow
 * in one order for all, and the turns in the order of their keys, against deadlocks.
 */
final class CheckpointWriter {

	private final Tables tables;

	CheckpointWriter(Tables tables) {
		this.tables = tables;
	}

	// Write turns. Throws StaleTurnsException if rows were not as turns took them to be:
	// then nothing may be committed.
	Written write(Connection connection, List<EncodedTurn> turns) throws SQLException {
		Set<Integer> owned = this.tables.partitions().lock(connection, leases(turns));
		List<EncodedTurn> written = turns.stream()
			.filter((turn) -> owned.contains(turn.partition()))
			.sorted(Comparator.comparingInt(EncodedTurn::partition).thenComparing(EncodedTurn::instanceId))
			.toList();
		if (written.isEmpty()) {
			return new Written(written, List.of());
		}
		this.tables.history().insert(connection, written);
		updateInstances(connection, select(written, (turn) -> turn.commit().update() != null));
		deleteMessages(connection, select(written, (turn) -> !turn.commit().consumedMessages().isEmpty()));
		this.tables.timers().delete(connection, all(written, TurnCommit::removedTimers));
		this.tables.timers().insert(connection, all(written, TurnCommit::newTimers));
		deleteEnded(connection, select(written, (turn) -> turn.commit().endedExecution() != null));
		// Children before messages: a message may go to a child of the same turn
		List<InboxMessage> sent = new ArrayList<>(startChildren(connection, all(written, TurnCommit::children)));
		sent.addAll(sendMessages(connection, written));
		this.tables.open().insert(connection, select(written, (turn) -> turn.commit().openMark() == OpenMark.SET));
		this.tables.open().delete(connection, select(written, (turn) -> turn.commit().openMark() == OpenMark.CLEAR));
		return new Written(written, sent);
	}

	static List<PartitionLease> leases(List<EncodedTurn> turns) {
		return turns.stream()
			.map((turn) -> turn.commit().lease())
			.distinct()
			.sorted(Comparator.comparingInt(PartitionLease::partition))
			.toList();
	}

	private void updateInstances(Connection connection, List<EncodedTurn> turns) throws SQLException {
		int[] counts = this.tables.instances().update(connection, turns);
		List<EncodedTurn> stale = new ArrayList<>();
		for (int i = 0; i < turns.size(); i++) {
			if (counts[i] == 0) {
				stale.add(turns.get(i));
			}
		}
		StaleTurnsException.throwIfAny(stale);
	}

	private void deleteMessages(Connection connection, List<EncodedTurn> turns) throws SQLException {
		int[] counts = this.tables.messages().delete(connection, turns);
		List<EncodedTurn> stale = new ArrayList<>();
		int i = 0;
		for (EncodedTurn turn : turns) {
			boolean complete = true;
			for (int n = 0; n < turn.commit().consumedMessages().size(); n++) {
				complete &= counts[i++] != 0;
			}
			if (!complete) {
				stale.add(turn);
			}
		}
		StaleTurnsException.throwIfAny(stale);
	}

	private void deleteEnded(Connection connection, List<EncodedTurn> turns) throws SQLException {
		this.tables.history().deleteEnded(connection, select(turns, (turn) -> turn.ended().deleteHistory()));
		this.tables.timers().deleteEnded(connection, turns);
	}

	private List<InboxMessage> startChildren(Connection connection, List<NewInstance> children) throws SQLException {
		if (children.isEmpty()) {
			return List.of();
		}
		try {
			this.tables.instances().insert(connection, children);
			this.tables.tags().insert(connection, children);
		}
		catch (SQLException ex) {
			if (SqlFailure.of(ex) == SqlFailure.DUPLICATE_KEY) {
				// No stale cache, for the history was new: loading it again is no help
				throw new StoreDataException("An instance has the ID of a new sub-orchestration");
			}
			throw ex;
		}
		List<NewInstance> now = new ArrayList<>();
		for (NewInstance child : children) {
			if (!this.tables.timers().insertDelayedStart(connection, child)) {
				now.add(child);
			}
		}
		return this.tables.messages().insertStarts(connection, now);
	}

	private List<InboxMessage> sendMessages(Connection connection, List<EncodedTurn> turns) throws SQLException {
		Outgoing toExecution = new Outgoing();
		Outgoing toIncarnation = new Outgoing();
		for (EncodedTurn turn : turns) {
			for (int i = 0; i < turn.messages().size(); i++) {
				NewMessage message = turn.commit().messages().get(i);
				(message.isAddressed() ? toExecution : toIncarnation).add(message, turn.messages().get(i));
			}
		}
		List<InboxMessage> sent = new ArrayList<>();
		if (!toExecution.messages.isEmpty()) {
			sent.addAll(this.tables.messages().insert(connection, toExecution.messages, toExecution.columns));
		}
		if (!toIncarnation.messages.isEmpty()) {
			sent.addAll(this.tables.messages().insertToOpen(connection, toIncarnation.messages, toIncarnation.columns));
		}
		return sent;
	}

	static List<EncodedTurn> select(List<EncodedTurn> turns, Predicate<EncodedTurn> condition) {
		return turns.stream().filter(condition).toList();
	}

	static <T> List<T> all(List<EncodedTurn> turns, Function<TurnCommit, Collection<T>> property) {
		return turns.stream().flatMap((turn) -> property.apply(turn.commit()).stream()).toList();
	}

	/**
	 * What was written.
	 *
	 * @param turns the turns whose partitions are still owned
	 * @param sent the messages that were inserted
	 */
	record Written(List<EncodedTurn> turns, List<InboxMessage> sent) {

	}

	private static final class Outgoing {

		private final List<NewMessage> messages = new ArrayList<>();

		private final List<EventColumns> columns = new ArrayList<>();

		private void add(NewMessage message, EventColumns columns) {
			this.messages.add(message);
			this.columns.add(columns);
		}

	}

}
