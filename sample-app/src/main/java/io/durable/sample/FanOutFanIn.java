package io.durable.sample;

import java.util.List;
import java.util.stream.IntStream;

import io.durable.api.Activity;
import io.durable.api.Orchestrator;
import io.durable.api.Task;
import io.durable.api.TaskOrchestrationContext;

import org.springframework.stereotype.Component;

/**
 * Fan-out and fan-in: many activities at once, then their sum.
 */
@Component
class FanOutFanIn {

	@Orchestrator("FanOutFanIn")
	long fanOutFanIn(TaskOrchestrationContext context, int n) {
		List<Task<Long>> squares = IntStream.rangeClosed(1, n)
			.mapToObj((number) -> context.callActivity(FanOutFanIn::square, number))
			.toList();
		return context.allOf(squares).await().stream().mapToLong(Long::longValue).sum();
	}

	@Activity("Square")
	long square(int number) {
		return (long) number * number;
	}

}
