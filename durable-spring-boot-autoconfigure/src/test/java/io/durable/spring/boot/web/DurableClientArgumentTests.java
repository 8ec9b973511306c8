package io.durable.spring.boot.web;

import io.durable.client.DurableTaskClient;
import io.durable.spring.boot.DurableClient;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A slice of Spring MVC resolves arguments that are clients.
 */
@WebMvcTest
class DurableClientArgumentTests {

	@Autowired
	private MockMvcTester mvc;

	@Autowired
	private ApplicationContext context;

	@Autowired
	private DurableTaskClient client;

	@Test
	void aClientIsAnArgumentOfAController() throws Exception {
		String id = this.mvc.post().uri("/reports").exchange().getResponse().getContentAsString();
		assertThat(this.client.getInstanceMetadata(id, false).getName()).isEqualTo("Wait");
	}

	@Test
	void theSliceHasNoStore() {
		assertThat(this.context.containsBean("dataSource")).isFalse();
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@Import({ InMemoryHubConfiguration.class, Reports.class })
	static class Application {

	}

	@RestController
	static class Reports {

		@PostMapping("/reports")
		String start(@DurableClient DurableTaskClient client) {
			return client.scheduleNewOrchestrationInstance("Wait");
		}

	}

}
