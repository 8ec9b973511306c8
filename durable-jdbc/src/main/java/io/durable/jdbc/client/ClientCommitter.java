package io.durable.jdbc.client;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import io.durable.jdbc.dialect.SqlFailure;
import io.durable.jdbc.transaction.Transactions;
import io.durable.store.InDoubtException;
import io.durable.store.InboxMessage;
import io.durable.store.TransientStoreException;

/**
 * Lets concurrent clients share commits. A caller that finds no commit under way makes
 * one, of its own request and all that have queued; the others wait for theirs. So there
 * is no wait for company and no thread: a lone caller goes straight to the database.
 */
public final class ClientCommitter {

	private static final int MAX_BATCH = 256;

	private static final long GATHER_NANOS = 100_000;

	private final ClientBatch batch;

	private final Transactions transactions;

	private final Consumer<List<InboxMessage>> listener;

	private final ReentrantLock lock = new ReentrantLock();

	private final Deque<Ticket> queue = new ArrayDeque<>();

	private volatile boolean committing;

	private volatile int waiting;

	private volatile int expected = 1;

	private int lastBatch = 1;

	// The transactions are for requests that go alone
	public ClientCommitter(ClientBatch batch, Transactions transactions, Consumer<List<InboxMessage>> listener) {
		this.batch = batch;
		this.transactions = transactions;
		this.listener = listener;
	}

	// Commit a request, together with others or, if it held them up, alone.
	public void commit(ClientRequest request) {
		Ticket ticket = new Ticket(request, this.lock.newCondition());
		enter(ticket);
		gather();
		for (List<Ticket> tickets = await(ticket); !tickets.isEmpty(); tickets = await(ticket)) {
			try {
				commit(tickets.stream().map(Ticket::request).toList());
			}
			finally {
				leave(tickets);
			}
		}
		if (!request.isSettled()) {
			commitAlone(request);
		}
		request.throwIfFailed();
	}

	// Do a request in a transaction of its own.
	void commitAlone(ClientRequest request) {
		try {
			List<InboxMessage> messages = this.transactions.execute(request::execute);
			request.settle();
			announce(messages);
		}
		catch (SQLException ex) {
			throw request.failure(ex);
		}
		catch (InDoubtException ex) {
			throw inDoubt(request, ex);
		}
	}

	private void enter(Ticket ticket) {
		this.lock.lock();
		try {
			this.queue.add(ticket);
			this.waiting = this.queue.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	// The callers of the last commit are just coming back: without this moment the first
	// of them would commit alone, and every other commit would be for one request. A lone
	// caller has had its last commits for itself and goes on at once.
	private void gather() {
		long start = System.nanoTime();
		while (!this.committing && this.waiting < this.expected && System.nanoTime() - start < GATHER_NANOS) {
			Thread.yield();
		}
	}

	// Wait until the request has been tried or the caller is to commit. Returns what to
	// commit, empty if the request has been tried.
	private List<Ticket> await(Ticket ticket) {
		this.lock.lock();
		try {
			while (this.committing && !ticket.tried) {
				ticket.changed.awaitUninterruptibly();
			}
			List<Ticket> tickets = new ArrayList<>();
			if (!ticket.tried) {
				this.committing = true;
				while (!this.queue.isEmpty() && tickets.size() < MAX_BATCH) {
					tickets.add(this.queue.remove());
				}
				this.expected = Math.max(tickets.size(), this.lastBatch);
				this.lastBatch = tickets.size();
				this.waiting = this.queue.size();
			}
			return tickets;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void leave(List<Ticket> tickets) {
		this.lock.lock();
		try {
			this.committing = false;
			for (Ticket ticket : tickets) {
				ticket.tried = true;
				ticket.changed.signal();
			}
			Ticket next = this.queue.peek();
			if (next != null) {
				next.changed.signal();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void commit(List<ClientRequest> requests) {
		try {
			announce(this.batch.commit(requests));
		}
		catch (SQLException ex) {
			// A lock or the data of one: each is tried alone, on the thread of its caller
			if (SqlFailure.of(ex) == SqlFailure.TRANSIENT && !SqlFailure.isConflict(ex)) {
				requests.forEach((request) -> request.fail(request.failure(ex)));
			}
		}
		catch (InDoubtException | Error ex) {
			// Nobody may try again what may have been done
			requests.forEach((request) -> request.fail(inDoubt(request, ex)));
		}
	}

	private static TransientStoreException inDoubt(ClientRequest request, Throwable exception) {
		return new TransientStoreException(request.action() + " may have happened or not: " + exception.getMessage(),
				exception);
	}

	private void announce(List<InboxMessage> messages) {
		if (!messages.isEmpty()) {
			this.listener.accept(messages);
		}
	}

	private static final class Ticket {

		private final ClientRequest request;

		private final Condition changed;

		private boolean tried;

		private Ticket(ClientRequest request, Condition changed) {
			this.request = request;
			this.changed = changed;
		}

		private ClientRequest request() {
			return this.request;
		}

	}

}
