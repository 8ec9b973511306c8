package io.durable.worker.partition;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import io.durable.worker.memory.MemoryBudget;
import io.durable.worker.memory.Share;

/**
 * Which messages of a partition are on their way, so that a read that brings them again
 * does not deliver them twice, and how far the inbox was read. Not thread-safe: the
 * partition guards it.
 */
final class InboxBooks {

	private final MemoryBudget budget;

	// Messages that were delivered and are not consumed yet: a read brings them again
	private final Map<Long, Held> inFlight = new HashMap<>();

	// Consumed while a read was under way, whose snapshot may be older
	private Set<Long> consumed = new HashSet<>();

	private Set<Long> consumedBeforeRead = Set.of();

	// How often a message was left to the reader, and up to which of these it has read
	private long leftToReader = 1;

	private long readUpTo;

	private long quicklyReadUpTo;

	private long controlReadUpTo;

	InboxBooks(MemoryBudget budget) {
		this.budget = budget;
	}

	boolean knows(long messageId) {
		return this.inFlight.containsKey(messageId) || this.consumed.contains(messageId)
				|| this.consumedBeforeRead.contains(messageId);
	}

	void deliver(long messageId, Share share, long weight) {
		this.inFlight.put(messageId, new Held(share, weight));
	}

	void consumed(Collection<Long> messages) {
		for (Long id : messages) {
			this.consumed.add(id);
			forget(id);
		}
	}

	void forget(Long id) {
		Held held = this.inFlight.remove(id);
		if (held != null) {
			this.budget.give(held.share(), held.weight());
		}
	}

	void forgetAll() {
		this.inFlight.values().forEach((held) -> this.budget.give(held.share(), held.weight()));
		this.inFlight.clear();
	}

	void readBegins() {
		this.consumedBeforeRead = this.consumed;
		this.consumed = new HashSet<>();
	}

	void readEnds() {
		this.consumedBeforeRead = Set.of();
	}

	void leaveToReader() {
		this.leftToReader++;
	}

	long leftToReader() {
		return this.leftToReader;
	}

	void hasReadUpTo(long mark) {
		this.readUpTo = Math.max(this.readUpTo, mark);
		hasQuicklyReadUpTo(mark);
	}

	void hasQuicklyReadUpTo(long mark) {
		this.quicklyReadUpTo = Math.max(this.quicklyReadUpTo, mark);
	}

	void hasReadControlUpTo(long mark) {
		this.controlReadUpTo = Math.max(this.controlReadUpTo, mark);
	}

	// Messages in the store may be older than one that has just arrived
	boolean isBehind() {
		return this.readUpTo < this.leftToReader;
	}

	boolean hasBeenRead() {
		return this.readUpTo > 0;
	}

	// Requests to suspend, which a delayed start must not overtake
	boolean hasUnread() {
		return Math.max(this.controlReadUpTo, this.quicklyReadUpTo) < this.leftToReader
				|| (this.readUpTo == 0 && this.controlReadUpTo == 0);
	}

	private record Held(Share share, long weight) {

	}

}
