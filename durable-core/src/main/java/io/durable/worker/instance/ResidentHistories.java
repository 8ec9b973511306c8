package io.durable.worker.instance;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Bounds the memory that cached histories take: the least recently used goes first.
 * Thread-safe.
 */
public final class ResidentHistories {

	private final long maxBytes;

	private final Map<InstanceSlot, Long> sizes = new LinkedHashMap<>(256, 0.75f, true);

	private long bytes;

	private long evicted;

	public ResidentHistories(long maxBytes) {
		this.maxBytes = maxBytes;
	}

	boolean keepsAny() {
		return this.maxBytes > 0;
	}

	/**
	 * Note that an instance was used, and evict others if that is too much.
	 * @param slot the instance
	 * @param size how much its history takes
	 */
	void used(InstanceSlot slot, long size) {
		for (InstanceSlot victim : put(slot, size)) {
			victim.evict();
		}
	}

	// Whoever is chosen is out of the books at once, so that nobody else chooses it too.
	// If
	// it is busy it comes back with its next use
	private synchronized List<InstanceSlot> put(InstanceSlot slot, long size) {
		Long before = this.sizes.put(slot, size);
		this.bytes += size - ((before != null) ? before : 0);
		if (this.bytes <= this.maxBytes) {
			return List.of();
		}
		List<InstanceSlot> victims = new ArrayList<>();
		for (Iterator<Map.Entry<InstanceSlot, Long>> i = this.sizes.entrySet().iterator(); this.bytes > this.maxBytes
				&& i.hasNext();) {
			Map.Entry<InstanceSlot, Long> eldest = i.next();
			victims.add(eldest.getKey());
			this.bytes -= eldest.getValue();
			i.remove();
		}
		this.evicted += victims.size();
		return victims;
	}

	synchronized void forget(InstanceSlot slot) {
		Long size = this.sizes.remove(slot);
		this.bytes -= (size != null) ? size : 0;
	}

	/**
	 * Return how many instances have their history in memory.
	 * @return the number of instances
	 */
	public synchronized int count() {
		return this.sizes.size();
	}

	/**
	 * Return how much memory the histories take.
	 * @return the number of bytes, about
	 */
	public synchronized long bytes() {
		return this.bytes;
	}

	/**
	 * Return how many instances had to make room so far.
	 * @return the number of evictions
	 */
	public synchronized long evicted() {
		return this.evicted;
	}

}
