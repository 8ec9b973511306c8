package io.durable.worker;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Bounds the memory that cached histories take: the least recently used goes first.
 * Thread-safe.
 */
final class ResidentHistories {

	private final long maxBytes;

	private final Map<InstanceActor, Long> sizes = new LinkedHashMap<>(256, 0.75f, true);

	private long bytes;

	ResidentHistories(long maxBytes) {
		this.maxBytes = maxBytes;
	}

	/**
	 * Note that an instance was used, and evict others if that is too much.
	 * @param actor the instance
	 * @param size how much its history takes
	 */
	void used(InstanceActor actor, long size) {
		List<InstanceActor> victims = new ArrayList<>();
		synchronized (this) {
			Long before = this.sizes.put(actor, size);
			this.bytes += size - ((before != null) ? before : 0);
			long excess = this.bytes - this.maxBytes;
			for (Iterator<Map.Entry<InstanceActor, Long>> i = this.sizes.entrySet().iterator(); excess > 0
					&& i.hasNext();) {
				Map.Entry<InstanceActor, Long> eldest = i.next();
				victims.add(eldest.getKey());
				excess -= eldest.getValue();
			}
		}
		// On another thread, since an orchestrator's code may run while it unwinds
		victims.forEach(InstanceActor::evictSoon);
	}

	synchronized void forget(InstanceActor actor) {
		Long size = this.sizes.remove(actor);
		this.bytes -= (size != null) ? size : 0;
	}

}
