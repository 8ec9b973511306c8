package com.example.headless;

import java.time.Duration;

import io.durable.api.Activity;
import io.durable.api.Orchestrator;
import io.durable.api.TaskOrchestrationContext;
import io.durable.client.DurableTaskClient;

import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * An application without a web server, whose main method returns at once. Its
 * orchestration ends it.
 */
@SpringBootApplication
public class HeadlessApplication {

	public static void main(String[] args) {
		SpringApplication.run(HeadlessApplication.class, args);
	}

	@Bean
	CommandLineRunner start(DurableTaskClient client) {
		return (args) -> client.scheduleNewOrchestrationInstance(Alarm::ring);
	}

	@Bean
	Alarm alarm(ApplicationContext context) {
		return new Alarm(context);
	}

	/**
	 * Rings, and ends the application.
	 *
	 * @param context the application
	 */
	record Alarm(ApplicationContext context) {

		@Activity
		void end() {
			Thread thread = new Thread(() -> System.exit(SpringApplication.exit(this.context, () -> 42)));
			thread.setDaemon(false);
			thread.start();
		}

		@Orchestrator
		void ring(TaskOrchestrationContext context) {
			context.createTimer(Duration.ofSeconds(1)).await();
			context.callActivity(Alarm::end).await();
		}

	}

}
