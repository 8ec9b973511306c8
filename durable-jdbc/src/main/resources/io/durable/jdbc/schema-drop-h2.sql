-- Removes a task hub: every instance and its history.
DROP TABLE IF EXISTS durable_open;
DROP TABLE IF EXISTS durable_timer;
DROP TABLE IF EXISTS durable_message;
DROP TABLE IF EXISTS durable_history;
DROP TABLE IF EXISTS durable_event_id;
DROP TABLE IF EXISTS durable_tag;
DROP TABLE IF EXISTS durable_instance;
DROP TABLE IF EXISTS durable_partition;
DROP TABLE IF EXISTS durable_node;
DROP TABLE IF EXISTS durable_meta;
