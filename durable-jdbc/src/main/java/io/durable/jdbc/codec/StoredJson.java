package io.durable.jdbc.codec;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import io.durable.api.FailureDetails;
import io.durable.history.ParentTask;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON that the store itself writes: failures, tags and rare attributes of events. It
 * is part of the stored format, so nothing that an application configures reaches it, and
 * it is mapped by hand.
 */
public final class StoredJson {

	private static final int MAX_DEPTH = 100;

	private final JsonMapper mapper = JsonMapper
		.builder(JsonFactory.builder()
			.streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
			.streamWriteConstraints(StreamWriteConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
			.build())
		.build();

	ObjectNode object() {
		return this.mapper.createObjectNode();
	}

	public String write(JsonNode node) {
		return escapeLoneSurrogates(this.mapper.writeValueAsString(node));
	}

	public JsonNode read(String json) {
		return this.mapper.readTree(json);
	}

	public @Nullable String writeTags(Map<String, String> tags) {
		return tags.isEmpty() ? null : write(tags(tags));
	}

	public ObjectNode tags(Map<String, String> tags) {
		ObjectNode node = object();
		tags.forEach(node::put);
		return node;
	}

	public Map<String, String> readTags(@Nullable String json) {
		return (json != null) ? readTags(read(json)) : Map.of();
	}

	public Map<String, String> readTags(@Nullable JsonNode node) {
		if (node == null) {
			return Map.of();
		}
		Map<String, String> tags = new LinkedHashMap<>();
		node.properties().forEach((entry) -> tags.put(entry.getKey(), entry.getValue().stringValue()));
		return tags;
	}

	public ObjectNode parent(ParentTask parent) {
		return object().put("name", parent.name())
			.put("instanceId", parent.instanceId())
			.put("executionId", parent.executionId().toString())
			.put("taskId", parent.taskId());
	}

	@Nullable ParentTask readParent(@Nullable JsonNode node) {
		return (node != null)
				? new ParentTask(node.required("name").stringValue(), node.required("instanceId").stringValue(),
						UUID.fromString(node.required("executionId").stringValue()), node.required("taskId").intValue())
				: null;
	}

	public static @Nullable String text(@Nullable JsonNode node) {
		return (node != null && !node.isNull()) ? node.stringValue() : null;
	}

	static @Nullable Instant instant(@Nullable JsonNode node) {
		return (node != null) ? Instant.parse(node.stringValue()) : null;
	}

	@Nullable String writeFailure(@Nullable FailureDetails failure) {
		return (failure != null) ? write(failure(failure)) : null;
	}

	private ObjectNode failure(FailureDetails failure) {
		ObjectNode node = object().put("errorType", failure.getErrorType())
			.put("errorMessage", failure.getErrorMessage())
			.put("stackTrace", failure.getStackTrace())
			.put("nonRetriable", failure.isNonRetriable());
		FailureDetails inner = failure.getInnerFailure();
		if (inner != null) {
			node.set("innerFailure", failure(inner));
		}
		if (!failure.getProperties().isEmpty()) {
			node.set("properties", this.mapper.valueToTree(failure.getProperties()));
		}
		return node;
	}

	public @Nullable FailureDetails readFailure(@Nullable String json) {
		return (json != null) ? failure(read(json)) : null;
	}

	private FailureDetails failure(JsonNode node) {
		JsonNode inner = node.get("innerFailure");
		JsonNode properties = node.get("properties");
		return new FailureDetails(node.required("errorType").stringValue(), text(node.get("errorMessage")),
				text(node.get("stackTrace")), node.path("nonRetriable").booleanValue(false),
				(inner != null) ? failure(inner) : null, (properties != null) ? properties(properties) : null);
	}

	@SuppressWarnings("unchecked")
	private Map<String, Object> properties(JsonNode node) {
		return this.mapper.treeToValue(node, Map.class);
	}

	// Escape half characters, which Java can hold but UTF-8 cannot. They stand in strings
	// only, so the JSON says the same.
	private static String escapeLoneSurrogates(String json) {
		if (json.codePoints().noneMatch(StoredJson::isSurrogate)) {
			return json;
		}
		StringBuilder escaped = new StringBuilder(json.length() + 16);
		json.codePoints().forEach((codePoint) -> {
			if (isSurrogate(codePoint)) {
				escaped.append("\\u").append(Integer.toHexString(codePoint));
			}
			else {
				escaped.appendCodePoint(codePoint);
			}
		});
		return escaped.toString();
	}

	private static boolean isSurrogate(int codePoint) {
		return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
	}

}
