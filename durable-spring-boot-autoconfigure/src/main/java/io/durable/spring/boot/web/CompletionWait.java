package io.durable.spring.boot.web;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.client.DurableTaskClient;
import io.durable.client.InstanceNotFoundException;
import io.durable.client.OrchestrationMetadata;
import io.durable.client.TaskHubStoppedException;
import io.durable.spring.boot.web.answer.Answer;
import io.durable.spring.boot.web.answer.ApiJson;
import io.durable.spring.boot.web.answer.InstanceLinks;
import io.durable.spring.boot.web.answer.ProblemException;
import io.durable.spring.boot.web.answer.StatusDocument;
import io.durable.spring.boot.web.request.QueryParameters;
import io.durable.spring.boot.web.request.QueryValues;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.util.RawValue;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.http.HttpStatus;

/**
 * Answers a start: with the output if the instance ends in time, else with where to ask.
 * That is also the answer when the application stops, so that no request holds up the
 * shutdown of the web server, and if there are too many that wait. None of them has a
 * thread meanwhile.
 */
final class CompletionWait implements ApplicationListener<ContextClosedEvent> {

	static final String TIMEOUT = "timeout";

	static final String POLLING_INTERVAL = "pollingInterval";

	private static final int RETRY_AFTER_SECONDS = 10;

	/**
	 * How many requests wait at most. They cost some memory and a connection each.
	 */
	static final int MOST_WAITING = 2000;

	/**
	 * How many threads of the server wait at most.
	 */
	static final int MOST_BLOCKED = 50;

	private final Semaphore waiting = new Semaphore(MOST_WAITING);

	private final Semaphore blocked = new Semaphore(MOST_BLOCKED);

	private final Supplier<DurableTaskClient> client;

	private final ApplicationContext context;

	private final Set<CompletableFuture<@Nullable OrchestrationMetadata>> pending = ConcurrentHashMap.newKeySet();

	private volatile boolean closing;

	CompletionWait(Supplier<DurableTaskClient> client, ApplicationContext context) {
		this.client = client;
		this.context = context;
	}

	// Those of child contexts come here too
	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		if (event.getApplicationContext() == this.context) {
			this.closing = true;
			this.pending.forEach((result) -> result.complete(null));
		}
	}

	/**
	 * Return how long a request wants to wait.
	 * @param request the request
	 * @return the time, not longer than allowed, or zero if it does not want to wait
	 * @throws ProblemException if it does not say so clearly
	 */
	static Duration requested(ApiRequest request) {
		Duration timeout = QueryValues.seconds(request.query(), TIMEOUT);
		Duration interval = QueryValues.seconds(request.query(), POLLING_INTERVAL);
		if (timeout == null || interval == null) {
			return Duration.ZERO;
		}
		if (interval.compareTo(timeout) > 0) {
			throw QueryParameters.invalid(TIMEOUT, "must not be shorter than pollingInterval");
		}
		Duration longest = request.settings().maxWait();
		return (timeout.compareTo(longest) > 0) ? longest : timeout;
	}

	/**
	 * Answer when an instance has ended.
	 * @param links makes the URLs
	 * @param instanceId the instance ID
	 * @param timeout how long to wait, zero for not at all
	 * @param failureIs500 whether a failure is 500 instead of 200
	 * @return the answer, or a promise
	 */
	Answer answer(InstanceLinks links, String instanceId, Duration timeout, boolean failureIs500) {
		Answer checkStatus = checkStatus(links, instanceId, failureIs500);
		if (timeout.isZero() || this.closing || !this.waiting.tryAcquire()) {
			return checkStatus;
		}
		CompletableFuture<@Nullable OrchestrationMetadata> end = new CompletableFuture<>();
		this.pending.add(end);
		end.whenComplete((answer, ex) -> {
			this.pending.remove(end);
			this.waiting.release();
		});
		begin(instanceId, timeout, end);
		return Answer.later(end.thenApply((ended) -> (ended != null) ? ended(ended, failureIs500) : checkStatus));
	}

	// The result is null if the instance has not ended
	private void begin(String instanceId, Duration timeout, CompletableFuture<@Nullable OrchestrationMetadata> result) {
		try {
			CompletableFuture<OrchestrationMetadata> end = this.client.get()
				.whenInstanceCompleted(instanceId, timeout, true);
			result.whenComplete((answer, ex) -> end.cancel(false));
			end.whenComplete((ended, ex) -> {
				if (ex == null || isNoEnd(ex)) {
					result.complete(ended);
				}
				else {
					result.completeExceptionally(ex);
				}
			});
		}
		catch (RuntimeException | Error ex) {
			result.completeExceptionally(ex);
		}
		if (this.closing) {
			// It has closed since we looked, and may not have seen this one
			result.complete(null);
		}
	}

	// Still under way, or ended and purged already, or left to another node
	private static boolean isNoEnd(Throwable ex) {
		return ex instanceof TimeoutException || ex instanceof InstanceNotFoundException
				|| ex instanceof TaskHubStoppedException;
	}

	/**
	 * Wait for an instance with the thread of the caller, unless too many do already.
	 * @param links makes the URLs
	 * @param instanceId the instance ID
	 * @param timeout how long to wait
	 * @param failureIs500 whether a failure is 500 instead of 200
	 * @return the answer
	 */
	Answer await(InstanceLinks links, String instanceId, Duration timeout, boolean failureIs500) {
		if (timeout.isZero() || timeout.isNegative() || this.closing || !this.blocked.tryAcquire()) {
			return checkStatus(links, instanceId, failureIs500);
		}
		try {
			return ended(this.client.get().waitForInstanceCompletion(instanceId, timeout, true), failureIs500);
		}
		catch (TimeoutException | InstanceNotFoundException | TaskHubStoppedException ex) {
			return checkStatus(links, instanceId, failureIs500);
		}
		finally {
			this.blocked.release();
		}
	}

	private static Answer ended(OrchestrationMetadata ended, boolean failureIs500) {
		if (ended.getRuntimeStatus() == OrchestrationRuntimeStatus.COMPLETED) {
			Object output = ApiJson.embed(ended.getSerializedOutput());
			return Answer.of(HttpStatus.OK, (output != null) ? output : new RawValue("null"));
		}
		return Answer.of(statusOf(ended, failureIs500), StatusDocument.of(ended, true));
	}

	static Answer checkStatus(InstanceLinks links, String instanceId, boolean failureIs500) {
		return Answer.of(HttpStatus.ACCEPTED, links.all(instanceId, failureIs500))
			.askAgain(links.status(instanceId, failureIs500), RETRY_AFTER_SECONDS);
	}

	static HttpStatus statusOf(OrchestrationMetadata ended, boolean failureIs500) {
		return (failureIs500 && ended.getRuntimeStatus() == OrchestrationRuntimeStatus.FAILED)
				? HttpStatus.INTERNAL_SERVER_ERROR : HttpStatus.OK;
	}

}
