package io.durable.jdbc.transaction;

import org.jspecify.annotations.Nullable;

import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;

/**
 * Tells the store about the transactions of a transaction manager, so that it knows for
 * certain which data source one commits, and whether one has already ended when a
 * listener of it calls a client. Without it the store has to guess that where listeners
 * begin transactions of their own.
 */
public final class TransactionPhaseListener implements TransactionExecutionListener {

	@Override
	public void afterBegin(TransactionExecution transaction, @Nullable Throwable beginFailure) {
		if (beginFailure == null && transaction.isNewTransaction()) {
			TransactionPhase.begin();
		}
	}

}
