package io.durable.store.memory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import io.durable.store.PartitionLease;
import io.durable.store.PartitionLeases;
import io.durable.store.PartitionOwnership;

/**
 * The leases of the store in memory.
 */
final class MemoryPartitionLeases implements PartitionLeases {

	private final MemoryTables tables;

	MemoryPartitionLeases(MemoryTables tables) {
		this.tables = tables;
	}

	@Override
	public Map<String, Long> beat(String nodeId) {
		return this.tables.transaction(() -> {
			this.tables.beats.merge(nodeId, 1L, Long::sum);
			return Map.copyOf(this.tables.beats);
		});
	}

	@Override
	public List<PartitionOwnership> owners() {
		return this.tables.transaction(() -> {
			List<PartitionOwnership> owners = new ArrayList<>();
			for (int partition = 0; partition < this.tables.epochs.length; partition++) {
				owners.add(new PartitionOwnership(partition, this.tables.owners[partition],
						this.tables.epochs[partition]));
			}
			return owners;
		});
	}

	@Override
	public List<PartitionLease> take(String nodeId, Collection<PartitionOwnership> partitions) {
		return this.tables.transaction(() -> {
			List<PartitionLease> taken = new ArrayList<>();
			for (PartitionOwnership wanted : partitions) {
				int partition = wanted.partition();
				if (this.tables.epochs[partition] == wanted.epoch()) {
					this.tables.owners[partition] = nodeId;
					this.tables.epochs[partition]++;
					taken.add(new PartitionLease(partition, this.tables.epochs[partition]));
				}
			}
			return taken;
		});
	}

	@Override
	public void release(Collection<PartitionLease> leases) {
		this.tables.transaction(() -> {
			for (PartitionLease lease : leases) {
				if (this.tables.epochs[lease.partition()] == lease.epoch()) {
					this.tables.owners[lease.partition()] = null;
					this.tables.epochs[lease.partition()]++;
				}
			}
			return null;
		});
	}

	@Override
	public void leave(String nodeId) {
		this.tables.transaction(() -> this.tables.beats.remove(nodeId));
	}

}
