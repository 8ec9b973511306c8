package io.durable.spring.boot.registration;

import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.annotation.EnableTransactionManagement;

/**
 * The kinds of proxies.
 */
final class Proxies {

	private Proxies() {
	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement(proxyTargetClass = true)
	static class OfClasses extends RegistrarConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement(proxyTargetClass = false)
	static class OfInterfaces extends RegistrarConfiguration {

	}

}
