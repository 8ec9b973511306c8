package com.example.docs;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.client.DurableTaskClient;
import io.durable.client.NewOrchestrationInstanceOptions;
import io.durable.client.OrchestrationMetadata;
import io.durable.client.OrchestrationStatusQuery;
import io.durable.client.OrchestrationStatusQueryResult;
import io.durable.client.PurgeInstanceCriteria;
import io.durable.client.PurgeResult;
import io.durable.history.HistoryEvent;

class Operations {

	private final DurableTaskClient client;

	Operations(DurableTaskClient client) {
		this.client = client;
	}

	String startLater(Order order, Instant when) {
		NewOrchestrationInstanceOptions options = new NewOrchestrationInstanceOptions().setInput(order)
			.setInstanceId(order.id())
			.setStartTime(when)
			.addTag("kind", "order");
		return this.client.scheduleNewOrchestrationInstance("Process", options);
	}

	List<String> failed(String tagValue) {
		OrchestrationStatusQuery query = new OrchestrationStatusQuery().setName("Process")
			.setRuntimeStatusList(List.of(OrchestrationRuntimeStatus.FAILED))
			.addTag("kind", tagValue);
		List<String> found = new ArrayList<>();
		do {
			OrchestrationStatusQueryResult page = this.client.queryInstances(query);
			page.getOrchestrationState().forEach((instance) -> found.add(instance.getInstanceId()));
			query.setContinuationToken(page.getContinuationToken());
		}
		while (query.getContinuationToken() != null);
		return found;
	}

	String outcome(String instanceId) {
		try {
			OrchestrationMetadata ended = this.client.waitForInstanceCompletion(instanceId, Duration.ofSeconds(30),
					true);
			return ended.getRuntimeStatus().text();
		}
		catch (TimeoutException ex) {
			return "still at work";
		}
	}

	void pauseAndGoOn(String instanceId) {
		this.client.suspendInstance(instanceId, "The warehouse is closed");
		this.client.resumeInstance(instanceId, "The warehouse is open");
	}

	void endWithChildren(String instanceId) {
		this.client.terminate(instanceId, "cancelled by the customer", true);
	}

	String again(String instanceId, Order changed) {
		return this.client.restartInstance(instanceId, true, changed);
	}

	void repair(String instanceId) {
		this.client.rewindInstance(instanceId, "The printer has paper again");
	}

	void cleanUp(Instant before) {
		PurgeInstanceCriteria old = new PurgeInstanceCriteria().setCompletedTimeTo(before)
			.setRuntimeStatusList(List.of(OrchestrationRuntimeStatus.COMPLETED))
			.setRecursive(true);
		PurgeResult result = this.client.purgeInstances(old);
		while (!result.isComplete()) {
			result = this.client.purgeInstances(old);
		}
	}

	List<String> timeline(String instanceId) {
		List<String> lines = new ArrayList<>();
		for (HistoryEvent event : this.client.getOrchestrationHistory(instanceId)) {
			if (event instanceof HistoryEvent.TaskScheduled scheduled) {
				lines.add("called " + scheduled.name());
			}
			else if (event instanceof HistoryEvent.TaskFailed failed) {
				lines.add("failed: " + failed.failure().getErrorMessage());
			}
		}
		return lines;
	}

}
