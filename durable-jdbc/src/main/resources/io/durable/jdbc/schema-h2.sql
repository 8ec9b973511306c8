-- The tables of a task hub on H2. Can be run again: it only creates what is missing.
-- With IGNORECASE a plain VARCHAR would take two IDs that differ in case for one.
-- A payload is stored once, as TEXT (CHARACTER LARGE OBJECT): VARCHAR ends at 1 Mi characters.

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
SELECT 1, 1, CURRENT_TIMESTAMP WHERE NOT EXISTS (SELECT 1 FROM durable_meta);

-- A node is alive as long as its beat changes; the times are for people to read.
CREATE TABLE IF NOT EXISTS durable_node (
	node_id VARCHAR_CASESENSITIVE(250) NOT NULL,
	beat BIGINT NOT NULL,
	started_at TIMESTAMP(3) WITH TIME ZONE NOT NULL,
	seen_at TIMESTAMP(3) WITH TIME ZONE NOT NULL,
	PRIMARY KEY (node_id)
);

-- Changes only when a partition changes hands; every checkpoint locks the rows of its
-- partitions and compares the epochs.
CREATE TABLE IF NOT EXISTS durable_partition (
	partition_id INTEGER NOT NULL,
	owner VARCHAR_CASESENSITIVE(250),
	epoch BIGINT NOT NULL,
	PRIMARY KEY (partition_id)
);

CREATE TABLE IF NOT EXISTS durable_instance (
	partition_id INTEGER NOT NULL,
	instance_id VARCHAR_CASESENSITIVE(250) NOT NULL,
	execution_id UUID NOT NULL,
	incarnation_id UUID NOT NULL,
	name VARCHAR_CASESENSITIVE(500) NOT NULL,
	version VARCHAR_CASESENSITIVE(500),
	status VARCHAR_CASESENSITIVE(20) NOT NULL,
	input TEXT,
	custom_status TEXT,
	parent_name VARCHAR_CASESENSITIVE(500),
	parent_instance_id VARCHAR_CASESENSITIVE(250),
	parent_execution_id UUID,
	parent_task_id INTEGER,
	tags TEXT,
	created_at TIMESTAMP(3) WITH TIME ZONE NOT NULL,
	scheduled_start_at TIMESTAMP(3) WITH TIME ZONE,
	completed_at TIMESTAMP(3) WITH TIME ZONE,
	output_sequence INTEGER,
	parked_reason TEXT,
	inbox_full BOOLEAN DEFAULT FALSE NOT NULL,
	-- LOWER speaks the language of the Java virtual machine: Turkish makes another letter of I
	lower_name VARCHAR_CASESENSITIVE(1500) GENERATED ALWAYS AS (LOWER(REPLACE(name, 'I', 'i'))),
	PRIMARY KEY (partition_id, instance_id)
);

-- Serves the instance list (the newest of each status, page by page) and the counts by status.
-- It has no column of the primary key: while the table is small, PostgreSQL would take it for the
-- primary key and scan a whole partition at every update, until statistics are gathered.
CREATE INDEX IF NOT EXISTS durable_instance_status ON durable_instance (status, created_at, incarnation_id);

-- Serves the list of those that have ended, the oldest first, as retention wants them.
CREATE INDEX IF NOT EXISTS durable_instance_completed ON durable_instance (completed_at, incarnation_id);

-- Serves the list of the instances of an orchestrator, of each status.
CREATE INDEX IF NOT EXISTS durable_instance_name ON durable_instance (lower_name, status, created_at, incarnation_id);

-- Serves the list of those whose ID begins with something.
CREATE INDEX IF NOT EXISTS durable_instance_id ON durable_instance (instance_id);

-- Serves the list of the sub-orchestrations of an instance.
CREATE INDEX IF NOT EXISTS durable_instance_parent ON durable_instance (parent_instance_id, created_at, incarnation_id);

