package com.example.restart;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

import io.durable.api.Activity;
import io.durable.api.Orchestrator;
import io.durable.api.TaskFailedException;
import io.durable.api.TaskOrchestrationContext;
import io.durable.client.DurableTaskClient;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * Sells tickets, with types of its own in inputs, results and failures.
 */
@SpringBootApplication
public class TicketApplication implements Callable<String> {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	@Bean
	static Tickets tickets() {
		return new Tickets();
	}

	/**
	 * Start the application, end the orchestration that an earlier one has left, and
	 * leave another one.
	 */
	@Override
	public String call() throws Exception {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(TicketApplication.class)
			.properties("spring.sql.init.mode=never")
			.run()) {
			DurableTaskClient client = context.getBean(DurableTaskClient.class);
			if (!client.getInstanceMetadata("ticket", false).isInstanceFound()) {
				client.scheduleNewOrchestrationInstance(Tickets::sell, new Ticket("t1", List.of(1)), "ticket");
				client.waitForInstanceStart("ticket", TIMEOUT);
				return "left";
			}
			client.raiseEvent("ticket", "Paid");
			Ticket sold = client.waitForInstanceCompletion("ticket", TIMEOUT, true).readOutputAs(Ticket.class);
			return sold.name() + " " + sold.seats();
		}
	}

	/**
	 * A payload.
	 *
	 * @param name the name
	 * @param seats the seats
	 */
	record Ticket(String name, List<Integer> seats) {

	}

	static class SoldOutException extends IllegalStateException {

	}

	static class Tickets {

		@Activity
		void print(Ticket ticket) {
			throw new SoldOutException();
		}

		@Orchestrator
		Ticket sell(TaskOrchestrationContext context, Ticket ticket) {
			context.waitForExternalEvent("Paid").await();
			try {
				context.callActivity(Tickets::print, ticket).await();
			}
			catch (TaskFailedException ex) {
				boolean known = ex.getErrorDetails().isCausedBy(IllegalStateException.class);
				return new Ticket(known ? "sold out" : "unknown failure", ticket.seats());
			}
			return ticket;
		}

	}

}
