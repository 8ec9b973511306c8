package com.example.jdbc;

import java.time.Duration;

import io.durable.api.Activity;
import io.durable.api.Orchestrator;
import io.durable.api.TaskOrchestrationContext;
import io.durable.client.DurableTaskClient;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Sends parcels: rows of the application, and an orchestration that belongs to them.
 */
@Component
class Parcels {

	private final JdbcClient jdbc;

	private final DurableTaskClient client;

	Parcels(JdbcClient jdbc, DurableTaskClient client) {
		this.jdbc = jdbc;
		this.client = client;
	}

	@Transactional
	public void send(String id, boolean fail) {
		this.jdbc.sql("INSERT INTO parcel (id, state) VALUES (?, 'SENT')").param(id).update();
		this.client.scheduleNewOrchestrationInstance(Parcels::track, id, id);
		if (fail) {
			throw new IllegalStateException("as intended");
		}
	}

	@Activity
	@Transactional
	public String mark(String id) {
		this.jdbc.sql("UPDATE parcel SET state = 'DELIVERED' WHERE id = ?").param(id).update();
		return Thread.currentThread().toString();
	}

	@Orchestrator
	public String track(TaskOrchestrationContext context, String id) {
		context.createTimer(Duration.ofMillis(50)).await();
		String signature = context.waitForExternalEvent("Delivered", String.class).await();
		context.callActivity(Parcels::mark, id).await();
		return signature;
	}

	String state(String id) {
		return this.jdbc.sql("SELECT state FROM parcel WHERE id = ?")
			.param(id)
			.query(String.class)
			.optional()
			.orElse("UNKNOWN");
	}

}
