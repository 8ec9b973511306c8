package io.durable.spring.boot.web;

import java.io.IOException;

import io.durable.client.DurableTaskClient;
import io.durable.client.InstanceNotRunningException;
import io.durable.client.OrchestrationMetadata;
import io.durable.spring.boot.security.InstanceOperation;
import io.durable.spring.boot.web.access.AuditLog;
import io.durable.spring.boot.web.answer.Answer;
import io.durable.spring.boot.web.answer.Problem;
import io.durable.spring.boot.web.answer.ProblemException;
import io.durable.spring.boot.web.answer.ProblemType;
import io.durable.spring.boot.web.answer.SafeText;
import io.durable.spring.boot.web.request.RequestBody;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.util.RawValue;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.RequestMethod;

/**
 * Sends messages to instances that have not ended.
 */
class InstanceMessageController implements RouteTable.Source {

	private static final int LONGEST_NAME = 250;

	private static final String REASON = "reason";

	private static final String EVENT_ID = "eventId";

	private static final String RECURSIVE = "recursive";

	private final DurableTaskClient client;

	private final GuardedInstances instances;

	InstanceMessageController(DurableTaskClient client, GuardedInstances instances) {
		this.client = client;
		this.instances = instances;
	}

	@Override
	public void addTo(RouteTable routes) {
		String instance = "/instances/{instanceId}";
		routes.add(RequestMethod.POST, instance + "/raiseEvent/{eventName}", InstanceOperation.RAISE_EVENT,
				this::raiseEvent, EVENT_ID);
		routes.add(RequestMethod.POST, instance + "/terminate", InstanceOperation.TERMINATE, this::terminate, REASON,
				RECURSIVE);
		routes.add(RequestMethod.POST, instance + "/suspend", InstanceOperation.SUSPEND,
				(request) -> send(request, this.client::suspendInstance), REASON);
		routes.add(RequestMethod.POST, instance + "/resume", InstanceOperation.RESUME,
				(request) -> send(request, this.client::resumeInstance), REASON);
	}

	private Answer raiseEvent(ApiRequest request) throws IOException {
		String instanceId = requireOpen(request);
		String eventName = request.path("eventName");
		if (eventName.isBlank() || eventName.length() > LONGEST_NAME || SafeText.isUnsafe(eventName)) {
			throw new ProblemException(Problem.of(ProblemType.INVALID_EVENT_NAME,
					"The name of an event has 1 to %d characters, without control characters."
						.formatted(LONGEST_NAME)));
		}
		String eventId = request.query().text(EVENT_ID, LONGEST_NAME);
		this.client.raiseEvent(instanceId, eventName, data(request.body()), eventId);
		request.audit(instanceId, AuditLog.detail("event", eventName));
		return Answer.empty(HttpStatus.ACCEPTED);
	}

	private static @Nullable Object data(RequestBody body) {
		if (!body.isPresent()) {
			return null;
		}
		String json = body.requireJson(ProblemType.EVENT_MEDIA_TYPE).json();
		return json.isEmpty() ? null : new RawValue(json);
	}

	private Answer terminate(ApiRequest request) {
		boolean recursive = request.query().flag(RECURSIVE, false);
		return send(request, (instanceId, reason) -> this.client.terminate(instanceId, reason, recursive));
	}

	private Answer send(ApiRequest request, Message message) {
		String reason = request.query().text(REASON);
		String instanceId = requireOpen(request);
		message.send(instanceId, reason);
		request.audit(instanceId);
		return Answer.empty(HttpStatus.ACCEPTED);
	}

	private String requireOpen(ApiRequest request) {
		OrchestrationMetadata metadata = this.instances.require(request, false);
		if (metadata.isCompleted()) {
			throw new InstanceNotRunningException(metadata.getInstanceId(), metadata.getRuntimeStatus());
		}
		return metadata.getInstanceId();
	}

	/**
	 * A message with a reason.
	 */
	@FunctionalInterface
	private interface Message {

		void send(String instanceId, @Nullable String reason);

	}

}
