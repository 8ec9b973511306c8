package io.durable.spring.boot.web;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import io.durable.client.DurableTaskClient;
import io.durable.client.InstanceNotFoundException;
import io.durable.client.OrchestrationMetadata;
import io.durable.client.PurgeInstanceCriteria;
import io.durable.client.PurgeResult;
import io.durable.spring.boot.security.InstanceOperation;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.RequestMethod;

/**
 * Deletes instances that have ended.
 */
class InstancePurgeController implements RouteTable.Source {

	private final DurableTaskClient client;

	private final GuardedInstances instances;

	InstancePurgeController(DurableTaskClient client, GuardedInstances instances) {
		this.client = client;
		this.instances = instances;
	}

	@Override
	public void addTo(RouteTable routes) {
		routes.add(RequestMethod.DELETE, "/instances/{instanceId}", InstanceOperation.PURGE, this::purgeOne);
		routes.add(RequestMethod.DELETE, "/instances", InstanceOperation.PURGE, this::purgeMany,
				QueryValues.CREATED_FROM, QueryValues.CREATED_TO, QueryValues.RUNTIME_STATUS);
	}

	private Answer purgeOne(ApiRequest request) {
		String instanceId = this.instances.require(request, false).getInstanceId();
		PurgeResult result = purge(instanceId);
		if (result.deletedInstanceCount() == 0) {
			throw new InstanceNotFoundException(instanceId);
		}
		request.audit(instanceId);
		return deleted(result);
	}

	private PurgeResult purge(String instanceId) {
		try {
			return this.client.purgeInstance(instanceId);
		}
		catch (IllegalStateException ex) {
			throw new ProblemException(Problem.of(ProblemType.INSTANCE_NOT_ENDED, ex.getMessage()));
		}
	}

	private Answer purgeMany(ApiRequest request) {
		QueryParameters query = request.query();
		Instant from = QueryValues.time(query, QueryValues.CREATED_FROM);
		if (from == null) {
			throw new ProblemException(
					new Problem(ProblemType.INVALID_PARAMETER, "Please provide value for 'createdTimeFrom' parameter.",
							Map.of("parameter", QueryValues.CREATED_FROM)));
		}
		PurgeInstanceCriteria criteria = new PurgeInstanceCriteria().setCreatedTimeFrom(from)
			.setCreatedTimeTo(QueryValues.time(query, QueryValues.CREATED_TO))
			.setRuntimeStatusList(QueryValues.statuses(query, QueryValues.RUNTIME_STATUS))
			.setTimeout(request.settings().maxWait());
		PurgeResult result = this.client.purgeInstances(criteria, (metadata) -> mayPurge(request, metadata));
		if (result.deletedInstanceCount() == 0 && result.isComplete()) {
			throw new ProblemException(
					Problem.of(ProblemType.NOTHING_PURGED, "No instance that has ended meets the conditions."));
		}
		return deleted(result);
	}

	private boolean mayPurge(ApiRequest request, OrchestrationMetadata metadata) {
		boolean granted = this.instances.isGranted(request.caller(), InstanceOperation.PURGE, metadata);
		if (granted) {
			request.audit(metadata.getInstanceId());
		}
		return granted;
	}

	private static Answer deleted(PurgeResult result) {
		Map<String, Object> document = new LinkedHashMap<>();
		document.put("instancesDeleted", result.deletedInstanceCount());
		if (!result.isComplete()) {
			document.put("isComplete", false);
		}
		return Answer.of(HttpStatus.OK, document);
	}

}
