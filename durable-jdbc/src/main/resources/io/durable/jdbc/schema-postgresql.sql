-- The tables of a task hub on PostgreSQL 12 or later. Can be run again: it only creates what is missing.
-- A payload is stored once. IDs compare byte by byte (COLLATE "C"), whatever the database's collation.

-- One row: which version of the tables this is, and the number of partitions, which the
-- first application to open the task hub sets for ever.
CREATE TABLE IF NOT EXISTS durable_meta (
	meta_id INTEGER NOT NULL,
	schema_version INTEGER NOT NULL,
	partition_count INTEGER,
	created_at TIMESTAMP(3) WITH TIME ZONE NOT NULL,
	PRIMARY KEY (meta_id)
);

INSERT INTO durable_meta (meta_id, schema_version, created_at)
VALUES (1, 1, CURRENT_TIMESTAMP) ON CONFLICT DO NOTHING;

-- A node is alive as long as its beat changes; the times are for people to read.
CREATE TABLE IF NOT EXISTS durable_node (
	node_id VARCHAR(250) COLLATE "C" NOT NULL,
	beat BIGINT NOT NULL,
	started_at TIMESTAMP(3) WITH TIME ZONE NOT NULL,
	seen_at TIMESTAMP(3) WITH TIME ZONE NOT NULL,
	PRIMARY KEY (node_id)
) WITH (fillfactor = 50);

-- Changes only when a partition changes hands; every checkpoint locks the rows of its
-- partitions and compares the epochs.
CREATE TABLE IF NOT EXISTS durable_partition (
	partition_id INTEGER NOT NULL,
	owner VARCHAR(250) COLLATE "C",
	epoch BIGINT NOT NULL,
	PRIMARY KEY (partition_id)
) WITH (fillfactor = 50);

CREATE TABLE IF NOT EXISTS durable_instance (
	partition_id INTEGER NOT NULL,
	instance_id VARCHAR(250) COLLATE "C" NOT NULL,
	execution_id UUID NOT NULL,
	incarnation_id UUID NOT NULL,
	name VARCHAR(500) NOT NULL,
	version VARCHAR(500),
	status VARCHAR(20) NOT NULL,
	input TEXT,
	custom_status TEXT,
	parent_name VARCHAR(500),
	parent_instance_id VARCHAR(250) COLLATE "C",
	parent_execution_id UUID,
	parent_task_id INTEGER,
	tags TEXT,
	created_at TIMESTAMP(3) WITH TIME ZONE NOT NULL,
	scheduled_start_at TIMESTAMP(3) WITH TIME ZONE,
	completed_at TIMESTAMP(3) WITH TIME ZONE,
	output_sequence INTEGER,
	parked_reason TEXT,
	inbox_full BOOLEAN DEFAULT FALSE NOT NULL,
	PRIMARY KEY (partition_id, instance_id)
) WITH (
	-- Room for the new version of a row on its own page.
	fillfactor = 70,
	autovacuum_vacuum_scale_factor = 0.02,
	autovacuum_vacuum_threshold = 10000
);

-- Serves the instance list (the newest of each status, page by page) and the counts by status.
-- It has no column of the primary key: while the table is small, PostgreSQL would take it for the
-- primary key and scan a whole partition at every update, until statistics are gathered.
CREATE INDEX IF NOT EXISTS durable_instance_status ON durable_instance (status, created_at, incarnation_id);

-- Serves the list of those that have ended, the oldest first, as retention wants them.
CREATE INDEX IF NOT EXISTS durable_instance_completed ON durable_instance (completed_at, incarnation_id) WHERE completed_at IS NOT NULL;

-- Serves the list of the instances of an orchestrator, of each status.
CREATE INDEX IF NOT EXISTS durable_instance_name ON durable_instance (LOWER(LOWER(name COLLATE "C") COLLATE "default"), status, created_at, incarnation_id);

-- Serves the list of those whose ID begins with something. The condition, which always holds and which that list
-- repeats, keeps it out of the way of statements by key: while the table is small, PostgreSQL would take it for
-- the primary key. That an ID is not null would follow from the key.
CREATE INDEX IF NOT EXISTS durable_instance_id ON durable_instance (instance_id) WHERE instance_id >= '';

-- Serves the list of the sub-orchestrations of an instance.
CREATE INDEX IF NOT EXISTS durable_instance_parent ON durable_instance (parent_instance_id, created_at, incarnation_id) WHERE parent_instance_id IS NOT NULL;

-- The tags once more, to find instances by them; what is read is in the instance. Time and incarnation are
-- those of the instance: a list by tag is read in its order.
CREATE TABLE IF NOT EXISTS durable_tag (
	partition_id INTEGER NOT NULL,
	instance_id VARCHAR(250) COLLATE "C" NOT NULL,
	tag_key VARCHAR(250) COLLATE "C" NOT NULL,
	tag_value VARCHAR(250) COLLATE "C" NOT NULL,
	created_at TIMESTAMP(3) WITH TIME ZONE NOT NULL,
	incarnation_id UUID NOT NULL,
	PRIMARY KEY (partition_id, instance_id, tag_key)
);

