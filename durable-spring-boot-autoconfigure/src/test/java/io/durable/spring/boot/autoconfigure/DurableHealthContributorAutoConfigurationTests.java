package io.durable.spring.boot.autoconfigure;

import io.durable.hub.TaskHub;
import io.durable.spring.boot.actuate.DurableHealthIndicator;
import io.durable.spring.boot.testing.TestContexts;
import io.durable.store.memory.InMemoryTaskHubStore;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DurableHealthContributorAutoConfiguration}.
 */
class DurableHealthContributorAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = TestContexts.withoutDataSource()
		.withBean(InMemoryTaskHubStore.class)
		.withConfiguration(AutoConfigurations.of(DurableHealthContributorAutoConfiguration.class,
				HealthContributorAutoConfiguration.class, HealthContributorRegistryAutoConfiguration.class));

	@Test
	void contributesAsDurable() {
		this.contextRunner
			.run((context) -> assertThat(context.getBean(HealthContributorRegistry.class).getContributor("durable"))
				.isInstanceOf(DurableHealthIndicator.class));
	}

	@Test
	void canBeSwitchedOff() {
		this.contextRunner.withPropertyValues("management.health.durable.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(DurableHealthIndicator.class));
	}

	@Test
	void absentWithoutATaskHub() {
		this.contextRunner.withPropertyValues("durable.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(DurableHealthIndicator.class));
	}

	@Test
	void absentWithoutTheHealthApi() {
		TestContexts.withoutDataSource()
			.withBean(InMemoryTaskHubStore.class)
			.withUserConfiguration(AsInAnApplication.class)
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(TaskHub.class)
				.doesNotHaveBean("durableHealthContributor"));
	}

	@Test
	void backsOffToTheIndicatorOfTheApplication() {
		this.contextRunner
			.withBean("durableHealthIndicator", HealthIndicator.class, () -> () -> Health.unknown().build())
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(DurableHealthIndicator.class));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(DurableHealthContributorAutoConfiguration.class)
	static class AsInAnApplication {

	}

}
