package io.durable.spring.boot.autoconfigure;

import io.durable.client.DurableTaskClient;
import io.durable.hub.TaskHub;
import io.durable.spring.boot.actuate.DurableEndpoint;
import io.durable.spring.boot.actuate.DurableEndpointWebExtension;
import io.durable.spring.boot.security.CallerRoles;
import io.durable.spring.boot.security.InstanceAccess;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
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
import org.springframework.util.ClassUtils;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@link DurableEndpoint}.
 */
@AutoConfiguration(after = { DurableAutoConfiguration.class, DurableSecurityAutoConfiguration.class })
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnAvailableEndpoint(DurableEndpoint.class)
public final class DurableEndpointAutoConfiguration {

	private static final String REACTIVE_SECURITY = "org.springframework.security.web.server.SecurityWebFilterChain";

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
			ObjectProvider<CallerRoles> roles, ObjectProvider<InstanceAccess> access, ListableBeanFactory beanFactory) {
		return new DurableEndpointWebExtension(endpoint, client, roles.getIfAvailable(CallerRoles::unknown),
				access.getIfAvailable(() -> (caller, operation, instance) -> true), hasReactiveSecurity(beanFactory));
	}

	private static boolean hasReactiveSecurity(ListableBeanFactory beanFactory) {
		ClassLoader classLoader = DurableEndpointAutoConfiguration.class.getClassLoader();
		return ClassUtils.isPresent(REACTIVE_SECURITY, classLoader)
				&& BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beanFactory,
						ClassUtils.resolveClassName(REACTIVE_SECURITY, classLoader), true, false).length > 0;
	}

}
