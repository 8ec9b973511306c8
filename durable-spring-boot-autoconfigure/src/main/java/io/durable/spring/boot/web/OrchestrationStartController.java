package io.durable.spring.boot.web;

import java.io.IOException;

import io.durable.client.DurableTaskClient;
import io.durable.client.NewOrchestrationInstanceOptions;
import io.durable.function.FunctionRegistry;
import io.durable.function.FunctionRegistry.OrchestratorFunction;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;

/**
 * Starts orchestrations.
 */
class OrchestrationStartController {

	private static final int RETRY_AFTER_SECONDS = 10;

	private final HttpApi api;

	private final DurableTaskClient client;

	private final FunctionRegistry functions;

	OrchestrationStartController(HttpApi api, DurableTaskClient client, FunctionRegistry functions) {
		this.api = api;
		this.client = client;
		this.functions = functions;
	}

	void start(HttpServletRequest request, HttpServletResponse response,
			@PathVariable("functionName") String functionName,
			@PathVariable(name = "instanceId", required = false) @Nullable String instanceId) throws IOException {
		this.api.serve(request, response, (links) -> {
			OrchestratorFunction orchestrator = find(functionName);
			Object input = OrchestrationInput.read(request, orchestrator);
			String id = this.client.scheduleNewOrchestrationInstance(orchestrator.name(),
					new NewOrchestrationInstanceOptions().setInstanceId(instanceId).setInput(input));
			return Answer.of(HttpStatus.ACCEPTED, links.all(id)).askAgain(links.status(id), RETRY_AFTER_SECONDS);
		});
	}

	private OrchestratorFunction find(String functionName) {
		OrchestratorFunction orchestrator = this.functions.orchestrator(functionName);
		if (orchestrator == null) {
			throw new ProblemException(Problem.unknownOrchestrator(functionName, this.functions.orchestratorNames()));
		}
		return orchestrator;
	}

}
