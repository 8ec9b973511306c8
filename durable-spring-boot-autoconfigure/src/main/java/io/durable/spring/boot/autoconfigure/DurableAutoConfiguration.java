package io.durable.spring.boot.autoconfigure;

import io.durable.api.DataConverter;
import io.durable.api.ExceptionPropertiesProvider;
import io.durable.client.DurableTaskClient;
import io.durable.function.FunctionRegistry;
import io.durable.hub.TaskHub;
import io.durable.serialization.JacksonDataConverter;
import io.durable.spring.boot.registration.DurableFunctionRegistrar;
import io.durable.store.TaskHubStore;
import io.durable.worker.WorkerListener;
import io.durable.worker.WorkerOptions;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for durable orchestrations: the task
 * hub, its client, and the functions of the application's beans.
 */
@AutoConfiguration(after = DurableJdbcAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "durable.enabled", matchIfMissing = true)
@EnableConfigurationProperties({ DurableProperties.class, DurableLimitsProperties.class,
		DurableVersioningProperties.class })
public final class DurableAutoConfiguration {

	@Bean
	static LazyInitializationExcludeFilter durableLazyInitializationExcludeFilter() {
		return LazyInitializationExcludeFilter.forBeanTypes(DurableFunctionRegistrar.class, TaskHubLifecycle.class);
	}

	@Bean(destroyMethod = "")
	@ConditionalOnMissingBean
	DurableTaskClient durableTaskClient(TaskHub taskHub) {
		return taskHub.client();
	}

	@Bean
	@ConditionalOnMissingBean
	FunctionRegistry durableFunctionRegistry(TaskHub taskHub) {
		return taskHub.functions();
	}

	@Bean
	@ConditionalOnMissingBean
	DurableFunctionRegistrar durableFunctionRegistrar(ConfigurableListableBeanFactory beanFactory, TaskHub taskHub) {
		return new DurableFunctionRegistrar(beanFactory, taskHub.functions());
	}

	@Bean
	@ConditionalOnMissingBean
	TaskHubLifecycle durableTaskHubLifecycle(TaskHub taskHub, DurableProperties properties,
			ObjectProvider<LifecycleProperties> lifecycleProperties) {
		ShutdownGrace grace = ShutdownGrace.within(lifecycleProperties.getIfAvailable());
		return new TaskHubLifecycle(taskHub, properties.worker(), grace.orDefault(properties.shutdown().grace()));
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingBean(TaskHub.class)
	static class TaskHubConfiguration {

		@Bean
		@ConditionalOnMissingBean
		FunctionRegistry durableFunctionRegistry() {
			return new FunctionRegistry();
		}

		@Bean
		@ConditionalOnMissingBean
		DataConverter durableDataConverter() {
			return new JacksonDataConverter();
		}

		@Bean
		@ConditionalOnMissingBean
		WorkerOptions durableWorkerOptions(DurableProperties properties, Environment environment) {
			return ActivityLimits.in(environment)
				.applyTo(properties.workerOptions(Threading.VIRTUAL.isActive(environment)));
		}

		@Bean
		TaskHub durableTaskHub(TaskHubStore store, FunctionRegistry functions, DataConverter dataConverter,
				WorkerOptions options, DurableProperties properties, DurableLimitsProperties limits,
				DurableVersioningProperties versioning, ObjectProvider<WorkerListener> listeners,
				ObjectProvider<ExceptionPropertiesProvider> exceptionProperties,
				ConfigurableListableBeanFactory beanFactory) {
			TaskHub.Builder builder = TaskHub.on(store)
				.functions(functions)
				.dataConverter(dataConverter)
				.options(options)
				.limits(limits.limits())
				.versioning(versioning.versioning())
				.failOnNonDeterminism(properties.onNonDeterminism() == NonDeterminism.FAIL)
				.awaitGuard(new TransactionAwaitGuard())
				.classLoader(beanFactory.getBeanClassLoader());
			ThreadCleaners.available(beanFactory.getBeanClassLoader()).forEach(builder::addThreadCleaner);
			exceptionProperties.ifAvailable(builder::exceptionProperties);
			listeners.orderedStream().forEach(builder::addListener);
			return builder.build();
		}

	}

}
