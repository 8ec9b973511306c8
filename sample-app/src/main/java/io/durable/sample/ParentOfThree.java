package io.durable.sample;

import java.util.List;
import java.util.stream.Stream;

import io.durable.api.Orchestrator;
import io.durable.api.Task;
import io.durable.api.TaskOrchestrationContext;

import org.springframework.stereotype.Component;

/**
 * Sub-orchestrations: three at once, each with an instance and a history of its own, then
 * their outputs together.
 */
@Component
class ParentOfThree {

	@Orchestrator("ParentOfThree")
	long parentOfThree(TaskOrchestrationContext context) {
		List<Task<Long>> children = Stream.of(10, 20, 30)
			.map((n) -> context.callSubOrchestrator(FanOutFanIn::fanOutFanIn, n))
			.toList();
		return context.allOf(children).await().stream().mapToLong(Long::longValue).sum();
	}

}
