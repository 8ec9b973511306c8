package io.durable.worker.activity;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Activities that wait for a slot. They take turns by name, and within a name by
 * instance, so that however many one instance or one name has, the others get slots too.
 * Bounded in number: what finds no room stays in the store, and the instance is looked at
 * again when there is room. Thread-safe.
 */
final class ActivityQueue {

	private static final int MAX_WAITING = 50_000;

	private final Map<String, NameGroup> groups = new HashMap<>();

	// Groups that have something waiting, in the order of their turns
	private final Deque<NameGroup> turns = new ArrayDeque<>();

	// Instances with activities that found no room
	private final Map<String, WorkOwner> overflow = new LinkedHashMap<>();

	private final Map<String, Integer> maxConcurrent = new HashMap<>();

	private int waiting;

	ActivityQueue(Map<String, Integer> maxConcurrent) {
		maxConcurrent.forEach((name, max) -> this.maxConcurrent.put(key(name), max));
	}

	private static String key(String name) {
		return name.toLowerCase(Locale.ROOT);
	}

	/**
	 * Return whether an activity of an instance finds room; otherwise the instance is
	 * noted.
	 * @param owner the owner of the instance
	 * @param instanceId the instance ID
	 * @return {@code false} if the queue is full
	 */
	synchronized boolean hasRoom(WorkOwner owner, String instanceId) {
		if (this.waiting < MAX_WAITING) {
			return true;
		}
		this.overflow.put(instanceId, owner);
		return false;
	}

	synchronized void add(QueuedActivity activity) {
		NameGroup group = this.groups.computeIfAbsent(key(activity.name()),
				(name) -> new NameGroup(this.maxConcurrent.getOrDefault(name, Integer.MAX_VALUE)));
		if (group.add(activity)) {
			this.turns.add(group);
		}
		this.waiting++;
	}

	/**
	 * Take the next activity, which counts as running until {@link #ended}.
	 * @return the activity, or {@code null} if none may begin
	 */
	synchronized @Nullable QueuedActivity next() {
		for (int looked = this.turns.size(); looked > 0; looked--) {
			NameGroup group = this.turns.remove();
			QueuedActivity activity = group.hasSlot() ? group.next() : null;
			if (!group.isEmpty()) {
				this.turns.add(group);
			}
			if (activity != null) {
				this.waiting--;
				return activity;
			}
		}
		return null;
	}

	synchronized void ended(QueuedActivity activity) {
		String name = key(activity.name());
		NameGroup group = this.groups.get(name);
		if (group != null) {
			group.running--;
			if (group.running == 0 && group.isEmpty()) {
				this.groups.remove(name);
			}
		}
	}

	/**
	 * Take an instance out whose activities had found no room, if there is room now.
	 * @return the instance ID and the owner, or {@code null}
	 */
	synchronized Map.@Nullable Entry<String, WorkOwner> nextOverflow() {
		if (this.overflow.isEmpty() || this.waiting > MAX_WAITING / 2) {
			return null;
		}
		Iterator<Map.Entry<String, WorkOwner>> first = this.overflow.entrySet().iterator();
		Map.Entry<String, WorkOwner> entry = Map.entry(first.next().getKey(), this.overflow.values().iterator().next());
		first.remove();
		return entry;
	}

	synchronized int waiting() {
		return this.waiting;
	}

	synchronized boolean isEmpty() {
		return this.waiting == 0;
	}

	/**
	 * The activities of one name.
	 */
	private static final class NameGroup {

		private final int maxConcurrent;

		private final Map<String, Deque<QueuedActivity>> instances = new LinkedHashMap<>();

		private int running;

		NameGroup(int maxConcurrent) {
			this.maxConcurrent = maxConcurrent;
		}

		// Returns whether it is the first
		boolean add(QueuedActivity activity) {
			boolean first = this.instances.isEmpty();
			this.instances.computeIfAbsent(activity.instanceId(), (id) -> new ArrayDeque<>(2)).add(activity);
			return first;
		}

		boolean hasSlot() {
			return this.running < this.maxConcurrent;
		}

		boolean isEmpty() {
			return this.instances.isEmpty();
		}

		QueuedActivity next() {
			Iterator<Map.Entry<String, Deque<QueuedActivity>>> first = this.instances.entrySet().iterator();
			Map.Entry<String, Deque<QueuedActivity>> entry = first.next();
			String instanceId = entry.getKey();
			Deque<QueuedActivity> own = entry.getValue();
			first.remove();
			QueuedActivity activity = own.remove();
			if (!own.isEmpty()) {
				// To the end of the round
				this.instances.put(instanceId, own);
			}
			this.running++;
			return activity;
		}

	}

}
