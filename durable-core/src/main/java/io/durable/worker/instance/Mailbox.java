package io.durable.worker.instance;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.ExecutionRewound;
import io.durable.worker.instance.TurnThreads.Priority;
import io.durable.worker.turn.Delivery;

/**
 * What has arrived for an instance and was not taken in. Not thread-safe: the instance
 * guards it.
 */
final class Mailbox {

	// What one turn takes in at most: one delivery always fits
	private static final int MAX_DELIVERIES = 1_000;

	private static final long MAX_BYTES = 2L * 1024 * 1024;

	private final Deque<Delivery> deliveries = new ArrayDeque<>();

	private long weight;

	private boolean urgent;

	void add(Delivery delivery) {
		this.weight += delivery.weight();
		this.urgent |= isUrgent(delivery);
		this.deliveries.add(delivery);
	}

	/**
	 * Return whether what has arrived is not to wait for a backlog.
	 * @param delivery what has arrived
	 * @return {@code true} for a request of an operator
	 */
	static boolean isUrgent(Delivery delivery) {
		HistoryEvent event = (delivery instanceof Delivery.Message received) ? received.message().event() : null;
		return event != null && (event.isControl() || event instanceof ExecutionRewound);
	}

	/**
	 * Put back what was taken but not processed.
	 * @param batch the deliveries
	 */
	void putBack(List<Delivery> batch) {
		int put = 0;
		try {
			for (int i = batch.size() - 1; i >= 0; i--) {
				this.deliveries.addFirst(batch.get(i));
				put++;
			}
		}
		catch (Throwable ex) {
			for (; put > 0; put--) {
				this.deliveries.removeFirst();
			}
			throw ex;
		}
		for (Delivery delivery : batch) {
			this.weight += delivery.weight();
			this.urgent |= isUrgent(delivery);
		}
	}

	/**
	 * Take what a turn can take in.
	 * @param batch an empty list that the deliveries are added to, in their order
	 */
	void drainTo(List<Delivery> batch) {
		long bytes = 0;
		for (Iterator<Delivery> next = this.deliveries.iterator(); next.hasNext() && batch.size() < MAX_DELIVERIES;) {
			Delivery delivery = next.next();
			long size = delivery.weight();
			bytes += size;
			if (!batch.isEmpty() && bytes > MAX_BYTES) {
				break;
			}
			// In this order: whatever is thrown here, it is in one of the two
			batch.add(delivery);
			next.remove();
			this.weight -= size;
		}
		if (this.urgent) {
			drainUrgent(batch);
		}
		this.urgent = false;
	}

	// What must not wait gets past a backlog
	private void drainUrgent(List<Delivery> batch) {
		for (Iterator<Delivery> next = this.deliveries.iterator(); next.hasNext();) {
			Delivery delivery = next.next();
			if (isUrgent(delivery)) {
				batch.add(delivery);
				next.remove();
				this.weight -= delivery.weight();
			}
		}
	}

	/**
	 * Take all messages out: they are given back to the store.
	 * @return the messages
	 */
	List<Delivery> removeMessages() {
		List<Delivery> messages = new ArrayList<>();
		// What is no message stays: of a result there is no other copy
		for (Delivery delivery : this.deliveries) {
			if (delivery instanceof Delivery.Message) {
				messages.add(delivery);
			}
		}
		// Afterwards, which needs no memory
		this.deliveries.removeIf(Delivery.Message.class::isInstance);
		messages.forEach((delivery) -> this.weight -= delivery.weight());
		return messages;
	}

	void clear() {
		this.deliveries.clear();
		this.weight = 0;
	}

	boolean hasDeliveries() {
		return !this.deliveries.isEmpty();
	}

	/**
	 * Return how urgent what it holds is.
	 * @return the priority of the next turn
	 */
	Priority priority() {
		if (this.urgent) {
			return Priority.URGENT;
		}
		Delivery first = this.deliveries.peek();
		return (first != null && first.begins()) ? Priority.START : Priority.ONGOING;
	}

	/**
	 * Return how much memory the deliveries take that the next turns take in.
	 * @return the number of bytes, about
	 */
	long weight() {
		return this.weight;
	}

	/**
	 * Return whether it can be forgotten.
	 * @return {@code true} if it holds nothing
	 */
	boolean isUnused() {
		return this.deliveries.isEmpty();
	}

}
