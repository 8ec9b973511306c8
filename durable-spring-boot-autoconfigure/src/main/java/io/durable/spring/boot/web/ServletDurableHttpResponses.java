package io.durable.spring.boot.web;

import java.time.Duration;
import java.util.function.Supplier;

import io.durable.api.InstanceIds;
import io.durable.client.DurableTaskClient;
import io.durable.client.InstanceNotFoundException;
import io.durable.spring.boot.DurableHttpResponses;
import io.durable.spring.boot.HttpManagementPayload;
import io.durable.spring.boot.web.access.PublicUrls;
import io.durable.spring.boot.web.answer.Answer;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;

/**
 * {@link DurableHttpResponses} with the answers of the HTTP API.
 */
class ServletDurableHttpResponses implements DurableHttpResponses {

	private final Supplier<DurableTaskClient> client;

	private final PublicUrls urls;

	private final CompletionWait wait;

	ServletDurableHttpResponses(Supplier<DurableTaskClient> client, PublicUrls urls, CompletionWait wait) {
		this.client = client;
		this.urls = urls;
		this.wait = wait;
	}

	@Override
	public HttpManagementPayload createHttpManagementPayload(HttpServletRequest request, String instanceId) {
		return this.urls.linksFor(request).all(InstanceIds.check(instanceId));
	}

	@Override
	public ResponseEntity<HttpManagementPayload> createCheckStatusResponse(HttpServletRequest request,
			String instanceId) {
		Answer answer = CompletionWait.checkStatus(this.urls.linksFor(request), InstanceIds.check(instanceId), false);
		return ResponseEntity.status(answer.status())
			.headers(headers(answer))
			.contentType(answer.mediaType())
			.body(createHttpManagementPayload(request, instanceId));
	}

	@Override
	public ResponseEntity<?> waitForCompletionOrCreateCheckStatusResponse(HttpServletRequest request, String instanceId,
			Duration timeout, boolean returnInternalServerErrorOnFailure) {
		if (!this.client.get().getInstanceMetadata(instanceId, false).isInstanceFound()) {
			throw new InstanceNotFoundException(instanceId);
		}
		Answer answer = this.wait.await(this.urls.linksFor(request), instanceId, timeout,
				returnInternalServerErrorOnFailure);
		// As bytes, so that no converter of the application changes the JSON
		return ResponseEntity.status(answer.status())
			.headers(headers(answer))
			.contentType(answer.mediaType())
			.body(answer.body());
	}

	private static HttpHeaders headers(Answer answer) {
		HttpHeaders headers = new HttpHeaders();
		answer.headers().forEach(headers::set);
		return headers;
	}

}
