package io.durable.spring.boot.web;

import java.io.IOException;
import java.time.Duration;

import io.durable.client.DurableTaskClient;
import io.durable.client.InstanceNotFoundException;
import io.durable.client.OrchestrationMetadata;
import io.durable.spring.boot.security.InstanceOperation;
import io.durable.spring.boot.web.access.AuditLog;
import io.durable.spring.boot.web.answer.Answer;
import io.durable.spring.boot.web.answer.InstanceLinks;
import io.durable.spring.boot.web.answer.Problem;
import io.durable.spring.boot.web.answer.ProblemException;
import io.durable.spring.boot.web.answer.ProblemType;
import io.durable.spring.boot.web.request.RestartInput;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.RequestMethod;

/**
 * Lets instances run once more: from the beginning or from before their failure.
 */
class InstanceRestartController implements RouteTable.Source {

	private static final String NEW_ID = "restartWithNewInstanceId";

	private static final String REASON = "reason";

	private final DurableTaskClient client;

	private final GuardedInstances instances;

	private final CompletionWait wait;

	InstanceRestartController(DurableTaskClient client, GuardedInstances instances, CompletionWait wait) {
		this.client = client;
		this.instances = instances;
		this.wait = wait;
	}

	@Override
	public void addTo(RouteTable routes) {
		routes.add(RequestMethod.POST, "/instances/{instanceId}/restart", InstanceOperation.RESTART, this::restart,
				NEW_ID, CompletionWait.TIMEOUT, CompletionWait.POLLING_INTERVAL, InstanceLinks.FAILURE_IS_500);
		routes.add(RequestMethod.POST, "/instances/{instanceId}/rewind", InstanceOperation.REWIND, this::rewind,
				REASON);
	}

	private Answer restart(ApiRequest request) throws IOException {
		boolean newId = request.query().flag(NEW_ID, true);
		boolean failureIs500 = request.query().flag(InstanceLinks.FAILURE_IS_500, false);
		Duration timeout = CompletionWait.requested(request);
		OrchestrationMetadata first = find(request);
		this.instances.requireStart(request.caller(), first.getName(), newId ? null : first.getInstanceId());
		RestartInput input = RestartInput.read(request.body());
		String id = input.isPresent() ? this.client.restartInstance(first.getInstanceId(), newId, input.value())
				: this.client.restartInstance(first.getInstanceId(), newId);
		request.audit(first.getInstanceId(), AuditLog.detail("started", id));
		return this.wait.answer(request.links(), id, timeout, failureIs500);
	}

	// Durable Functions answers 400 here, and not 404
	private OrchestrationMetadata find(ApiRequest request) {
		try {
			return this.instances.require(request, false);
		}
		catch (InstanceNotFoundException ex) {
			throw new ProblemException(Problem.of(ProblemType.NOTHING_TO_RESTART,
					"InstanceId does not match a valid orchestration instance."));
		}
	}

	private Answer rewind(ApiRequest request) {
		String reason = request.query().text(REASON);
		String instanceId = this.instances.require(request, false).getInstanceId();
		try {
			this.client.rewindInstance(instanceId, reason);
		}
		catch (IllegalStateException ex) {
			throw new ProblemException(Problem.of(ProblemType.NOT_REWINDABLE, ex.getMessage()));
		}
		request.audit(instanceId);
		return Answer.empty(HttpStatus.ACCEPTED);
	}

}
