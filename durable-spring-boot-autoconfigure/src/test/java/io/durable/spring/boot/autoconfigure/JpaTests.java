package io.durable.spring.boot.autoconfigure;

import java.time.Duration;

import io.durable.api.Activity;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.Orchestrator;
import io.durable.api.TaskOrchestrationContext;
import io.durable.client.DurableTaskClient;
import io.durable.spring.boot.bookings.Booking;
import io.durable.spring.boot.bookings.BookingApplication;
import io.durable.spring.boot.testing.TestContexts;
import jakarta.persistence.EntityManager;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * An application that uses JPA and its transaction manager.
 */
class JpaTests {

	private final ApplicationContextRunner contextRunner = TestContexts.onH2()
		.withConfiguration(AutoConfigurations.of(HibernateJpaAutoConfiguration.class))
		.withUserConfiguration(BookingApplication.class)
		.withBean(Bookings.class);

	@Test
	void startJoinsTheTransactionOfJpa() {
		this.contextRunner.run((context) -> {
			assertThat(context.getBean(PlatformTransactionManager.class)).isInstanceOf(JpaTransactionManager.class);
			Bookings bookings = context.getBean(Bookings.class);
			DurableTaskClient client = context.getBean(DurableTaskClient.class);
			assertThatIllegalStateException().isThrownBy(() -> bookings.book("undone", true));
			assertThat(client.getInstanceMetadata("undone", false).isInstanceFound()).isFalse();
			assertThat(bookings.exists("undone")).isFalse();
			bookings.book("done", false);
			assertThat(
					client.waitForInstanceCompletion("done", Duration.ofSeconds(60), true).readOutputAs(Boolean.class))
				.isTrue();
		});
	}

	@Test
	void activityUsesTheTransactionOfJpa() {
		this.contextRunner.run((context) -> {
			DurableTaskClient client = context.getBean(DurableTaskClient.class);
			String id = client.scheduleNewOrchestrationInstance("store", "stored");
			assertThat(client.waitForInstanceCompletion(id, Duration.ofSeconds(60), false).getRuntimeStatus())
				.isEqualTo(OrchestrationRuntimeStatus.COMPLETED);
			assertThat(context.getBean(Bookings.class).exists("stored")).isTrue();
		});
	}

	static class Bookings {

		private final EntityManager entityManager;

		private final DurableTaskClient client;

		Bookings(EntityManager entityManager, DurableTaskClient client) {
			this.entityManager = entityManager;
			this.client = client;
		}

		@Transactional
		void book(String id, boolean fail) {
			this.entityManager.persist(new Booking(id));
			this.client.scheduleNewOrchestrationInstance("confirm", id, id);
			if (fail) {
				throw new IllegalStateException("as intended");
			}
		}

		@Activity
		@Transactional
		boolean exists(String id) {
			return this.entityManager.find(Booking.class, id) != null;
		}

		@Activity
		@Transactional
		void persist(String id) {
			this.entityManager.persist(new Booking(id));
		}

		@Orchestrator
		boolean confirm(TaskOrchestrationContext context, String id) {
			return context.callActivity(Bookings::exists, id).await();
		}

		@Orchestrator("store")
		void storeBooking(TaskOrchestrationContext context, String id) {
			context.callActivity(Bookings::persist, id).await();
		}

	}

}
