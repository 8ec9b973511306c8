package io.durable.worker;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.durable.store.PartitionLease;
import org.jspecify.annotations.Nullable;

/**
 * The partitions that this node owns. Thread-safe.
 */
final class Partitions {

	private final Map<Integer, Partition> owned = new ConcurrentHashMap<>();

	void add(Partition partition) {
		this.owned.put(partition.lease().partition(), partition);
	}

	@Nullable Partition get(int partition) {
		return this.owned.get(partition);
	}

	/**
	 * Drop a partition if it is still held under that lease.
	 * @param lease the lease
	 */
	void drop(PartitionLease lease) {
		Partition partition = this.owned.get(lease.partition());
		if (partition != null && partition.lease().equals(lease) && this.owned.remove(lease.partition(), partition)) {
			partition.lose();
		}
	}

	Collection<Partition> all() {
		return this.owned.values();
	}

	List<Integer> numbers() {
		return this.owned.keySet().stream().sorted().toList();
	}

	List<PartitionLease> leases() {
		return this.owned.values().stream().map(Partition::lease).toList();
	}

	int messagesInFlight() {
		return this.owned.values().stream().mapToInt(Partition::inFlight).sum();
	}

}
