package io.durable.spring.boot.web;

import java.util.List;

import io.durable.api.Limits;
import io.durable.client.DurableTaskClient;
import io.durable.function.FunctionRegistry;
import io.durable.spring.boot.security.CallerRoles;
import io.durable.spring.boot.security.InstanceAccess;
import io.durable.spring.boot.web.access.AccessGuard;
import io.durable.spring.boot.web.access.ForwardedHeaders;
import io.durable.spring.boot.web.access.HttpApiSettings;
import io.durable.spring.boot.web.access.PublicUrls;
import io.durable.spring.boot.web.answer.AnswerMemory;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * The beans of the HTTP API.
 */
@Configuration(proxyBeanMethods = false)
@Import(RefusedPathConfiguration.class)
public class HttpApiConfiguration {

	private static final int SHARE_OF_HEAP = 8;

	@Bean
	HttpApi durableHttpApi(HttpApiSettings settings, PublicUrls urls, ObjectProvider<CallerRoles> roles,
			ListableBeanFactory beanFactory, Environment environment) {
		long page = Binder.get(environment)
			.bind("durable.limits.query-page-size", DataSize.class)
			.map(DataSize::toBytes)
			.orElse(Limits.defaults().queryPageBytes());
		AnswerMemory memory = new AnswerMemory(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP, page);
		AccessGuard guard = AccessGuard.of(settings, roles.getIfAvailable(CallerRoles::unknown),
				ForwardedHeaders.areTrusted(environment, beanFactory));
		return new HttpApi(guard, urls, settings, memory);
	}

	@Bean
	GuardedInstances durableGuardedInstances(DurableTaskClient client, ObjectProvider<InstanceAccess> access) {
		return new GuardedInstances(client, access.getIfAvailable());
	}

	@Bean
	OrchestrationStartController durableOrchestrationStartController(DurableTaskClient client,
			GuardedInstances instances, FunctionRegistry functions, CompletionWait wait) {
		return new OrchestrationStartController(client, instances, functions, wait);
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
	InstanceRestartController durableInstanceRestartController(DurableTaskClient client, GuardedInstances instances,
			CompletionWait wait) {
		return new InstanceRestartController(client, instances, wait);
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
