package io.durable.jdbc.worker;

import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;

import io.durable.jdbc.codec.EncodedTurn;
import io.durable.jdbc.dialect.SqlFailure;
import io.durable.jdbc.dialect.SqlProblem;
import io.durable.jdbc.transaction.Transactions;
import io.durable.store.InDoubtException;
import io.durable.store.InboxMessage;
import io.durable.store.TransientStoreException;
import io.durable.store.TurnOutcome;
import org.jspecify.annotations.Nullable;

/**
 * The commit of one checkpoint: one transaction, or several if a turn spoils it for the
 * others.
 */
final class CheckpointCommit {

	private static final String PARTLY = "Only a part of the checkpoint is committed";

	private final Transactions transactions;

	private final CheckpointWriter writer;

	private final @Nullable FencedCheckpoint fenced;

	private final Consumer<List<InboxMessage>> listener;

	private final TurnOutcome[] outcomes;

	private boolean partlyCommitted;

	// The outcome of each turn goes to its index in the given array
	CheckpointCommit(Transactions transactions, CheckpointWriter writer, @Nullable FencedCheckpoint fenced,
			Consumer<List<InboxMessage>> listener, TurnOutcome[] outcomes) {
		this.fenced = fenced;
		this.transactions = transactions;
		this.writer = writer;
		this.listener = listener;
		this.outcomes = outcomes;
	}

	// Whatever is thrown when a part is committed: the outcomes are not known as a whole.
	void commit(List<EncodedTurn> turns) {
		try {
			if (!turns.isEmpty() && !commitByOneStatement(turns)) {
				commitByBatches(turns);
			}
		}
		catch (RuntimeException | Error ex) {
			if (this.partlyCommitted && !(ex instanceof InDoubtException)) {
				throw new InDoubtException(PARTLY, ex);
			}
			throw ex;
		}
	}

	// Whatever is wrong with a turn, the other way finds out which one it is.
	private boolean commitByOneStatement(List<EncodedTurn> turns) {
		FencedCheckpoint statement = this.fenced;
		if (statement == null || !FencedCheckpoint.accepts(turns)) {
			return false;
		}
		try {
			committed(turns, statement.write(turns));
			return true;
		}
		catch (SQLException ex) {
			if (SqlFailure.of(ex) == SqlFailure.TRANSIENT) {
				throw notNow(ex);
			}
			return false;
		}
	}

	private void commitByBatches(List<EncodedTurn> turns) {
		if (turns.isEmpty()) {
			return;
		}
		try {
			committed(turns, this.transactions.execute((connection) -> this.writer.write(connection, turns)));
		}
		catch (StaleTurnsException ex) {
			// It says which ones, so the others can go together
			ex.getTurns().forEach((turn) -> this.outcomes[turn.index()] = TurnOutcome.STALE);
			commitByBatches(turns.stream().filter((turn) -> !ex.getTurns().contains(turn)).toList());
		}
		catch (SQLException ex) {
			failed(turns, ex);
		}
	}

	private void committed(List<EncodedTurn> turns, CheckpointWriter.Written written) {
		turns.forEach((turn) -> this.outcomes[turn.index()] = TurnOutcome.LEASE_LOST);
		written.turns().forEach((turn) -> this.outcomes[turn.index()] = TurnOutcome.COMMITTED);
		this.partlyCommitted |= !written.turns().isEmpty();
		if (!written.sent().isEmpty()) {
			this.listener.accept(written.sent());
		}
	}

	private void failed(List<EncodedTurn> turns, SQLException exception) {
		SqlFailure failure = SqlFailure.of(exception);
		if (failure == SqlFailure.TRANSIENT) {
			throw notNow(exception);
		}
		if (turns.size() > 1) {
			int half = turns.size() / 2;
			commitByBatches(turns.subList(0, half));
			commitByBatches(turns.subList(half, turns.size()));
			return;
		}
		// A history key that exists means that the turn was computed from an old cache
		this.outcomes[turns.get(0).index()] = (failure == SqlFailure.DUPLICATE_KEY) ? TurnOutcome.STALE
				: TurnOutcome.rejected(SqlProblem.describe(exception));
	}

	// With a part committed, the same checkpoint must not be tried again as a whole.
	private RuntimeException notNow(SQLException exception) {
		return this.partlyCommitted
				? new InDoubtException(PARTLY + ": " + SqlProblem.describe(exception),
						SqlProblem.withoutValues(exception))
				: new TransientStoreException("The checkpoint failed: " + SqlProblem.describe(exception),
						SqlProblem.withoutValues(exception));
	}

}
