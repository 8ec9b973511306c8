package io.durable.spring.boot.web;

import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.durable.client.DurableTaskClient;
import io.durable.client.NewOrchestrationInstanceOptions;
import io.durable.client.OrchestrationMetadata;
import io.durable.hub.TaskHub;
import io.durable.spring.boot.security.InstanceAccess;
import io.durable.spring.boot.security.InstanceOperation;
import io.durable.spring.boot.web.RawHttp.Response;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a list may cost.
 */
class BoundedListTests {

	private static final String INSTANCES = "/runtime/webhooks/durabletask/instances";

	private static final int LARGE = 500_000;

	private static TestServer server;

	private static RawHttp http;

	@BeforeAll
	static void start() {
		server = TestServer.start(new Class<?>[] { Owners.class });
		http = server.http();
		DurableTaskClient client = server.bean(TaskHub.class).client();
		for (int i = 0; i < 20; i++) {
			client.scheduleNewOrchestrationInstance("Wait",
					new NewOrchestrationInstanceOptions().setInstanceId("large-" + i)
						.setInput("x".repeat(LARGE))
						.addTag("owner", "me"));
		}
		client.scheduleNewOrchestrationInstance("Wait",
				new NewOrchestrationInstanceOptions().setInstanceId("other").addTag("owner", "other"));
		client.scheduleNewOrchestrationInstance("Wait",
				new NewOrchestrationInstanceOptions().setInstanceId("secret").addTag("owner", "me"));
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void aPageEndsAtItsBytes() {
		List<String> found = new ArrayList<>();
		String token = "";
		do {
			Response page = http.get(INSTANCES + "?instanceIdPrefix=large-&top=500",
					"x-ms-continuation-token: " + token);
			assertThat(page.status()).isEqualTo(200);
			assertThat(page.body().length()).isBetween(LARGE, 5 * 1024 * 1024);
			found.addAll(page.<List<String>>json("$[*].instanceId"));
			token = page.headers().getOrDefault("x-ms-continuation-token", "");
		}
		while (!token.isEmpty());
		assertThat(found).hasSize(20).doesNotHaveDuplicates();
	}

	@Test
	void withoutInputsThePageHasAll() {
		Response page = http.get(INSTANCES + "?instanceIdPrefix=large-&top=500&showInput=false");
		assertThat(page.<List<String>>json("$[*].instanceId")).hasSize(20);
		assertThat(page.headers()).doesNotContainKey("x-ms-continuation-token");
	}

	@ParameterizedTest
	@ValueSource(strings = { "tag=a:1&tag=b:1&tag=c:1&tag=d:1&tag=e:1",
			"tag=a:1&tag=b:1&tag=c:1&tag=d:1&tag=e:1&tag=f:1&tag=g:1" })
	void tooManyTagsAreRefused(String tags) {
		Response refused = http.get(INSTANCES + "?" + tags);
		assertThat(refused.status()).isEqualTo(400);
		assertThat(refused.<String>json("$.type")).isEqualTo("urn:durable:problem:invalid-parameter");
		// One is the owner's
		assertThat(refused.<String>json("$.detail")).contains("'tag'", "more than 4 times");
		assertThat(http.get(INSTANCES + "?tag=a:1&tag=b:1&tag=c:1&tag=d:1").status()).isEqualTo(200);
	}

	@Test
	void tagsOfTheOwnerArePartOfTheQueryAndEachInstanceIsDecidedOn() {
		assertThat(ids(INSTANCES + "?showInput=false")).contains("large-1").doesNotContain("other", "secret");
		assertThat(ids(INSTANCES + "?showInput=false&tag=owner:me")).contains("large-1").doesNotContain("secret");
		assertThat(ids(INSTANCES + "?tag=owner:other")).isEmpty();
	}

	private static List<String> ids(String path) {
		return http.get(path).json("$[*].instanceId");
	}

	@Configuration(proxyBeanMethods = false)
	static class Owners {

		@Bean
		InstanceAccess owners() {
			return new InstanceAccess() {

				@Override
				public boolean isGranted(@Nullable Principal caller, InstanceOperation operation,
						OrchestrationMetadata instance) {
					// What the query has left out is not asked for
					assertThat(instance.getTags()).containsEntry("owner", "me");
					return !instance.getInstanceId().equals("secret");
				}

				@Override
				public Map<String, String> tagsOfList(@Nullable Principal caller) {
					return Map.of("owner", "me");
				}

			};
		}

	}

}
