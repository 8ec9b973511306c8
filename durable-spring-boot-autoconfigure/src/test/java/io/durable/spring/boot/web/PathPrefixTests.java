package io.durable.spring.boot.web;

import io.durable.spring.boot.web.RawHttp.Response;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.config.annotation.PathMatchConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A prefix that the application gives to all its controllers is theirs alone: the HTTP
 * API stays where its properties say, and so do its links.
 */
class PathPrefixTests {

	@Test
	void theApiDoesNotFollowAPrefixOfTheControllers() {
		try (TestServer server = TestServer.start(new Class<?>[] { Prefixed.class, Hello.class },
				"durable.http.base-path=/durable")) {
			assertThat(server.http().get("/api/hello").status()).isEqualTo(200);
			Response started = server.http().post("/orchestrators/Wait/prefixed");
			assertThat(started.status()).isEqualTo(202);
			assertThat(started.headers()).containsEntry("Location",
					"http://localhost:" + server.port() + "/durable/instances/prefixed?taskHub=durable");
			assertThat(server.http().get("/durable/instances/prefixed").status()).isEqualTo(202);
			assertThat(server.http().get("/api/durable/instances/prefixed").status()).isEqualTo(404);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Prefixed implements WebMvcConfigurer {

		@Override
		public void configurePathMatch(PathMatchConfigurer configurer) {
			configurer.addPathPrefix("/api", (controller) -> true);
		}

	}

	@RestController
	static class Hello {

		@GetMapping("/hello")
		String hello() {
			return "hello";
		}

	}

}
