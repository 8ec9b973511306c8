package io.durable.jdbc;

/**
 * The tables of a task hub.
 *
 * @param meta the description
 * @param nodes the nodes
 * @param partitions the partitions
 * @param instances the instances
 * @param history the history
 * @param messages the inboxes
 * @param timers the timers
 * @param open the instances with open activities
 */
record Tables(MetaTable meta, NodeTable nodes, PartitionTable partitions, InstanceTable instances, HistoryTable history,
		MessageTable messages, TimerTable timers, OpenTable open) {

	static Tables of(TableNames names, SqlDialect dialect, HistoryEventCodec codec) {
		InstanceTable instances = new InstanceTable(names, dialect, codec.json());
		return new Tables(new MetaTable(names), new NodeTable(names), new PartitionTable(names), instances,
				new HistoryTable(names, codec), new MessageTable(names, dialect, codec, instances),
				new TimerTable(names), new OpenTable(names));
	}

}
