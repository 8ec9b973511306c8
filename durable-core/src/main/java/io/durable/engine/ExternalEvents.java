package io.durable.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.durable.history.HistoryEvent.EventRaised;
import org.jspecify.annotations.Nullable;

/**
 * External events that wait for a consumer, and consumers that wait for an event: first
 * in, first out for each name, names compared without regard to case.
 */
final class ExternalEvents {

	private final Map<String, Deque<Integer>> arrivalsByName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

	// In the order of arrival, which is the order in which they are handed on
	private final Map<Integer, EventRaised> unconsumed = new LinkedHashMap<>();

	// A set, since each wait that times out leaves it
	private final Map<String, Set<Waiter>> waiters = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

	private int arrivals;

	void raise(EventRaised event) {
		Set<Waiter> queue = this.waiters.get(event.name());
		if (queue != null) {
			Waiter waiter = queue.iterator().next();
			removeWaiter(event.name(), waiter);
			waiter.accept(event);
			return;
		}
		int arrival = this.arrivals++;
		this.unconsumed.put(arrival, event);
		this.arrivalsByName.computeIfAbsent(event.name(), (name) -> new ArrayDeque<>()).add(arrival);
	}

	boolean has(String name) {
		return this.arrivalsByName.containsKey(name);
	}

	/**
	 * Take the oldest unconsumed event of a name.
	 * @param name the name
	 * @return the event, or {@code null} if there is none
	 */
	@Nullable EventRaised take(String name) {
		Deque<Integer> queue = this.arrivalsByName.get(name);
		if (queue == null) {
			return null;
		}
		int arrival = queue.remove();
		if (queue.isEmpty()) {
			this.arrivalsByName.remove(name);
		}
		return this.unconsumed.remove(arrival);
	}

	void addWaiter(String name, Waiter waiter) {
		this.waiters.computeIfAbsent(name, (key) -> new LinkedHashSet<>()).add(waiter);
	}

	void removeWaiter(String name, Waiter waiter) {
		Set<Waiter> queue = this.waiters.get(name);
		if (queue != null && queue.remove(waiter) && queue.isEmpty()) {
			this.waiters.remove(name);
		}
	}

	int count() {
		return this.unconsumed.size();
	}

	List<EventRaised> unconsumed() {
		return List.copyOf(this.unconsumed.values());
	}

	/**
	 * A wait for one event.
	 */
	interface Waiter {

		void accept(EventRaised event);

	}

}
