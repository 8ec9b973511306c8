package io.durable.spring.boot.web;

import java.util.List;

import io.durable.client.DurableTaskClient;
import io.durable.function.FunctionRegistry;
import io.durable.spring.boot.DurableHttpResponses;
import io.durable.spring.boot.security.CallerRoles;
import io.durable.spring.boot.security.InstanceAccess;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * The beans of the HTTP API.
 */
@Configuration(proxyBeanMethods = false)
public class HttpApiConfiguration {

	@Bean
	HttpApi durableHttpApi(HttpApiSettings settings, PublicUrls urls, ObjectProvider<CallerRoles> roles,
			ListableBeanFactory beanFactory, Environment environment) {
		AccessGuard guard = AccessGuard.of(settings.access(), roles.getIfAvailable(CallerRoles::unknown),
				ForwardedHeaders.areTrusted(environment, beanFactory));
		return new HttpApi(guard, urls, settings);
	}

	@Bean
	PublicUrls durablePublicUrls(HttpApiSettings settings, ListableBeanFactory beanFactory, Environment environment) {
		return new PublicUrls(settings, ForwardedHeaders.areTrusted(environment, beanFactory));
	}

	@Bean
	@ConditionalOnMissingBean
	DurableHttpResponses durableHttpResponses(DurableTaskClient client, PublicUrls urls) {
		return new ServletDurableHttpResponses(client, urls);
	}

	@Bean
	GuardedInstances durableGuardedInstances(DurableTaskClient client, ObjectProvider<InstanceAccess> access) {
		return new GuardedInstances(client, access.getIfAvailable());
	}

	@Bean
	OrchestrationStartController durableOrchestrationStartController(DurableTaskClient client,
			GuardedInstances instances, FunctionRegistry functions) {
		return new OrchestrationStartController(client, instances, functions);
	}

	@Bean
	InstanceStatusController durableInstanceStatusController(DurableTaskClient client, GuardedInstances instances) {
		return new InstanceStatusController(client, instances);
	}

	@Bean
	InstanceMessageController durableInstanceMessageController(DurableTaskClient client, GuardedInstances instances) {
		return new InstanceMessageController(client, instances);
	}

	@Bean
	InstancePurgeController durableInstancePurgeController(DurableTaskClient client, GuardedInstances instances) {
		return new InstancePurgeController(client, instances);
	}

	@Bean
	InstanceRestartController durableInstanceRestartController(DurableTaskClient client, GuardedInstances instances) {
		return new InstanceRestartController(client, instances);
	}

	@Bean
	EntityController durableEntityController() {
		return new EntityController();
	}

	// Not lazy: nobody asks for this bean, it adds the routes to Spring MVC
	@Bean
	@Lazy(false)
	HttpApiRoutes durableHttpApiRoutes(HttpApiSettings settings, List<RouteTable.Source> sources, HttpApi api,
			@Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mapping) {
		return new HttpApiRoutes(settings, sources, api, mapping);
	}

	@Bean
	MultipartRefusal durableMultipartRefusal(HttpApi api, HttpApiRoutes routes) {
		return new MultipartRefusal(api, routes);
	}

}
