package io.durable.spring.boot.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Refuses to wait inside a transaction: it would hold its connection and locks for as
 * long as the orchestrator waits, and its effects would be repeated by every replay.
 */
final class TransactionAwaitGuard implements Runnable {

	@Override
	public void run() {
		if (TransactionSynchronizationManager.isActualTransactionActive()) {
			throw new IllegalStateException("await() was called inside a transaction"
					+ transactionName(TransactionSynchronizationManager.getCurrentTransactionName())
					+ ". An orchestrator must not be transactional: remove @Transactional from it (and from its class), "
					+ "and move what needs the transaction into an activity.");
		}
	}

	private static String transactionName(@Nullable String name) {
		return (name != null) ? " (" + name + ")" : "";
	}

}
