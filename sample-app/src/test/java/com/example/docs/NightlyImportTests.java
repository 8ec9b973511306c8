package com.example.docs;

import java.time.LocalDate;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.client.OrchestrationAlreadyExistsException;
import io.durable.history.HistoryEvent.ExecutionStarted;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class NightlyImportTests {

	private static ExampleHub hub() {
		return ExampleHub.with((builder) -> builder.addOrchestration("Import",
				(context) -> context.waitForExternalEvent("Imported", String.class).await()));
	}

	@Test
	void oneRunsAtATime() {
		try (ExampleHub hub = hub()) {
			NightlyImport nightly = new NightlyImport(hub.client());
			assertThat(nightly.start()).isEqualTo("started");
			hub.awaitEvents("nightly-import", ExecutionStarted.class, 1);
			assertThat(nightly.start()).isEqualTo("is Running");
			hub.client().suspendInstance("nightly-import");
			Awaitility.await().atMost(ExampleHub.LIMIT).until(() -> nightly.start().equals("is Suspended"));
			hub.client().resumeInstance("nightly-import");
			hub.client().raiseEvent("nightly-import", "Imported", "all");
			hub.ended("nightly-import");
			assertThat(nightly.start()).isEqualTo("started");
		}
	}

	@Test
	void anIdMayBeUsedOnceOnly() {
		try (ExampleHub hub = hub()) {
			NightlyImport nightly = new NightlyImport(hub.client());
			LocalDate day = LocalDate.of(2026, 1, 1);
			String id = nightly.startOncePerDay(day);
			hub.client().raiseEvent(id, "Imported", "all");
			hub.ended(id);
			assertThatExceptionOfType(OrchestrationAlreadyExistsException.class)
				.isThrownBy(() -> nightly.startOncePerDay(day))
				.withMessage("An instance with ID 'import-2026-01-01' already exists.")
				.satisfies((ex) -> assertThat(ex.getStatus()).isEqualTo(OrchestrationRuntimeStatus.COMPLETED));
		}
	}

	@Test
	void aRunningInstanceMayBeReplaced() {
		try (ExampleHub hub = hub()) {
			NightlyImport nightly = new NightlyImport(hub.client());
			nightly.start();
			nightly.startAnew();
			hub.client().raiseEvent("nightly-import", "Imported", "again");
			assertThat(hub.output("nightly-import")).isEqualTo("\"again\"");
		}
	}

}
