package io.durable.spring.boot.autoconfigure;

import io.durable.spring.boot.actuate.DurableEndpoint;
import io.durable.spring.boot.testing.TestContexts;
import io.durable.store.memory.InMemoryTaskHubStore;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DurableEndpointAutoConfiguration}.
 */
class DurableEndpointAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = TestContexts.withoutDataSource()
		.withBean(InMemoryTaskHubStore.class)
		.withConfiguration(AutoConfigurations.of(DurableEndpointAutoConfiguration.class));

	@Test
	void presentWhenExposed() {
		this.contextRunner.withPropertyValues("management.endpoints.web.exposure.include=durable")
			.run((context) -> assertThat(context).hasSingleBean(DurableEndpoint.class));
	}

	@Test
	void absentWhenNotExposed() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(DurableEndpoint.class));
	}

	@Test
	void absentWhenAccessIsNone() {
		this.contextRunner
			.withPropertyValues("management.endpoints.web.exposure.include=*",
					"management.endpoint.durable.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(DurableEndpoint.class));
	}

	@Test
	void absentWithoutATaskHub() {
		this.contextRunner.withPropertyValues("management.endpoints.web.exposure.include=*", "durable.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(DurableEndpoint.class));
	}

	@Test
	void absentWithoutActuator() {
		TestContexts.withoutDataSource()
			.withBean(InMemoryTaskHubStore.class)
			.withUserConfiguration(AsInAnApplication.class)
			.withPropertyValues("management.endpoints.web.exposure.include=*")
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("durableEndpoint"));
	}

	@Test
	void backsOffToTheEndpointOfTheApplication() {
		this.contextRunner.withPropertyValues("management.endpoints.web.exposure.include=*")
			.withBean("own", DurableEndpoint.class)
			.run((context) -> assertThat(context).hasSingleBean(DurableEndpoint.class).hasBean("own"));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(DurableEndpointAutoConfiguration.class)
	static class AsInAnApplication {

	}

}
