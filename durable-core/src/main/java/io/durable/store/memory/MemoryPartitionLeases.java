package io.durable.store.memory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.durable.store.PartitionLeases;
import io.durable.store.lease.LeaseView;
import io.durable.store.lease.PartitionLease;
import io.durable.store.lease.PartitionOwnership;

/**
 * The leases of the store in memory.
 */
final class MemoryPartitionLeases implements PartitionLeases {

	private final MemoryTables tables;

	MemoryPartitionLeases(MemoryTables tables) {
		this.tables = tables;
	}

	@Override
	public void beat(String nodeId) {
		this.tables.transaction(() -> this.tables.beats.merge(nodeId, 1L, Long::sum));
	}

	@Override
	public LeaseView look() {
		return this.tables.transaction(() -> {
			List<PartitionOwnership> owners = new ArrayList<>();
			for (int partition = 0; partition < this.tables.epochs.length; partition++) {
				owners.add(new PartitionOwnership(partition, this.tables.owners[partition],
						this.tables.epochs[partition]));
			}
			return new LeaseView(owners, this.tables.beats);
		});
	}

	@Override
	public Instant currentTime() {
		return this.tables.transaction(this.tables::now);
	}

	@Override
	public List<PartitionLease> take(String nodeId, Collection<PartitionOwnership> partitions,
			Map<String, Long> beats) {
		return this.tables.transaction(() -> {
			List<PartitionLease> taken = new ArrayList<>();
			for (PartitionOwnership wanted : partitions) {
				int partition = wanted.partition();
				String owner = wanted.owner();
				boolean stands = owner == null || owner.equals(nodeId)
						|| Objects.equals(beats.get(owner), this.tables.beats.get(owner));
				if (stands && this.tables.epochs[partition] == wanted.epoch()) {
					this.tables.owners[partition] = nodeId;
					this.tables.epochs[partition]++;
					taken.add(new PartitionLease(partition, this.tables.epochs[partition]));
				}
			}
			return taken;
		});
	}

	@Override
	public List<PartitionLease> release(Collection<PartitionLease> leases) {
		return this.tables.transaction(() -> {
			for (PartitionLease lease : leases) {
				if (this.tables.epochs[lease.partition()] == lease.epoch()) {
					this.tables.owners[lease.partition()] = null;
					this.tables.epochs[lease.partition()]++;
				}
			}
			return List.of();
		});
	}

	@Override
	public void leave(String nodeId) {
		this.tables.transaction(() -> this.tables.beats.remove(nodeId));
	}

	@Override
	public void remove(Map<String, Long> beats) {
		this.tables.transaction(() -> this.tables.beats.entrySet()
			.removeIf((node) -> node.getValue().equals(beats.get(node.getKey()))
					&& !Arrays.asList(this.tables.owners).contains(node.getKey())));
	}

}
