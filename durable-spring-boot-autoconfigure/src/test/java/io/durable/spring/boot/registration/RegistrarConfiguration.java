package io.durable.spring.boot.registration;

import io.durable.function.FunctionRegistry;
import org.h2.Driver;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * A registrar, and transactions as a reason for proxies.
 */
@Configuration(proxyBeanMethods = false)
class RegistrarConfiguration {

	@Bean
	FunctionRegistry functionRegistry() {
		return new FunctionRegistry();
	}

	@Bean
	DurableFunctionRegistrar registrar(ConfigurableListableBeanFactory beanFactory, FunctionRegistry functions) {
		return new DurableFunctionRegistrar(beanFactory, functions);
	}

	@Bean
	PlatformTransactionManager transactionManager() {
		return new JdbcTransactionManager(new SimpleDriverDataSource(new Driver(), "jdbc:h2:mem:registrar"));
	}

}
