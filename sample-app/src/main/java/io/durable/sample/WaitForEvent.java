package io.durable.sample;

import io.durable.api.Orchestrator;
import io.durable.api.TaskOrchestrationContext;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * External event: wait, for as long as it takes, for an event with any data.
 */
@Component
class WaitForEvent {

	/**
	 * Wait for an event.
	 * @param context the context
	 * @param eventName the name of the event, {@code Approval} if there is none
	 * @return the data of the event
	 */
	@Orchestrator("WaitForEvent")
	@Nullable Object waitForEvent(TaskOrchestrationContext context, @Nullable String eventName) {
		String name = (eventName != null && !eventName.isBlank()) ? eventName : "Approval";
		return context.waitForExternalEvent(name, Object.class).await();
	}

}