-- The tags once more, to find instances by them; what is read is in the instance. Time and incarnation are
-- those of the instance: a list by tag is read in its order.
CREATE TABLE IF NOT EXISTS durable_tag (
	partition_id INTEGER NOT NULL,
	instance_id VARCHAR_CASESENSITIVE(250) NOT NULL,
	tag_key VARCHAR_CASESENSITIVE(250) NOT NULL,
	tag_value VARCHAR_CASESENSITIVE(250) NOT NULL,
	created_at TIMESTAMP(3) WITH TIME ZONE NOT NULL,
	incarnation_id UUID NOT NULL,
	PRIMARY KEY (partition_id, instance_id, tag_key)
);

CREATE INDEX IF NOT EXISTS durable_tag_value ON durable_tag (tag_key, tag_value, created_at, incarnation_id);

-- The event IDs that clients have given, so that an event sent again is known. They go with the incarnation.
CREATE TABLE IF NOT EXISTS durable_event_id (
	partition_id INTEGER NOT NULL,
	incarnation_id UUID NOT NULL,
	event_id VARCHAR_CASESENSITIVE(250) NOT NULL,
	PRIMARY KEY (partition_id, incarnation_id, event_id)
);

CREATE TABLE IF NOT EXISTS durable_history (
	partition_id INTEGER NOT NULL,
	execution_id UUID NOT NULL,
	sequence_number INTEGER NOT NULL,
	instance_id VARCHAR_CASESENSITIVE(250) NOT NULL,
	event_type VARCHAR_CASESENSITIVE(50) NOT NULL,
	event_timestamp TIMESTAMP(3) WITH TIME ZONE NOT NULL,
	task_id INTEGER,
	name VARCHAR_CASESENSITIVE(500),
	input TEXT,
	result TEXT,
	status VARCHAR_CASESENSITIVE(20),
	failure TEXT,
	attributes TEXT,
	PRIMARY KEY (partition_id, execution_id, sequence_number)
);

-- A row without an event type only asks for a turn. The start of an instance has no
-- payload here: it is read from the instance.
CREATE TABLE IF NOT EXISTS durable_message (
	partition_id INTEGER NOT NULL,
	message_id BIGINT GENERATED BY DEFAULT AS IDENTITY,
	instance_id VARCHAR_CASESENSITIVE(250) NOT NULL,
	incarnation_id UUID,
	execution_id UUID,
	event_type VARCHAR_CASESENSITIVE(50),
	event_timestamp TIMESTAMP(3) WITH TIME ZONE,
	task_id INTEGER,
	name VARCHAR_CASESENSITIVE(500),
	input TEXT,
	result TEXT,
	status VARCHAR_CASESENSITIVE(20),
	failure TEXT,
	attributes TEXT,
	-- Not by IN: H2 ties that to the session that creates the table
	control BOOLEAN GENERATED ALWAYS AS (CASE event_type WHEN 'ExecutionTerminated' THEN TRUE
		WHEN 'ExecutionSuspended' THEN TRUE WHEN 'ExecutionResumed' THEN TRUE END),
	PRIMARY KEY (partition_id, message_id)
);

-- Serves the reading of requests to terminate, suspend and resume, which must get past a backlog.
CREATE INDEX IF NOT EXISTS durable_message_control ON durable_message (control, message_id);

-- Serves the reading of the messages to one instance.
CREATE INDEX IF NOT EXISTS durable_message_instance ON durable_message (instance_id, message_id);

-- Task ID -1 is the delayed start of the instance itself.
CREATE TABLE IF NOT EXISTS durable_timer (
	partition_id INTEGER NOT NULL,
	execution_id UUID NOT NULL,
	task_id INTEGER NOT NULL,
	instance_id VARCHAR_CASESENSITIVE(250) NOT NULL,
	due_at TIMESTAMP(3) WITH TIME ZONE NOT NULL,
	PRIMARY KEY (partition_id, execution_id, task_id)
);

-- Serves the search for timers that are due, page by page.
CREATE INDEX IF NOT EXISTS durable_timer_due ON durable_timer (due_at, partition_id, execution_id, task_id);

-- Instances with scheduled activities that nobody but the owner knows of.
CREATE TABLE IF NOT EXISTS durable_open (
	partition_id INTEGER NOT NULL,
	instance_id VARCHAR_CASESENSITIVE(250) NOT NULL,
	PRIMARY KEY (partition_id, instance_id)
);
