package io.durable.spring.boot.autoconfigure;

import java.util.List;

import io.durable.client.DurableTaskClient;
import io.durable.function.FunctionRegistry;
import io.durable.spring.boot.web.DurableClientArgumentResolver;
import io.durable.spring.boot.web.HttpApiConfiguration;
import io.durable.spring.boot.web.HttpResponsesConfiguration;
import io.durable.spring.boot.web.SpringDocParameters;
import io.durable.spring.boot.web.access.HttpApiSettings;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the HTTP API and for controllers
 * that use the client. Test slices of Spring MVC include it.
 */
@AutoConfiguration(after = { DurableAutoConfiguration.class, DurableSecurityAutoConfiguration.class,
		WebMvcAutoConfiguration.class })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(DispatcherServlet.class)
public final class DurableWebAutoConfiguration {

	@Bean
	WebMvcConfigurer durableClientArguments(ObjectProvider<DurableTaskClient> client) {
		return new WebMvcConfigurer() {

			@Override
			public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
				resolvers.add(new DurableClientArgumentResolver(client));
			}

		};
	}

	@Bean
	@ConditionalOnClass(name = SpringDocParameters.SPRINGDOC)
	SpringDocParameters durableSpringDocParameters(ConfigurableBeanFactory beanFactory) {
		return new SpringDocParameters(beanFactory.getBeanClassLoader());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean({ DurableTaskClient.class, FunctionRegistry.class })
	@ConditionalOnBooleanProperty(name = { "durable.enabled", "durable.http.enabled" }, matchIfMissing = true)
	@Import(HttpApiConfiguration.class)
	static class HttpApiEnabledConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = { "durable.enabled", "durable.http.enabled" }, matchIfMissing = true)
	@EnableConfigurationProperties(DurableHttpProperties.class)
	@Import(HttpResponsesConfiguration.class)
	static class HttpResponsesEnabledConfiguration {

		@Bean
		HttpApiSettings durableHttpApiSettings(DurableHttpProperties properties) {
			return properties.settings();
		}

	}

}
