package io.durable.worker.partition;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.durable.store.lease.PartitionLease;
import org.jspecify.annotations.Nullable;

/**
 * The partitions that this node owns. Thread-safe.
 */
public final class Partitions {

	private final Map<Integer, Partition> owned = new ConcurrentHashMap<>();

	public void add(Partition partition) {
		this.owned.put(partition.partition(), partition);
	}

	public @Nullable Partition get(int partition) {
		return this.owned.get(partition);
	}

	/**
	 * Drop a partition if it is still held under that lease.
	 * @param lease the lease
	 */
	public void drop(PartitionLease lease) {
		Partition partition = this.owned.get(lease.partition());
		if (partition != null && partition.lease().equals(lease) && this.owned.remove(lease.partition(), partition)) {
			partition.release();
		}
	}

	public Collection<Partition> all() {
		return this.owned.values();
	}

	public List<Integer> numbers() {
		return this.owned.keySet().stream().sorted().toList();
	}

	public List<PartitionLease> leases() {
		return this.owned.values().stream().map(Partition::lease).toList();
	}

	public boolean isEmpty() {
		return this.owned.isEmpty();
	}

}
