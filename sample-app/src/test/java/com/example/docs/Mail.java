package com.example.docs;

import java.time.Duration;

import io.durable.api.Activity;
import io.durable.api.Orchestrator;
import io.durable.api.RetryHandler;
import io.durable.api.RetryPolicy;
import io.durable.api.TaskOptions;
import io.durable.api.TaskOrchestrationContext;

import org.springframework.stereotype.Component;

@Component
class Mail {

	private final MailServer server;

	Mail(MailServer server) {
		this.server = server;
	}

	@Orchestrator("SendMail")
	String sendMail(TaskOrchestrationContext context, String text) {
		RetryPolicy policy = new RetryPolicy(5, Duration.ofSeconds(10)).setBackoffCoefficient(2)
			.setMaxRetryInterval(Duration.ofMinutes(5))
			.setRetryTimeout(Duration.ofHours(1));
		return context.callActivity(Mail::send, text, new TaskOptions(policy)).await();
	}

	@Orchestrator("SendMailIfBusy")
	String sendMailIfBusy(TaskOrchestrationContext context, String text) {
		RetryPolicy policy = new RetryPolicy(5, Duration.ofSeconds(10));
		RetryHandler onlyIfBusy = (failure) -> failure.getLastFailure().isCausedBy(MailServerBusyException.class);
		return context.callActivity(Mail::send, text, new TaskOptions(policy, onlyIfBusy)).await();
	}

	@Activity("Send")
	String send(String text) {
		return this.server.send(text);
	}

	/**
	 * Sends mail, or throws.
	 */
	@Component
	static class MailServer {

		String send(String text) {
			return "sent " + text;
		}

	}

	/**
	 * It may work later.
	 */
	static class MailServerBusyException extends RuntimeException {

	}

}
