package io.durable.spring.boot;

import io.durable.client.DurableTaskClient;
import io.durable.spring.boot.testing.TestContexts;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DurableClient}.
 */
class DurableClientTests {

	@Test
	void injectsIntoField() {
		TestContexts.onH2()
			.withBean(FieldInjected.class)
			.run((context) -> assertThat(context.getBean(FieldInjected.class).client)
				.isSameAs(context.getBean(DurableTaskClient.class)));
	}

	@Test
	void injectsIntoSetter() {
		TestContexts.onH2()
			.withBean(SetterInjected.class)
			.run((context) -> assertThat(context.getBean(SetterInjected.class).client)
				.isSameAs(context.getBean(DurableTaskClient.class)));
	}

	@Test
	void injectsIntoConstructor() {
		TestContexts.onH2()
			.withBean(ConstructorInjected.class)
			.run((context) -> assertThat(context.getBean(ConstructorInjected.class).client)
				.isSameAs(context.getBean(DurableTaskClient.class)));
	}

	@Test
	void injectsIntoBeanMethodParameter() {
		TestContexts.onH2()
			.withUserConfiguration(ParameterInjected.class)
			.run((context) -> assertThat(context.getBean(Holder.class).client())
				.isSameAs(context.getBean(DurableTaskClient.class)));
	}

	@Test
	void plainInjectionWorksToo() {
		TestContexts.onH2()
			.withBean(Plain.class)
			.run((context) -> assertThat(context.getBean(Plain.class).client())
				.isSameAs(context.getBean(DurableTaskClient.class)));
	}

	static class FieldInjected {

		@DurableClient
		private DurableTaskClient client;

	}

	static class SetterInjected {

		private DurableTaskClient client;

		@DurableClient
		void setClient(DurableTaskClient client) {
			this.client = client;
		}

	}

	static class ConstructorInjected {

		private final DurableTaskClient client;

		ConstructorInjected(@DurableClient DurableTaskClient client) {
			this.client = client;
		}

	}

	record Plain(DurableTaskClient client) {

	}

	record Holder(DurableTaskClient client) {

	}

	@Configuration(proxyBeanMethods = false)
	static class ParameterInjected {

		@Bean
		Holder holder(@DurableClient DurableTaskClient client) {
			return new Holder(client);
		}

	}

}
