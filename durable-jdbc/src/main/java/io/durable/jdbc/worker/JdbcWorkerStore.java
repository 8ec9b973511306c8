package io.durable.jdbc.worker;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

import io.durable.history.HistoryEvent;
import io.durable.jdbc.codec.EncodedTurn;
import io.durable.jdbc.codec.HistoryEventCodec;
import io.durable.jdbc.table.Tables;
import io.durable.jdbc.transaction.Transactions;
import io.durable.store.Checkpoint;
import io.durable.store.DueTimer;
import io.durable.store.InboxMessage;
import io.durable.store.InboxPage;
import io.durable.store.InboxRead;
import io.durable.store.StoredInstance;
import io.durable.store.TurnCommit;
import io.durable.store.TurnOutcome;
import io.durable.store.WorkerStore;
import io.durable.store.lease.LeaseLostException;
import io.durable.store.lease.PartitionLease;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of partitions does, on connections of its own.
 */
public final class JdbcWorkerStore implements WorkerStore {

	private final Transactions transactions;

	private final Tables tables;

	private final InboxPages inbox;

	private final HistoryEventCodec codec;

	private final CheckpointWriter writer;

	private final @Nullable FencedCheckpoint fenced;

	private final Consumer<List<InboxMessage>> listener;

	public JdbcWorkerStore(Transactions transactions, Tables tables, InboxPages inbox, HistoryEventCodec codec,
			@Nullable FencedCheckpoint fenced, Consumer<List<InboxMessage>> listener) {
		this.fenced = fenced;
		this.transactions = transactions;
		this.tables = tables;
		this.inbox = inbox;
		this.codec = codec;
		this.writer = new CheckpointWriter(tables);
		this.listener = listener;
	}

	@Override
	public Instant currentTime() {
		return this.transactions.read("Reading the time", this.tables.meta()::currentTime);
	}

	@Override
	public List<TurnOutcome> commit(Checkpoint checkpoint) {
		TurnOutcome[] outcomes = new TurnOutcome[checkpoint.turns().size()];
		List<EncodedTurn> turns = new ArrayList<>(outcomes.length);
		Map<Integer, Long> newest = newestEpochs(checkpoint);
		for (int i = 0; i < outcomes.length; i++) {
			TurnCommit turn = checkpoint.turns().get(i);
			if (turn.lease().epoch() < newest.getOrDefault(turn.lease().partition(), 0L)) {
				outcomes[i] = TurnOutcome.LEASE_LOST;
				continue;
			}
			try {
				turns.add(EncodedTurn.of(i, turn, this.codec));
			}
			catch (RuntimeException | StackOverflowError | LinkageError ex) {
				// Not its message, which may quote what was to be written
				outcomes[i] = TurnOutcome.rejected("An event cannot be written: " + ex.getClass().getName());
			}
		}
		new CheckpointCommit(this.transactions, this.writer, this.fenced, this.listener, outcomes).commit(turns);
		return Arrays.asList(outcomes);
	}

	// The fence lets partitions pass, not turns, so each may stand for one lease only. A
	// node that has taken a partition again can have turns of its lost lease at hand.
	private static Map<Integer, Long> newestEpochs(Checkpoint checkpoint) {
		Map<Integer, Long> newest = new HashMap<>();
		checkpoint.turns().forEach((turn) -> newest.merge(turn.lease().partition(), turn.lease().epoch(), Math::max));
		return newest;
	}

	@Override
	public InboxPage readInbox(InboxRead read) {
		return this.transactions.look("Reading the inbox", (connection) -> this.inbox.read(connection, read));
	}

	@Override
	public List<DueTimer> readTimers(Collection<Integer> partitions, @Nullable DueTimer after, Instant dueAt,
			int limit) {
		return this.transactions.look("Reading timers",
				(connection) -> this.tables.timers().read(connection, partitions, after, dueAt, limit));
	}

	/**
	 * The lock comes first and the reads are statements of their own: in one statement,
	 * or at a higher isolation level, they would not see a commit that the lock waited
	 * for.
	 */
	@Override
	public @Nullable LoadedInstance load(PartitionLease lease, String instanceId, boolean historyOfEnded) {
		return this.transactions.look("Loading instance '" + instanceId + "'", (connection) -> {
			if (this.tables.partitions().lock(connection, List.of(lease)).isEmpty()) {
				throw new LeaseLostException("Partition " + lease.partition() + " has another owner", null);
			}
			StoredInstance instance = this.tables.instances().find(connection, lease.partition(), instanceId);
			if (instance == null) {
				return null;
			}
			boolean wanted = historyOfEnded || !instance.status().isTerminal();
			return new LoadedInstance(instance, wanted
					? this.tables.history().read(connection, lease.partition(), instance.executionId()) : List.of());
		});
	}

	@Override
	public List<String> openInstances(int partition, @Nullable String afterInstanceId, int limit) {
		return this.transactions.look("Reading open instances",
				(connection) -> this.tables.open().read(connection, partition, afterInstanceId, limit));
	}

	@Override
	public @Nullable HistoryEvent readEvent(int partition, UUID executionId, int sequenceNumber) {
		return this.transactions.look("Reading an event",
				(connection) -> this.tables.history().read(connection, partition, executionId, sequenceNumber));
	}

}
