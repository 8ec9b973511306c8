package com.example.docs;

import io.durable.api.ContinueAsNewOptions;
import io.durable.api.Orchestrator;
import io.durable.api.TaskOrchestrationContext;

import org.springframework.stereotype.Component;

@Component
class Meter {

	private static final int READINGS = 3;

	@Orchestrator("SumReadings")
	long sumReadings(TaskOrchestrationContext context, long soFar) {
		long sum = soFar;
		for (int i = 0; i < READINGS; i++) {
			sum += context.waitForExternalEvent("Reading", Long.class).await();
		}
		context.setCustomStatus(sum);
		context.continueAsNew(sum);
		return sum;
	}

	@Orchestrator("Migrate")
	String migrate(TaskOrchestrationContext context) {
		if ("2.0".equals(context.getVersion())) {
			return "on 2.0";
		}
		context.waitForExternalEvent("Upgrade").await();
		context.continueAsNew(null, new ContinueAsNewOptions().setNewVersion("2.0"));
		return "not yet";
	}

}
