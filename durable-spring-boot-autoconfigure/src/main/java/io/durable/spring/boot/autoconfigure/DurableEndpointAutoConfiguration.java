package io.durable.spring.boot.autoconfigure;

import io.durable.client.DurableTaskClient;
import io.durable.hub.TaskHub;
import io.durable.spring.boot.actuate.DurableEndpoint;
import io.durable.spring.boot.actuate.DurableEndpointWebExtension;
import io.durable.spring.boot.security.CallerRoles;
import io.durable.spring.boot.security.InstanceAccess;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
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
@AutoConfiguration(after = { DurableAutoConfiguration.class, DurableSecurityAutoConfiguration.class })
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnAvailableEndpoint(DurableEndpoint.class)
public final class DurableEndpointAutoConfiguration {

	@Bean
	@ConditionalOnBean(TaskHub.class)
	@ConditionalOnMissingBean
	DurableEndpoint durableEndpoint(TaskHub taskHub) {
		return new DurableEndpoint(taskHub);
	}

	@Bean
	@ConditionalOnBean({ DurableEndpoint.class, DurableTaskClient.class })
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint(endpoint = DurableEndpoint.class, exposure = EndpointExposure.WEB)
	DurableEndpointWebExtension durableEndpointWebExtension(DurableEndpoint endpoint, DurableTaskClient client,
			ObjectProvider<CallerRoles> roles, ObjectProvider<InstanceAccess> access) {
		return new DurableEndpointWebExtension(endpoint, client, roles.getIfAvailable(CallerRoles::unknown),
				access.getIfAvailable(() -> (caller, operation, instance) -> true));
	}

}
