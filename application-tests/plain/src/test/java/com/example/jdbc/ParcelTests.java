package com.example.jdbc;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

import io.durable.client.DurableTaskClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The same application, with settings that change how everything around the library
 * behaves.
 */
class ParcelTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	static Stream<String> settings() {
		return Stream.of("spring.main.register-shutdown-hook=false", "spring.main.lazy-initialization=true",
				"spring.threads.virtual.enabled=true", "spring.datasource.hikari.auto-commit=false",
				"spring.datasource.hikari.maximum-pool-size=2", "spring.aop.proxy-target-class=false");
	}

	private static ConfigurableApplicationContext run(String... properties) {
		return new SpringApplicationBuilder(ParcelApplication.class).properties(properties).run();
	}

	private static void sendAndDeliver(ConfigurableApplicationContext context, String id) throws Exception {
		Parcels parcels = context.getBean(Parcels.class);
		DurableTaskClient client = context.getBean(DurableTaskClient.class);
		assertThatIllegalStateException().isThrownBy(() -> parcels.send(id + "-undone", true));
		assertThat(client.getInstanceMetadata(id + "-undone", false).isInstanceFound()).isFalse();
		assertThat(parcels.state(id + "-undone")).isEqualTo("UNKNOWN");
		parcels.send(id, false);
		client.raiseEvent(id, "Delivered", "signed by Ann");
		assertThat(client.waitForInstanceCompletion(id, TIMEOUT, true).readOutputAs(String.class))
			.isEqualTo("signed by Ann");
		assertThat(parcels.state(id)).isEqualTo("DELIVERED");
	}

	@ParameterizedTest
	@MethodSource("settings")
	void anOrchestrationBelongsToTheRowsOfTheApplication(String setting) throws Exception {
		try (ConfigurableApplicationContext context = run("spring.datasource.generate-unique-name=true", setting)) {
			sendAndDeliver(context, "p1");
		}
	}

	@Test
	void twoApplicationsRunInOneVirtualMachine() throws Exception {
		try (ConfigurableApplicationContext first = run("spring.datasource.generate-unique-name=true");
				ConfigurableApplicationContext second = run("spring.datasource.generate-unique-name=true")) {
			sendAndDeliver(first, "p1");
			sendAndDeliver(second, "p1");
			first.close();
			sendAndDeliver(second, "p2");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "DATABASE_TO_UPPER=FALSE", "CASE_INSENSITIVE_IDENTIFIERS=TRUE", "IGNORECASE=TRUE",
			"DATABASE_TO_LOWER=TRUE", "MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE" })
	void everyDialectOfAnEmbeddedDatabaseWorks(String dialect, @TempDir Path directory) throws Exception {
		String url = "spring.datasource.url=jdbc:h2:file:" + directory.resolve("parcels") + ";" + dialect;
		try (ConfigurableApplicationContext context = run(url, "spring.sql.init.mode=always")) {
			sendAndDeliver(context, "p1");
			sendAndDeliver(context, "q1");
		}
		try (ConfigurableApplicationContext context = run(url, "spring.sql.init.mode=never")) {
			assertThat(context.getBean(DurableTaskClient.class).getOrchestrationHistory("p1")).isNotEmpty();
			sendAndDeliver(context, "p2");
		}
	}

}
