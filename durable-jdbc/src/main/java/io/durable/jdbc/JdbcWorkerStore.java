package io.durable.jdbc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

import io.durable.store.Checkpoint;
import io.durable.store.DueTimer;
import io.durable.store.InboxMessage;
import io.durable.store.LeaseLostException;
import io.durable.store.PartitionLease;
import io.durable.store.StoredInstance;
import io.durable.store.TurnCommit;
import io.durable.store.TurnOutcome;
import io.durable.store.WorkerStore;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of partitions does, on connections of its own.
 */
final class JdbcWorkerStore implements WorkerStore {

	private final Transactions transactions;

	private final Tables tables;

	private final HistoryEventCodec codec;

	private final CheckpointWriter writer;

	private final @Nullable FencedCheckpoint fenced;

	private final Consumer<List<InboxMessage>> listener;

	JdbcWorkerStore(Transactions transactions, Tables tables, HistoryEventCodec codec,
			@Nullable FencedCheckpoint fenced, Consumer<List<InboxMessage>> listener) {
		this.fenced = fenced;
		this.transactions = transactions;
		this.tables = tables;
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
		for (int i = 0; i < outcomes.length; i++) {
			TurnCommit turn = checkpoint.turns().get(i);
			try {
				turns.add(EncodedTurn.of(i, turn, this.codec));
			}
			catch (RuntimeException ex) {
				outcomes[i] = TurnOutcome.rejected("An event cannot be written: " + ex);
			}
		}
		new CheckpointCommit(this.transactions, this.writer, this.fenced, this.listener, outcomes).commit(turns);
		return Arrays.asList(outcomes);
	}

	@Override
	public List<InboxMessage> readInbox(Collection<Integer> partitions, long afterId, int limit) {
		return this.transactions.call("Reading the inbox",
				(connection) -> this.tables.messages().read(connection, partitions, afterId, limit));
	}

	@Override
	public List<DueTimer> readTimers(Collection<Integer> partitions, Instant dueAt, int limit) {
		return this.transactions.call("Reading timers",
				(connection) -> this.tables.timers().read(connection, partitions, dueAt, limit));
	}

	/**
	 * The lock comes first and the reads are statements of their own: in one statement,
	 * or at a higher isolation level, they would not see a commit that the lock waited
	 * for.
	 */
	@Override
	public @Nullable LoadedInstance load(PartitionLease lease, String instanceId) {
		return this.transactions.call("Loading instance '" + instanceId + "'", (connection) -> {
			if (this.tables.partitions().lock(connection, List.of(lease)).isEmpty()) {
				throw new LeaseLostException("Partition " + lease.partition() + " has another owner", null);
			}
			StoredInstance instance = this.tables.instances().find(connection, lease.partition(), instanceId);
			return (instance != null) ? new LoadedInstance(instance,
					this.tables.history().read(connection, lease.partition(), instance.executionId())) : null;
		});
	}

	@Override
	public List<String> openInstances(int partition) {
		return this.transactions.call("Reading open instances",
				(connection) -> this.tables.open().read(connection, partition));
	}

}
