package io.durable.spring.boot.registration;

import java.lang.reflect.Type;
import java.util.List;

import io.durable.api.Activity;
import io.durable.api.TypeReference;
import io.durable.function.FunctionRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Types of generic beans, which their definitions know.
 */
class GenericBeanTests {

	private static final Type ORDERS = new TypeReference<List<Order>>() {
	}.getType();

	private static Type inputOf(Class<?> configuration) {
		Type[] input = new Type[1];
		new ApplicationContextRunner().withUserConfiguration(RegistrarConfiguration.class, configuration)
			.run((context) -> input[0] = context.getBean(FunctionRegistry.class)
				.activity("Handle")
				.method()
				.inputType());
		return input[0];
	}

	@Test
	void theTypeOfABeanMethodBindsTheVariablesOfItsClass() {
		assertThat(inputOf(DeclaredAsClass.class)).isEqualTo(ORDERS);
	}

	@Test
	void theInterfaceThatABeanIsDeclaredAsBindsTheVariablesOfItsClass() {
		assertThat(inputOf(DeclaredAsInterface.class)).isEqualTo(ORDERS);
	}

	record Order(String id) {

	}

	interface Handler<T> {

	}

	static class ListHandler<I> implements Handler<I> {

		@Activity("Handle")
		int handle(List<I> items) {
			return items.size();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DeclaredAsClass {

		@Bean
		ListHandler<Order> handler() {
			return new ListHandler<>();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DeclaredAsInterface {

		@Bean
		Handler<Order> handler() {
			return new ListHandler<>();
		}

	}

}
