package io.durable.client;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.Times;
import io.durable.store.ClientStore;
import io.durable.store.InstanceKey;
import io.durable.store.InstancePage;
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
		Deletion deletion = new Deletion((instanceId) -> {
		});
		// They go first: without their caller nobody would find them
		if (recursive) {
			purgeDescendants(List.of(instance), deletion);
		}
		deletion.delete(List.of(key(instance)));
		return deletion.count;
	}

	// Callers may stand in a circle: each is met once
	private void purgeDescendants(Collection<StoredInstance> ancestors, Deletion deletion) {
		Set<String> met = new HashSet<>();
		Deque<String> callers = new ArrayDeque<>();
		ancestors.stream().map(StoredInstance::instanceId).filter(met::add).forEach(callers::add);
		while (!callers.isEmpty()) {
			String caller = callers.remove();
			Position position = null;
			do {
				InstancePage page = this.store.page(InstanceQuery.children(caller, position, PART));
				position = page.next();
				for (InstanceView child : page.instances()) {
					StoredInstance instance = child.instance();
					if (instance.status().isTerminal() && met.add(instance.instanceId())) {
						callers.add(instance.instanceId());
					}
				}
				deletion.delete(ended(page.instances()));
			}
			while (position != null);
		}
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
	 * @param purged gets the ID of each that was deleted
	 * @return how many were deleted, and whether that were all
	 */
	PurgeResult purge(PurgeInstanceCriteria criteria, Predicate<InstanceView> mayPurge, Consumer<String> purged) {
		long deadline = System.nanoTime() + Times.waitNanos(criteria.getTimeout());
		Set<OrchestrationRuntimeStatus> statuses = EnumSet.copyOf(NewInstance.TERMINAL);
		if (!criteria.getRuntimeStatusList().isEmpty()) {
			statuses.retainAll(criteria.getRuntimeStatusList());
		}
		Deletion deletion = new Deletion(purged);
		Position position = null;
		while (!statuses.isEmpty()) {
			InstancePage page = this.store.page(query(criteria, statuses, position));
			position = page.next();
			List<StoredInstance> part = page.instances().stream().filter(mayPurge).map(InstanceView::instance).toList();
			if (criteria.isRecursive()) {
				purgeDescendants(part, deletion);
			}
			deletion.delete(part.stream().map(InstancePurge::key).toList());
			if (position == null) {
				break;
			}
			if (System.nanoTime() - deadline > 0) {
				return new PurgeResult(deletion.count, false);
			}
		}
		return new PurgeResult(deletion.count, true);
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

	/**
	 * Deletes, and counts what was deleted.
	 */
	private final class Deletion {

		private final Consumer<String> listener;

		private int count;

		private Deletion(Consumer<String> listener) {
			this.listener = listener;
		}

		private void delete(Collection<InstanceKey> instances) {
			List<InstanceKey> deleted = InstancePurge.this.store.delete(instances);
			this.count += deleted.size();
			deleted.forEach((key) -> this.listener.accept(key.instanceId()));
		}

	}

}
