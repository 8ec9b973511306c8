package io.durable.jdbc.client;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import io.durable.jdbc.table.Incarnation;
import io.durable.jdbc.table.Tables;
import io.durable.store.InstanceKey;

/**
 * The deletion of instances with all that belongs to them. The rows go first: under their
 * locks nobody can start the instances anew, so that what goes with them is surely
 * theirs. They go in the order of their keys, against deadlocks.
 */
final class Purge {

	private final Tables tables;

	Purge(Tables tables) {
		this.tables = tables;
	}

	// Return those that were deleted.
	List<InstanceKey> execute(Connection connection, Collection<InstanceKey> instances) throws SQLException {
		List<InstanceKey> keys = instances.stream()
			.distinct()
			.sorted(Comparator.comparingInt(InstanceKey::partition).thenComparing(InstanceKey::instanceId))
			.toList();
		// An execution is of one incarnation for ever, so this may be read before the
		// lock
		Map<InstanceKey, Incarnation> ended = this.tables.lookups().ended(connection, keys);
		List<InstanceKey> deleted = delete(connection, keys.stream().filter(ended::containsKey).toList());
		if (!deleted.isEmpty()) {
			this.tables.history().delete(connection, deleted);
			this.tables.eventIds().deleteAll(connection, deleted.stream().map(ended::get).toList());
			this.tables.tags().delete(connection, deleted);
		}
		return deleted;
	}

	private List<InstanceKey> delete(Connection connection, List<InstanceKey> keys) throws SQLException {
		int[] counts = this.tables.instances().delete(connection, keys);
		List<InstanceKey> deleted = new ArrayList<>();
		for (int i = 0; i < counts.length; i++) {
			if (counts[i] != 0) {
				deleted.add(keys.get(i));
			}
		}
		return deleted;
	}

}
