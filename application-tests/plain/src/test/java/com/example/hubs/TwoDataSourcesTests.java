package com.example.hubs;

import java.time.Duration;

import javax.sql.DataSource;

import io.durable.client.DurableTaskClient;
import io.durable.spring.boot.autoconfigure.DurableDataSource;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Orchestrations are kept where the application says.
 */
@SpringBootTest(properties = "spring.sql.init.mode=never")
class TwoDataSourcesTests {

	@Autowired
	private DurableTaskClient client;

	@Autowired
	@DurableDataSource
	private DataSource orchestrationData;

	@Test
	void orchestrationsAreInTheDatabaseThatIsMarkedForThem() throws Exception {
		String id = this.client.scheduleNewOrchestrationInstance(TwoDataSources.Stock::countTables);
		assertThat(this.client.waitForInstanceCompletion(id, Duration.ofSeconds(60), true).readOutputAs(Long.class))
			.isZero();
		assertThat(JdbcClient.create(this.orchestrationData)
			.sql("SELECT count(*) FROM durable_instance")
			.query(Long.class)
			.single()).isEqualTo(1);
	}

}
