package io.durable.spring.boot.web;

import io.durable.client.DurableTaskClient;
import io.durable.function.FunctionRegistry;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.annotation.Qualifier;
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
	AccessGuard durableHttpAccessGuard(HttpApiSettings settings, ListableBeanFactory beanFactory,
			Environment environment) {
		return AccessGuard.of(settings.access(), beanFactory, environment);
	}

	@Bean
	HttpApi durableHttpApi(AccessGuard guard, HttpApiSettings settings) {
		return new HttpApi(guard, settings.basePath());
	}

	@Bean
	OrchestrationStartController durableOrchestrationStartController(HttpApi api, DurableTaskClient client,
			FunctionRegistry functions) {
		return new OrchestrationStartController(api, client, functions);
	}

	@Bean
	InstanceController durableInstanceController(HttpApi api, DurableTaskClient client) {
		return new InstanceController(api, client);
	}

	// Not lazy: nobody asks for this bean, it adds the routes to Spring MVC
	@Bean
	@Lazy(false)
	HttpApiRoutes durableHttpApiRoutes(HttpApiSettings settings, OrchestrationStartController startController,
			InstanceController instanceController,
			@Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mapping) {
		return new HttpApiRoutes(settings, startController, instanceController, mapping);
	}

}
