package io.durable.spring.boot.autoconfigure;

import io.durable.hub.TaskHub;
import io.durable.spring.boot.actuate.DurableHealthIndicator;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@link DurableHealthIndicator}.
 */
@AutoConfiguration(after = DurableAutoConfiguration.class)
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(TaskHub.class)
@ConditionalOnEnabledHealthIndicator("durable")
public final class DurableHealthContributorAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = { "durableHealthIndicator", "durableHealthContributor" })
	DurableHealthIndicator durableHealthContributor(TaskHub taskHub) {
		return new DurableHealthIndicator(taskHub);
	}

}
