package io.durable.spring.boot.web;

import java.io.IOException;
import java.time.Duration;

import io.durable.api.InstanceIds;
import io.durable.api.InvalidInstanceIdException;
import io.durable.client.DurableTaskClient;
import io.durable.client.NewOrchestrationInstanceOptions;
import io.durable.function.FunctionRegistry;
import io.durable.function.FunctionRegistry.OrchestratorFunction;
import io.durable.spring.boot.security.InstanceOperation;
import io.durable.spring.boot.web.access.AuditLog;
import io.durable.spring.boot.web.answer.Answer;
import io.durable.spring.boot.web.answer.InstanceLinks;
import io.durable.spring.boot.web.answer.Problem;
import io.durable.spring.boot.web.answer.ProblemException;
import io.durable.spring.boot.web.answer.SafeText;
import io.durable.spring.boot.web.request.OrchestrationInput;
import org.jspecify.annotations.Nullable;

import org.springframework.web.bind.annotation.RequestMethod;

/**
 * Starts orchestrations.
 */
class OrchestrationStartController implements RouteTable.Source {

	private static final String VERSION = "version";

	private static final int LONGEST_VERSION = 250;

	private static final String[] PARAMETERS = { CompletionWait.TIMEOUT, CompletionWait.POLLING_INTERVAL, VERSION,
			InstanceLinks.FAILURE_IS_500 };

	private final DurableTaskClient client;

	private final GuardedInstances instances;

	private final FunctionRegistry functions;

	private final CompletionWait wait;

	OrchestrationStartController(DurableTaskClient client, GuardedInstances instances, FunctionRegistry functions,
			CompletionWait wait) {
		this.client = client;
		this.instances = instances;
		this.functions = functions;
		this.wait = wait;
	}

	@Override
	public void addTo(RouteTable routes) {
		for (String path : new String[] { "/{functionName}", "/{functionName}/{instanceId}" }) {
			routes.add(RequestMethod.POST, "/orchestrators" + path, InstanceOperation.START, this::start, PARAMETERS);
			routes.addStarter(path, this::start, PARAMETERS);
		}
	}

	private Answer start(ApiRequest request) throws IOException {
		OrchestratorFunction orchestrator = find(request.path("functionName"));
		String instanceId = check(request.pathOrNull("instanceId"));
		Duration timeout = CompletionWait.requested(request);
		boolean failureIs500 = request.query().flag(InstanceLinks.FAILURE_IS_500, false);
		String version = request.query().text(VERSION, LONGEST_VERSION);
		this.instances.requireStart(request.caller(), orchestrator.name(), instanceId);
		String id = this.client.scheduleNewOrchestrationInstance(orchestrator.name(),
				new NewOrchestrationInstanceOptions().setInstanceId(instanceId)
					.setInput(OrchestrationInput.read(request.body(), orchestrator))
					.setVersion(version)
					.setTags(this.instances.access().tagsOfStart(request.caller(), orchestrator.name())));
		request.audit(id, AuditLog.detail("orchestrator", orchestrator.name()));
		return this.wait.answer(request.links(), id, timeout, failureIs500);
	}

	private OrchestratorFunction find(String functionName) {
		OrchestratorFunction orchestrator = this.functions.orchestrator(functionName);
		if (orchestrator == null) {
			throw new ProblemException(Problem.unknownOrchestrator(functionName, this.functions.orchestratorNames()));
		}
		return orchestrator;
	}

	// From outside stricter than in application code: who chose the ID is not trusted
	private static @Nullable String check(@Nullable String instanceId) {
		if (instanceId != null && SafeText.isUnsafe(InstanceIds.check(instanceId))) {
			throw new InvalidInstanceIdException(
					"Orchestration instance ids must not contain characters that change the direction of writing.");
		}
		return instanceId;
	}

}
