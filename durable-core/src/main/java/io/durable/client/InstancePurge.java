package io.durable.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.store.ClientStore;
import io.durable.store.InstanceKey;
import io.durable.store.InstanceQuery;
import io.durable.store.InstanceQuery.Order;
import io.durable.store.InstanceQuery.Position;
import io.durable.store.InstanceView;
import io.durable.store.NewInstance;
import io.durable.store.StoredInstance;
import org.jspecify.annotations.Nullable;

/**
 * Deletes instances that have ended, a part at a time, so that no transaction grows with
 * their number and what is done stays done.
 */
final class InstancePurge {

	private static final int PART = 500;

	private final ClientStore store;

	InstancePurge(ClientStore store) {
		this.store = store;
	}

	/**
	 * Delete an instance and, if asked for, its descendants.
	 * @param instance the instance
	 * @param recursive whether descendants go too
	 * @return how many were deleted
	 */
	int purge(StoredInstance instance, boolean recursive) {
		// They go first: without their caller nobody would find them
		int descendants = recursive ? purgeDescendants(List.of(instance)) : 0;
		return descendants + this.store.purge(List.of(key(instance)));
	}

	// Callers may stand in a circle: each is met once
	private int purgeDescendants(Collection<StoredInstance> ancestors) {
		int purged = 0;
		Set<String> met = new HashSet<>();
		Deque<String> callers = new ArrayDeque<>();
		ancestors.stream().map(StoredInstance::instanceId).filter(met::add).forEach(callers::add);
		while (!callers.isEmpty()) {
			String caller = callers.remove();
			List<InstanceView> page;
			Position position = null;
			do {
				page = this.store.query(InstanceQuery.children(caller, position, PART));
				for (InstanceView child : page) {
					StoredInstance instance = child.instance();
					position = new Position(instance.createdAt(), instance.incarnationId());
					if (instance.status().isTerminal() && met.add(instance.instanceId())) {
						callers.add(instance.instanceId());
					}
				}
				purged += this.store.purge(ended(page));
			}
			while (page.size() == PART);
		}
		return purged;
	}

	private static Collection<InstanceKey> ended(List<InstanceView> page) {
		return page.stream()
			.map(InstanceView::instance)
			.filter((instance) -> instance.status().isTerminal())
			.map(InstancePurge::key)
			.toList();
	}

	/**
	 * Delete all instances that meet criteria.
	 * @param criteria which ones
	 * @param mayPurge whether to delete one of them
	 * @return how many were deleted, and whether that were all
	 */
	PurgeResult purge(PurgeInstanceCriteria criteria, Predicate<InstanceView> mayPurge) {
		long deadline = System.nanoTime() + criteria.getTimeout().toNanos();
		Set<OrchestrationRuntimeStatus> statuses = EnumSet.copyOf(NewInstance.TERMINAL);
		if (!criteria.getRuntimeStatusList().isEmpty()) {
			statuses.retainAll(criteria.getRuntimeStatusList());
		}
		int purged = 0;
		Position position = null;
		while (!statuses.isEmpty()) {
			List<InstanceView> page = this.store.query(query(criteria, statuses, position));
			List<StoredInstance> part = new ArrayList<>();
			for (InstanceView found : page) {
				StoredInstance instance = found.instance();
				position = new Position(instance.createdAt(), instance.incarnationId());
				if (mayPurge.test(found)) {
					part.add(instance);
				}
			}
			purged += criteria.isRecursive() ? purgeDescendants(part) : 0;
			purged += this.store.purge(part.stream().map(InstancePurge::key).toList());
			if (page.size() < PART) {
				break;
			}
			if (System.nanoTime() - deadline > 0) {
				return new PurgeResult(purged, false);
			}
		}
		return new PurgeResult(purged, true);
	}

	private static InstanceQuery query(PurgeInstanceCriteria criteria, Set<OrchestrationRuntimeStatus> statuses,
			@Nullable Position after) {
		return new InstanceQuery(Set.copyOf(statuses), null, criteria.getCreatedTimeFrom(), criteria.getCreatedTimeTo(),
				null, criteria.getCompletedTimeTo(), null, Map.of(), null, Order.CREATED_DESCENDING, after, PART,
				false);
	}

	private static InstanceKey key(StoredInstance instance) {
		return new InstanceKey(instance.partition(), instance.instanceId(), instance.executionId());
	}

}
