package io.durable.spring.boot.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every key is described, for the completion in an editor.
 */
class ConfigurationMetadataTests {

	@Test
	void everyKeyHasADescription() throws IOException {
		List<JsonNode> properties = properties();
		assertThat(properties).extracting((property) -> property.path("name").asString())
			.contains("durable.enabled", "durable.worker.enabled", "durable.node-id", "durable.lease-duration",
					"durable.poll-interval", "durable.orchestrations.threads", "durable.activities.threads",
					"durable.checkpoint.max-turns", "durable.residency.enabled", "durable.residency.max-history-size",
					"durable.residency.resident-from", "durable.residency.max-resident-threads",
					"durable.worker.memory", "durable.orchestrations.slow-turn", "durable.activities",
					"durable.jdbc.initialize-schema", "durable.jdbc.platform", "durable.jdbc.schema",
					"durable.jdbc.table-prefix", "durable.jdbc.partition-count", "durable.jdbc.lock-timeout",
					"durable.shutdown.grace");
		assertThat(properties)
			.allSatisfy((property) -> assertThat(property.path("description").asString("")).as(property.toString())
				.isNotBlank()
				.endsWith("."));
	}

	private static List<JsonNode> properties() throws IOException {
		List<JsonNode> properties = new ArrayList<>();
		Resource[] resources = new PathMatchingResourcePatternResolver()
			.getResources("classpath*:META-INF/spring-configuration-metadata.json");
		for (Resource resource : resources) {
			try (InputStream content = resource.getInputStream()) {
				for (JsonNode property : JsonMapper.shared().readTree(content).path("properties")) {
					if (property.path("name").asString().startsWith("durable.")) {
						properties.add(property);
					}
				}
			}
		}
		return properties;
	}

}
