package io.durable.jdbc.codec;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.durable.api.FailureDetails;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.history.ParentTask;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.util.Assert;

/**
 * Gives the columns of an event the types that the event has.
 */
final class EventReader {

	private final StoredJson json;

	private final EventColumns columns;

	private final @Nullable JsonNode attributes;

	EventReader(StoredJson json, EventColumns columns) {
		this.json = json;
		this.columns = columns;
		String attributes = columns.attributes();
		this.attributes = (attributes != null) ? json.read(attributes) : null;
	}

	Instant timestamp() {
		return required("event_timestamp", this.columns.timestamp());
	}

	int taskId() {
		return required("task_id", this.columns.taskId());
	}

	String name() {
		return required("name", this.columns.name());
	}

	@Nullable String input() {
		return this.columns.input();
	}

	@Nullable String result() {
		return this.columns.result();
	}

	OrchestrationRuntimeStatus status() {
		return OrchestrationRuntimeStatus.of(required("status", this.columns.status()));
	}

	@Nullable FailureDetails failure() {
		return this.json.readFailure(this.columns.failure());
	}

	FailureDetails requiredFailure() {
		return required("failure", failure());
	}

	@Nullable String text(String attribute) {
		return StoredJson.text(attribute(attribute));
	}

	String requiredText(String attribute) {
		return required(attribute, text(attribute));
	}

	@Nullable Instant instant(String attribute) {
		return StoredJson.instant(attribute(attribute));
	}

	Instant requiredInstant(String attribute) {
		return required(attribute, instant(attribute));
	}

	@Nullable UUID uuid(String attribute) {
		String text = text(attribute);
		return (text != null) ? UUID.fromString(text) : null;
	}

	// No such attribute: no numbers.
	List<Integer> numbers(String attribute) {
		JsonNode node = attribute(attribute);
		return (node != null) ? node.valueStream().map(JsonNode::intValue).toList() : List.of();
	}

	boolean flag(String attribute) {
		JsonNode node = attribute(attribute);
		return node != null && node.booleanValue();
	}

	@Nullable ParentTask parent() {
		return this.json.readParent(attribute("parent"));
	}

	Map<String, String> tags() {
		return this.json.readTags(attribute("tags"));
	}

	private @Nullable JsonNode attribute(String name) {
		return (this.attributes != null) ? this.attributes.get(name) : null;
	}

	private static <T> T required(String column, @Nullable T value) {
		Assert.state(value != null, () -> "Nothing is stored in " + column);
		return value;
	}

}
