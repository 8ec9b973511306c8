package io.durable.jdbc.codec;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.durable.api.FailureDetails;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.history.HistoryEvent;
import io.durable.history.ParentTask;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Collects the columns of an event.
 */
final class EventWriter {

	private final StoredJson json;

	private final String type;

	private final HistoryEvent event;

	private @Nullable String name;

	private @Nullable String input;

	private @Nullable String result;

	private @Nullable String status;

	private @Nullable String failure;

	private @Nullable ObjectNode attributes;

	EventWriter(StoredJson json, String type, HistoryEvent event) {
		this.json = json;
		this.type = type;
		this.event = event;
	}

	EventWriter name(String name) {
		this.name = name;
		return this;
	}

	EventWriter input(@Nullable String input) {
		this.input = input;
		return this;
	}

	EventWriter result(@Nullable String result) {
		this.result = result;
		return this;
	}

	EventWriter status(OrchestrationRuntimeStatus status) {
		this.status = status.text();
		return this;
	}

	EventWriter failure(@Nullable FailureDetails failure) {
		this.failure = this.json.writeFailure(failure);
		return this;
	}

	EventWriter attribute(String name, @Nullable String value) {
		if (value != null) {
			attributes().put(name, value);
		}
		return this;
	}

	EventWriter attribute(String name, @Nullable Instant value) {
		return attribute(name, (value != null) ? Columns.stored(value).toString() : null);
	}

	EventWriter attribute(String name, @Nullable UUID value) {
		return attribute(name, (value != null) ? value.toString() : null);
	}

	EventWriter attribute(String name, List<Integer> values) {
		if (!values.isEmpty()) {
			values.forEach(attributes().putArray(name)::add);
		}
		return this;
	}

	// A flag that is not set is not stored.
	EventWriter flag(String name, boolean value) {
		if (value) {
			attributes().put(name, true);
		}
		return this;
	}

	EventWriter parent(@Nullable ParentTask parent) {
		if (parent != null) {
			attributes().set("parent", this.json.parent(parent));
		}
		return this;
	}

	EventWriter tags(Map<String, String> tags) {
		if (!tags.isEmpty()) {
			attributes().set("tags", this.json.tags(tags));
		}
		return this;
	}

	private ObjectNode attributes() {
		if (this.attributes == null) {
			this.attributes = this.json.object();
		}
		return this.attributes;
	}

	EventColumns columns() {
		Integer taskId = (this.event.taskId() >= 0) ? this.event.taskId() : null;
		return new EventColumns(this.type, this.event.timestamp(), taskId, this.name, this.input, this.result,
				this.status, this.failure, (this.attributes != null) ? this.json.write(this.attributes) : null);
	}

}
