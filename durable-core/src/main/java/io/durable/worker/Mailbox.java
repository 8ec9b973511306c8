package io.durable.worker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.ExecutionRewound;
import io.durable.history.HistoryEvent.ExecutionTerminated;
import io.durable.store.InboxMessage;

/**
 * What has arrived for an instance and was not taken in. Not thread-safe: the instance
 * guards it.
 */
final class Mailbox {

	private final Deque<Delivery> deliveries = new ArrayDeque<>();

	// Messages that are ahead of a delayed start
	private final Deque<Delivery> early = new ArrayDeque<>();

	// Messages that arrived after some were given back to the store: they wait until it
	// has been read again, which brings those that come before them
	private final List<Delivery> ahead = new ArrayList<>();

	private boolean waitsForSweep;

	/**
	 * Add a delivery.
	 * @param delivery the delivery
	 * @return {@code false} if it must wait
	 */
	boolean add(Delivery delivery) {
		if (this.waitsForSweep && delivery instanceof Delivery.Message) {
			this.ahead.add(delivery);
			return false;
		}
		return this.deliveries.add(delivery);
	}

	/**
	 * Put back what was taken but not processed.
	 * @param batch the deliveries
	 */
	void putBack(List<Delivery> batch) {
		for (int i = batch.size() - 1; i >= 0; i--) {
			this.deliveries.addFirst(batch.get(i));
		}
	}

	/**
	 * Keep messages until the instance has started.
	 * @param messages the messages
	 */
	void hold(List<Delivery> messages) {
		this.early.addAll(messages);
	}

	/**
	 * Take everything that need not wait.
	 * @return the deliveries, in their order
	 */
	List<Delivery> drain() {
		List<Delivery> batch = new ArrayList<>(this.deliveries);
		this.deliveries.clear();
		if (!this.early.isEmpty() && batch.stream().anyMatch(Mailbox::mayStart)) {
			batch.addAll(0, this.early);
			this.early.clear();
		}
		return batch;
	}

	private static boolean mayStart(Delivery delivery) {
		if (delivery instanceof Delivery.Message received) {
			InboxMessage message = received.message();
			HistoryEvent event = message.event();
			return message.start() != null || event instanceof ExecutionTerminated || event instanceof ExecutionRewound;
		}
		return delivery instanceof Delivery.Timer;
	}

	/**
	 * Let nothing overtake messages that are given back to the store.
	 */
	void waitForSweep() {
		this.waitsForSweep = true;
		this.deliveries.removeIf((delivery) -> {
			boolean message = delivery instanceof Delivery.Message;
			if (message) {
				this.ahead.add(delivery);
			}
			return message;
		});
		this.ahead.addAll(this.early);
		this.early.clear();
	}

	/**
	 * Take in what was held back, in the order of the store, which has been read since.
	 * @return {@code true} if there was something
	 */
	boolean swept() {
		this.waitsForSweep = false;
		this.ahead.sort(Comparator.comparingLong((delivery) -> ((Delivery.Message) delivery).message().id()));
		boolean some = this.deliveries.addAll(this.ahead);
		this.ahead.clear();
		return some;
	}

	void clear() {
		this.deliveries.clear();
		this.early.clear();
		this.ahead.clear();
	}

	boolean hasDeliveries() {
		return !this.deliveries.isEmpty();
	}

	/**
	 * Return whether it can be forgotten.
	 * @return {@code true} if it holds nothing and waits for nothing
	 */
	boolean isUnused() {
		return this.deliveries.isEmpty() && this.early.isEmpty() && !this.waitsForSweep;
	}

}