CREATE INDEX IF NOT EXISTS durable_tag_value ON durable_tag (tag_key, tag_value, created_at, incarnation_id);

-- The event IDs that clients have given, so that an event sent again is known. They go with the incarnation.
CREATE TABLE IF NOT EXISTS durable_event_id (
	partition_id INTEGER NOT NULL,
	incarnation_id UUID NOT NULL,
	event_id VARCHAR(250) COLLATE "C" NOT NULL,
	PRIMARY KEY (partition_id, incarnation_id, event_id)
);

CREATE TABLE IF NOT EXISTS durable_history (
	partition_id INTEGER NOT NULL,
	execution_id UUID NOT NULL,
	sequence_number INTEGER NOT NULL,
	instance_id VARCHAR(250) COLLATE "C" NOT NULL,
	event_type VARCHAR(50) NOT NULL,
	event_timestamp TIMESTAMP(3) WITH TIME ZONE NOT NULL,
	task_id INTEGER,
	name VARCHAR(500),
	input TEXT,
	result TEXT,
	status VARCHAR(20),
	failure TEXT,
	attributes TEXT,
	PRIMARY KEY (partition_id, execution_id, sequence_number)
);

-- A row without an event type only asks for a turn. The start of an instance has no
-- payload here: it is read from the instance.
CREATE TABLE IF NOT EXISTS durable_message (
	partition_id INTEGER NOT NULL,
	message_id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	instance_id VARCHAR(250) COLLATE "C" NOT NULL,
	incarnation_id UUID,
	execution_id UUID,
	event_type VARCHAR(50),
	event_timestamp TIMESTAMP(3) WITH TIME ZONE,
	task_id INTEGER,
	name VARCHAR(500),
	input TEXT,
	result TEXT,
	status VARCHAR(20),
	failure TEXT,
	attributes TEXT,
	PRIMARY KEY (partition_id, message_id)
) WITH (
	-- Rows come and go by the thousand while the table stays small: vacuum by count, not by share.
	-- And leave its pages: a table without any is planned for sequential scans, even when it fills up.
	vacuum_truncate = off,
	autovacuum_vacuum_scale_factor = 0,
	autovacuum_vacuum_threshold = 10000,
	autovacuum_vacuum_cost_delay = 0,
	autovacuum_analyze_scale_factor = 0,
	autovacuum_analyze_threshold = 10000
);

-- Serves the reading of requests to terminate, suspend and resume, which must get past a backlog.
CREATE INDEX IF NOT EXISTS durable_message_control ON durable_message (message_id)
	WHERE event_type IN ('ExecutionTerminated', 'ExecutionSuspended', 'ExecutionResumed');

-- Serves the reading of the messages to one instance. The condition, which always holds, keeps it out of
-- the way of statements by key: while the table is small, PostgreSQL would take it for the primary key.
CREATE INDEX IF NOT EXISTS durable_message_instance ON durable_message (instance_id, message_id)
	WHERE instance_id IS NOT NULL;

-- Task ID -1 is the delayed start of the instance itself.
CREATE TABLE IF NOT EXISTS durable_timer (
	partition_id INTEGER NOT NULL,
	execution_id UUID NOT NULL,
	task_id INTEGER NOT NULL,
	instance_id VARCHAR(250) COLLATE "C" NOT NULL,
	due_at TIMESTAMP(3) WITH TIME ZONE NOT NULL,
	PRIMARY KEY (partition_id, execution_id, task_id)
) WITH (
	-- Rows come and go by the thousand while the table stays small: vacuum by count, not by share.
	-- And leave its pages: a table without any is planned for sequential scans, even when it fills up.
	vacuum_truncate = off,
	autovacuum_vacuum_scale_factor = 0,
	autovacuum_vacuum_threshold = 10000,
	autovacuum_vacuum_cost_delay = 0,
	autovacuum_analyze_scale_factor = 0,
	autovacuum_analyze_threshold = 10000
);

-- Serves the search for timers that are due, page by page. The condition is as above.
CREATE INDEX IF NOT EXISTS durable_timer_due ON durable_timer (due_at, partition_id, execution_id, task_id)
	WHERE due_at IS NOT NULL;

-- Instances with scheduled activities that nobody but the owner knows of.
CREATE TABLE IF NOT EXISTS durable_open (
	partition_id INTEGER NOT NULL,
	instance_id VARCHAR(250) COLLATE "C" NOT NULL,
	PRIMARY KEY (partition_id, instance_id)
) WITH (
	-- Rows come and go by the thousand while the table stays small: vacuum by count, not by share.
	-- And leave its pages: a table without any is planned for sequential scans, even when it fills up.
	vacuum_truncate = off,
	autovacuum_vacuum_scale_factor = 0,
	autovacuum_vacuum_threshold = 10000,
	autovacuum_vacuum_cost_delay = 0,
	autovacuum_analyze_scale_factor = 0,
	autovacuum_analyze_threshold = 10000
);
