package io.durable.jdbc.table;

import io.durable.jdbc.codec.HistoryEventCodec;
import io.durable.jdbc.dialect.SqlDialect;

/**
 * The tables of a task hub.
 *
 * @param meta the description
 * @param nodes the nodes
 * @param partitions the partitions
 * @param instances the instances
 * @param lookups reads of many instances at once
 * @param tags the tags of instances
 * @param eventIds the event IDs that clients have given
 * @param history the history
 * @param messages the messages
 * @param clientMessages the messages of clients
 * @param timers the timers
 * @param open the instances with open activities
 */
public record Tables(MetaTable meta, NodeTable nodes, PartitionTable partitions, InstanceTable instances,
		InstanceLookups lookups, TagTable tags, EventIdTable eventIds, HistoryTable history, MessageTable messages,
		ClientMessages clientMessages, TimerTable timers, OpenTable open) {

	public static Tables of(TableNames names, SqlDialect dialect, HistoryEventCodec codec) {
		InstanceTable instances = new InstanceTable(names, dialect, codec.json());
		return new Tables(new MetaTable(names), new NodeTable(names), new PartitionTable(names), instances,
				new InstanceLookups(names, dialect), new TagTable(names), new EventIdTable(names, dialect),
				new HistoryTable(names, codec), new MessageTable(names, codec, instances), new ClientMessages(names),
				new TimerTable(names), new OpenTable(names));
	}

}
