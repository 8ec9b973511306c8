package com.example.jdbc;

import java.time.Duration;

import io.durable.client.DurableTaskClient;
import org.junit.jupiter.api.RepeatedTest;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.annotation.DirtiesContext.ClassMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each test has an application of its own, one after the other, on a database that is
 * still there.
 */
@SpringBootTest(properties = { "spring.datasource.generate-unique-name=false", "spring.datasource.name=dirty",
		"spring.sql.init.continue-on-error=true" })
@DirtiesContext(classMode = ClassMode.AFTER_EACH_TEST_METHOD)
class DirtyContextTests {

	@Autowired
	private DurableTaskClient client;

	@RepeatedTest(2)
	void theNextApplicationTakesOver() throws Exception {
		if (!this.client.getInstanceMetadata("dirty", false).isInstanceFound()) {
			this.client.scheduleNewOrchestrationInstance(Parcels::track, "dirty", "dirty");
			return;
		}
		this.client.raiseEvent("dirty", "Delivered", "signed");
		assertThat(
				this.client.waitForInstanceCompletion("dirty", Duration.ofSeconds(60), true).readOutputAs(String.class))
			.isEqualTo("signed");
	}

}
