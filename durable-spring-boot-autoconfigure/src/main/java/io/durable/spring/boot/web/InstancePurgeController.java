package io.durable.spring.boot.web;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;

import io.durable.client.DurableTaskClient;
import io.durable.client.InstanceNotFoundException;
import io.durable.client.PurgeInstanceCriteria;
import io.durable.client.PurgeResult;
import io.durable.spring.boot.security.InstanceOperation;
import io.durable.spring.boot.web.answer.Answer;
import io.durable.spring.boot.web.answer.Problem;
import io.durable.spring.boot.web.answer.ProblemException;
import io.durable.spring.boot.web.answer.ProblemType;
import io.durable.spring.boot.web.request.QueryParameters;
import io.durable.spring.boot.web.request.QueryValues;
import io.durable.store.TransientStoreException;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.RequestMethod;

/**
 * Deletes instances that have ended.
 */
class InstancePurgeController implements RouteTable.Source {

	/**
	 * How many bulk purges there are at a time: each has a thread of the server for as
	 * long as it may take.
	 */
	private static final int MOST_BULK = 4;

	private final Semaphore bulk = new Semaphore(MOST_BULK);

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
		PurgeResult result = purge(request, criteria);
		if (result.deletedInstanceCount() == 0 && result.isComplete()) {
			throw new ProblemException(
					Problem.of(ProblemType.NOTHING_PURGED, "No instance that has ended meets the conditions."));
		}
		return deleted(result);
	}

	private PurgeResult purge(ApiRequest request, PurgeInstanceCriteria criteria) {
		if (!this.bulk.tryAcquire()) {
			throw new TransientStoreException("Other bulk purges are under way", null);
		}
		try {
			return this.client.purgeInstances(criteria,
					(metadata) -> this.instances.isGranted(request.caller(), InstanceOperation.PURGE, metadata),
					request::audit);
		}
		finally {
			this.bulk.release();
		}
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
