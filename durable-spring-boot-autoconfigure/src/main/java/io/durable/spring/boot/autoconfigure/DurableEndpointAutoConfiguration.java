package io.durable.spring.boot.autoconfigure;

import io.durable.hub.TaskHub;
import io.durable.spring.boot.actuate.DurableEndpoint;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@link DurableEndpoint}.
 */
@AutoConfiguration(after = DurableAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnAvailableEndpoint(DurableEndpoint.class)
public final class DurableEndpointAutoConfiguration {

	@Bean
	@ConditionalOnBean(TaskHub.class)
	@ConditionalOnMissingBean
	DurableEndpoint durableEndpoint(TaskHub taskHub) {
		return new DurableEndpoint(taskHub);
	}

}
