package io.durable.spring.boot.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.client.DurableTaskClient;
import io.durable.client.OrchestrationMetadata;
import io.durable.client.OrchestrationStatusQuery;
import io.durable.client.OrchestrationStatusQueryResult;
import io.durable.history.HistoryEvent;
import io.durable.spring.boot.security.InstanceOperation;
import io.durable.spring.boot.web.answer.Answer;
import io.durable.spring.boot.web.answer.HistoryDocument;
import io.durable.spring.boot.web.answer.InstanceLinks;
import io.durable.spring.boot.web.answer.StatusDocument;
import io.durable.spring.boot.web.request.QueryParameters;
import io.durable.spring.boot.web.request.QueryValues;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.RequestMethod;

/**
 * Shows instances.
 */
class InstanceStatusController implements RouteTable.Source {

	private static final int RETRY_AFTER_SECONDS = 5;

	private static final int DEFAULT_TOP = 100;

	private static final String TOKEN_HEADER = "x-ms-continuation-token";

	private static final String SHOW_INPUT = "showInput";

	private static final String SHOW_HISTORY = "showHistory";

	private static final String SHOW_HISTORY_OUTPUT = "showHistoryOutput";

	private final DurableTaskClient client;

	private final GuardedInstances instances;

	InstanceStatusController(DurableTaskClient client, GuardedInstances instances) {
		this.client = client;
		this.instances = instances;
	}

	@Override
	public void addTo(RouteTable routes) {
		routes.add(RequestMethod.GET, "/instances", InstanceOperation.READ, this::list, QueryValues.CREATED_FROM,
				QueryValues.CREATED_TO, QueryValues.RUNTIME_STATUS, "instanceIdPrefix", SHOW_INPUT, "top", "name",
				"tag", "parent");
		routes.add(RequestMethod.GET, "/instances/{instanceId}", InstanceOperation.READ, this::status, SHOW_HISTORY,
				SHOW_HISTORY_OUTPUT, SHOW_INPUT, InstanceLinks.FAILURE_IS_500);
	}

	private Answer status(ApiRequest request) {
		QueryParameters query = request.query();
		boolean showInput = query.flag(SHOW_INPUT, true);
		boolean showHistory = query.flag(SHOW_HISTORY, false);
		boolean showHistoryOutput = query.flag(SHOW_HISTORY_OUTPUT, false);
		boolean failureIs500 = query.flag(InstanceLinks.FAILURE_IS_500, false);
		OrchestrationMetadata metadata = this.instances.require(request, showInput, true);
		StatusDocument document = StatusDocument.of(metadata, showInput);
		if (showHistory && metadata.getRuntimeStatus() != OrchestrationRuntimeStatus.PENDING) {
			if (request.memory() != null) {
				request.memory().takeAll();
			}
			List<HistoryEvent> history = this.client.getOrchestrationHistory(metadata.getInstanceId(), showInput,
					showHistoryOutput);
			document = document.withHistory(HistoryDocument.of(history, showInput, showHistoryOutput));
		}
		if (metadata.isCompleted()) {
			return Answer.of(CompletionWait.statusOf(metadata, failureIs500), document);
		}
		String asked = request.servletRequest().getQueryString();
		return Answer.of(HttpStatus.ACCEPTED, document)
			.askAgain(request.links().status(metadata.getInstanceId()) + ((asked != null) ? "?" + asked : ""),
					RETRY_AFTER_SECONDS);
	}

	private Answer list(ApiRequest request) {
		QueryParameters query = request.query();
		boolean showInput = query.flag(SHOW_INPUT, true);
		OrchestrationStatusQuery criteria = new OrchestrationStatusQuery()
			.setCreatedTimeFrom(QueryValues.time(query, QueryValues.CREATED_FROM))
			.setCreatedTimeTo(QueryValues.time(query, QueryValues.CREATED_TO))
			.setRuntimeStatusList(QueryValues.statuses(query, QueryValues.RUNTIME_STATUS))
			.setInstanceIdPrefix(query.text("instanceIdPrefix"))
			.setName(query.text("name"))
			.setParentInstanceId(query.text("parent"))
			.setMaxInstanceCount(QueryValues.count(query, "top", DEFAULT_TOP))
			.setContinuationToken(request.servletRequest().getHeader(TOKEN_HEADER))
			.setFetchInputs(showInput)
			.setFetchOutputs(true);
		if (!addTags(criteria, QueryValues.tags(query, "tag"), this.instances.access().tagsOfList(request.caller()))) {
			return Answer.of(HttpStatus.OK, List.of());
		}
		OrchestrationStatusQueryResult result = this.client.queryInstances(criteria);
		List<StatusDocument> page = result.getOrchestrationState()
			.stream()
			.filter((metadata) -> this.instances.isReadable(request.caller(), metadata))
			.map((metadata) -> StatusDocument.of(metadata, showInput))
			.toList();
		Answer answer = Answer.of(HttpStatus.OK, page);
		String next = result.getContinuationToken();
		return (next != null) ? answer.header(TOKEN_HEADER, next) : answer;
	}

	// Returns false if no instance can have all of them
	private static boolean addTags(OrchestrationStatusQuery criteria, Map<String, String> asked,
			Map<String, String> own) {
		int most = OrchestrationStatusQuery.MOST_TAGS - own.size();
		if (own.entrySet()
			.stream()
			.anyMatch((tag) -> !tag.getValue().equals(asked.getOrDefault(tag.getKey(), tag.getValue())))) {
			return false;
		}
		Map<String, String> tags = new LinkedHashMap<>(asked);
		tags.keySet().removeAll(own.keySet());
		if (tags.size() > most) {
			throw QueryParameters.invalid("tag", "must not be given more than %d times".formatted(most));
		}
		own.forEach(criteria::addTag);
		tags.forEach(criteria::addTag);
		return true;
	}

}
