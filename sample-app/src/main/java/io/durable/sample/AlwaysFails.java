package io.durable.sample;

import io.durable.api.Activity;
import io.durable.api.Orchestrator;
import io.durable.api.TaskOrchestrationContext;

import org.springframework.stereotype.Component;

/**
 * Failure: what an activity throws and nobody catches fails the orchestration.
 */
@Component
class AlwaysFails {

	@Orchestrator("AlwaysFails")
	void alwaysFails(TaskOrchestrationContext context) {
		context.callActivity(AlwaysFails::fail).await();
	}

	@Activity("Fail")
	void fail() {
		throw new IllegalStateException("It always fails");
	}

}
