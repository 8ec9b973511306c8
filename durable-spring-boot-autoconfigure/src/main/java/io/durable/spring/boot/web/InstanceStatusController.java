package io.durable.spring.boot.web;

import java.util.List;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.client.DurableTaskClient;
import io.durable.client.OrchestrationMetadata;
import io.durable.client.OrchestrationStatusQuery;
import io.durable.client.OrchestrationStatusQueryResult;
import io.durable.spring.boot.security.InstanceOperation;

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
		OrchestrationMetadata metadata = this.instances.require(request, true);
		StatusDocument document = StatusDocument.of(metadata, showInput);
		if (showHistory && metadata.getRuntimeStatus() != OrchestrationRuntimeStatus.PENDING) {
			document = document.withHistory(HistoryDocument
				.of(this.client.getOrchestrationHistory(metadata.getInstanceId()), showInput, showHistoryOutput));
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
			.setFetchInputsAndOutputs(true);
		QueryValues.tags(query, "tag").forEach(criteria::addTag);
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

}
