package io.durable.spring.boot.web;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.durable.client.DurableTaskClient;
import io.durable.client.OrchestrationMetadata;
import io.durable.client.PurgeInstanceCriteria;
import io.durable.hub.TaskHub;
import io.durable.store.TransientStoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The audit log tells what has happened.
 */
@ExtendWith(OutputCaptureExtension.class)
class BulkPurgeAuditTests {

	@Test
	void onlyWhatWasDeletedIsWrittenDown(CapturedOutput output) throws Exception {
		try (TestServer server = TestServer.start(new Class<?>[] { FailsHalfway.class },
				"logging.level.io.durable.audit=info")) {
			DurableTaskClient client = server.bean(TaskHub.class).client();
			for (String id : new String[] { "kept", "deleted" }) {
				client.scheduleNewOrchestrationInstance("Hello", null, id);
				client.waitForInstanceCompletion(id, Duration.ofSeconds(60), false);
			}
			assertThat(server.http()
				.send("DELETE", "/runtime/webhooks/durabletask/instances?createdTimeFrom=2020-01-01", "")
				.status()).isEqualTo(503);
			assertThat(output).contains("operation=purge instance=\"deleted\"")
				.doesNotContain("operation=purge instance=\"kept\"");
		}
	}

	/**
	 * Deletes one instance, and fails at the other.
	 */
	@Configuration(proxyBeanMethods = false)
	static class FailsHalfway {

		@Bean
		@Primary
		@SuppressWarnings("unchecked")
		DurableTaskClient halfway(TaskHub hub) {
			DurableTaskClient client = hub.client();
			return (DurableTaskClient) Proxy.newProxyInstance(getClass().getClassLoader(),
					new Class<?>[] { DurableTaskClient.class }, (proxy, method, arguments) -> {
						if (method.getName().equals("purgeInstances")) {
							Predicate<OrchestrationMetadata> mayPurge = (Predicate<OrchestrationMetadata>) arguments[1];
							assertThat(mayPurge.test(client.getInstanceMetadata("kept", false))).isTrue();
							client.purgeInstances((PurgeInstanceCriteria) arguments[0],
									(metadata) -> metadata.getInstanceId().equals("deleted") && mayPurge.test(metadata),
									(Consumer<String>) arguments[2]);
							throw new TransientStoreException("The connection broke", null);
						}
						try {
							return method.invoke(client, arguments);
						}
						catch (InvocationTargetException ex) {
							throw ex.getCause();
						}
					});
		}

	}

}
