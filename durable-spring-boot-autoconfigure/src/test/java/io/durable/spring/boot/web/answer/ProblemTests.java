package io.durable.spring.boot.web.answer;

import java.nio.file.Path;
import java.util.Arrays;

import io.durable.store.TransientStoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

class ProblemTests {

	private final InstanceLinks links = new InstanceLinks("http://localhost/base");

	private MockHttpServletResponse answer(RuntimeException ex) throws Exception {
		MockHttpServletResponse response = new MockHttpServletResponse();
		Problem.of(ex, this.links).toAnswer().writeTo(response);
		return response;
	}

	@Test
	void aTransientFailureOfTheStoreCanBeRepeated() throws Exception {
		MockHttpServletResponse response = answer(new TransientStoreException("lock time-out on row 7", null));
		assertThat(response.getStatus()).isEqualTo(503);
		assertThat(response.getHeader("Retry-After")).isEqualTo("5");
		assertThat(response.getContentAsString()).contains("urn:durable:problem:store-unavailable")
			.doesNotContain("row 7");
	}

	@Test
	void anUnexpectedFailureTellsNothing() throws Exception {
		MockHttpServletResponse response = answer(new IllegalStateException("password is 123"));
		assertThat(response.getStatus()).isEqualTo(500);
		assertThat(response.getContentAsString()).contains("urn:durable:problem:internal-error").doesNotContain("123");
	}

	@ParameterizedTest
	@CsvSource({ "'application/json, text/plain, */*', text/plain", "text/plain, text/plain",
			"'Text/Plain;q=0.5', text/plain", "*/*, application/problem+json",
			"application/json, application/problem+json", ", application/problem+json",
			"'application/problem+json, text/plain', application/problem+json" })
	void aReaderOfTextGetsThePlainSentence(String accept, String type) throws Exception {
		MockHttpServletResponse response = new MockHttpServletResponse();
		Problem.of(ProblemType.NOT_REWINDABLE, "Only what has failed is rewound: \u00e4")
			.toAnswer()
			.forReader(accept)
			.writeTo(response);
		assertThat(response.getStatus()).isEqualTo(412);
		assertThat(response.getContentType()).startsWith(type);
		String body = response.getContentAsString(java.nio.charset.StandardCharsets.UTF_8);
		if (type.equals("text/plain")) {
			assertThat(body).isEqualTo("Only what has failed is rewound: \u00e4");
		}
		else {
			assertThat(body).startsWith("{").contains("urn:durable:problem:not-rewindable");
		}
	}

	@Test
	void typesAreStable() {
		assertThat(Arrays.stream(ProblemType.values()).map(ProblemType::uri)).containsExactly(
				"urn:durable:problem:access-denied", "urn:durable:problem:invalid-path",
				"urn:durable:problem:invalid-parameter", "urn:durable:problem:invalid-continuation-token",
				"urn:durable:problem:invalid-instance-id", "urn:durable:problem:invalid-event-name",
				"urn:durable:problem:invalid-json", "urn:durable:problem:event-media-type",
				"urn:durable:problem:unknown-orchestrator", "urn:durable:problem:nothing-to-restart",
				"urn:durable:problem:route-not-found", "urn:durable:problem:instance-not-found",
				"urn:durable:problem:nothing-purged", "urn:durable:problem:method-not-allowed",
				"urn:durable:problem:instance-exists", "urn:durable:problem:instance-ended",
				"urn:durable:problem:instance-not-ended", "urn:durable:problem:not-rewindable",
				"urn:durable:problem:content-too-large", "urn:durable:problem:unsupported-media-type",
				"urn:durable:problem:inbox-full", "urn:durable:problem:entities-not-supported",
				"urn:durable:problem:store-unavailable", "urn:durable:problem:internal-error");
	}

	@Test
	void typesAreDocumented() {
		assertThat(Path.of("..", "docs", "http.md")).content()
			.contains(Arrays.stream(ProblemType.values())
				.map((type) -> "| `%s` | %d |".formatted(type.uri(), type.status().value()))
				.toList());
	}

}
