package io.durable.spring.boot.autoconfigure;

import java.time.Duration;

import io.durable.api.Activity;
import io.durable.api.Orchestrator;
import io.durable.api.TaskOrchestrationContext;
import io.durable.client.DurableTaskClient;
import io.durable.spring.boot.testing.TestContexts;
import io.durable.spring.boot.visits.Visit;
import io.durable.spring.boot.visits.VisitApplication;
import io.durable.spring.boot.visits.VisitRepository;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.data.jdbc.autoconfigure.DataJdbcRepositoriesAutoConfiguration;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The application's own repositories work beside the task hub.
 */
class ApplicationRepositoriesTests {

	@Test
	void repositoriesOfTheApplicationAreStillThere() {
		TestContexts.onH2()
			.withConfiguration(AutoConfigurations.of(ConfigurationPropertiesAutoConfiguration.class,
					DataJdbcRepositoriesAutoConfiguration.class))
			.withPropertyValues("spring.sql.init.schema-locations=classpath:io/durable/spring/boot/visits.sql")
			.withUserConfiguration(VisitApplication.class)
			.withBean(Visits.class)
			.run((context) -> {
				DurableTaskClient client = context.getBean(DurableTaskClient.class);
				String id = client.scheduleNewOrchestrationInstance(Visits::visit, "Tokyo");
				assertThat(client.waitForInstanceCompletion(id, Duration.ofSeconds(60), true).readOutputAs(Long.class))
					.isEqualTo(1);
				assertThat(context.getBean(VisitRepository.class).findAll()).singleElement()
					.extracting(Visit::city)
					.isEqualTo("Tokyo");
			});
	}

	static class Visits {

		private final VisitRepository repository;

		Visits(VisitRepository repository) {
			this.repository = repository;
		}

		@Activity
		@Transactional
		long store(String city) {
			return this.repository.save(new Visit(null, city)).id();
		}

		@Orchestrator
		long visit(TaskOrchestrationContext context, String city) {
			return context.callActivity(Visits::store, city).await();
		}

	}

}
