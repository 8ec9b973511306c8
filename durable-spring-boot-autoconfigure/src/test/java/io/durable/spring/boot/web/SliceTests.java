package io.durable.spring.boot.web;

import java.time.Duration;

import io.durable.client.DurableTaskClient;
import io.durable.spring.boot.DurableClient;
import io.durable.spring.boot.DurableHttpResponses;
import io.durable.spring.boot.HttpManagementPayload;
import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;
import org.mockito.BDDMockito;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.http.ResponseEntity;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A slice of Spring MVC loads controllers that start orchestrations, with a mocked
 * client.
 */
@WebMvcTest
class SliceTests {

	@Autowired
	private MockMvcTester mvc;

	@Autowired
	private ApplicationContext context;

	@MockitoBean
	private DurableTaskClient client;

	@Test
	void aControllerAnswersThatItsOrchestrationIsUnderWay() {
		BDDMockito.given(this.client.scheduleNewOrchestrationInstance("Report")).willReturn("r1");
		MvcTestResult result = this.mvc.post().uri("/reports").exchange();
		assertThat(result).hasStatus(202)
			.headers()
			.hasValue("Location", "http://localhost/runtime/webhooks/durabletask/instances/r1?taskHub=durable");
		assertThat(result).bodyJson().extractingPath("$.id").isEqualTo("r1");
	}

	@Test
	void whatTheClientRefusesReachesTheController() {
		BDDMockito.given(this.client.getInstanceMetadata("r2", false))
			.willThrow(new IllegalStateException("as intended"));
		assertThat(this.mvc.get().uri("/reports").exchange()).failure().rootCause().hasMessage("as intended");
	}

	@Test
	void theSliceHasNeitherStoreNorHttpApi() {
		assertThat(this.context.containsBean("dataSource")).isFalse();
		assertThat(this.context.getBeansOfType(HttpApiRoutes.class)).isEmpty();
		assertThat(this.mvc.get().uri("/runtime/webhooks/durabletask/instances").exchange()).hasStatus(404);
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@Import(Reports.class)
	static class Application {

	}

	@RestController
	static class Reports {

		private final DurableHttpResponses responses;

		Reports(DurableHttpResponses responses) {
			this.responses = responses;
		}

		@PostMapping("/reports")
		ResponseEntity<HttpManagementPayload> start(@DurableClient DurableTaskClient client,
				HttpServletRequest request) {
			return this.responses.createCheckStatusResponse(request, client.scheduleNewOrchestrationInstance("Report"));
		}

		@GetMapping("/reports")
		ResponseEntity<?> await(HttpServletRequest request) {
			return this.responses.waitForCompletionOrCreateCheckStatusResponse(request, "r2", Duration.ofMillis(1),
					false);
		}

	}

}
