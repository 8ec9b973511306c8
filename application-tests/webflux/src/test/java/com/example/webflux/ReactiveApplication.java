package com.example.webflux;

import io.durable.api.Activity;
import io.durable.api.Orchestrator;
import io.durable.api.TaskOrchestrationContext;
import io.durable.client.DurableTaskClient;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity.CsrfSpec;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * A reactive application whose requests are authenticated.
 */
@SpringBootApplication
@RestController
public class ReactiveApplication {

	private final DurableTaskClient client;

	ReactiveApplication(DurableTaskClient client) {
		this.client = client;
	}

	@Bean
	static SecurityWebFilterChain security(ServerHttpSecurity http) {
		return http.authorizeExchange((exchanges) -> exchanges.anyExchange().authenticated()).httpBasic((basic) -> {
		}).csrf(CsrfSpec::disable).build();
	}

	@Bean
	static Greetings greetings() {
		return new Greetings();
	}

	// The client writes to a database: not on an event loop
	@PostMapping("/greetings/{city}")
	Mono<String> greet(@PathVariable("city") String city) {
		return Mono.fromCallable(() -> this.client.scheduleNewOrchestrationInstance(Greetings::greet, city))
			.subscribeOn(Schedulers.boundedElastic());
	}

	/**
	 * Greets cities.
	 */
	static class Greetings {

		@Activity
		String sayHello(String city) {
			return "Hello " + city + ", " + SecurityContextHolder.getContext().getAuthentication();
		}

		@Orchestrator
		String greet(TaskOrchestrationContext context, String city) {
			return context.callActivity(Greetings::sayHello, city).await();
		}

	}

}
