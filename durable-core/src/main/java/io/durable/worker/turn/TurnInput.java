package io.durable.worker.turn;

import java.util.List;

import io.durable.store.lease.PartitionLease;
import org.jspecify.annotations.Nullable;

/**
 * What a turn is computed from.
 *
 * @param instanceId the instance ID
 * @param lease the lease of its partition
 * @param state what is committed, or {@code null} if there is no such instance, or it has
 * ended and nobody needs to know more
 * @param lateWork what an ended instance has left undone, or {@code null}
 * @param deliveries what has arrived
 * @param host where its code runs
 */
public record TurnInput(String instanceId, PartitionLease lease, @Nullable InstanceState state,
		@Nullable LateWork lateWork, List<Delivery> deliveries, OrchestratorHost host) {

}
