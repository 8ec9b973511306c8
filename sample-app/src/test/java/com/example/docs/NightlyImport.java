package com.example.docs;

import java.time.LocalDate;
import java.util.List;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.client.DurableTaskClient;
import io.durable.client.NewOrchestrationInstanceOptions;
import io.durable.client.OrchestrationAlreadyExistsException;

class NightlyImport {

	private final DurableTaskClient client;

	NightlyImport(DurableTaskClient client) {
		this.client = client;
	}

	String start() {
		try {
			this.client.scheduleNewOrchestrationInstance("Import", null, "nightly-import");
			return "started";
		}
		catch (OrchestrationAlreadyExistsException ex) {
			return "is " + ex.getStatus().text();
		}
	}

	String startOncePerDay(LocalDate day) {
		NewOrchestrationInstanceOptions once = new NewOrchestrationInstanceOptions().setInstanceId("import-" + day)
			.setReplaceableStatuses(List.of(OrchestrationRuntimeStatus.FAILED));
		return this.client.scheduleNewOrchestrationInstance("Import", once);
	}

	String startAnew() {
		NewOrchestrationInstanceOptions anew = new NewOrchestrationInstanceOptions().setInstanceId("nightly-import")
			.setReplaceableStatuses(List.of(OrchestrationRuntimeStatus.values()));
		return this.client.scheduleNewOrchestrationInstance("Import", anew);
	}

}
