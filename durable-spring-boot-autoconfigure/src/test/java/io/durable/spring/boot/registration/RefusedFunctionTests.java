package io.durable.spring.boot.registration;

import java.util.concurrent.CompletableFuture;

import io.durable.api.Activity;
import io.durable.api.Orchestrator;
import io.durable.api.TaskActivityContext;
import io.durable.api.TaskOrchestration;
import io.durable.api.TaskOrchestrationContext;
import io.durable.spring.boot.testing.TestContexts;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is refused at start-up, and what the user reads.
 */
class RefusedFunctionTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withUserConfiguration(Proxies.OfClasses.class);

	@Test
	void prototypeBean() {
		assertRefused(
				this.contextRunner.withBean("tools", Tools.class, Tools::new,
						(definition) -> definition.setScope(BeanDefinition.SCOPE_PROTOTYPE)),
				"@Activity Tools.use belongs to the bean 'tools', which is not a singleton but has the scope 'prototype'.",
				"Remove the scope from the bean");
	}

	@Test
	void scopedBeanBehindAProxy() {
		assertRefused(
				this.contextRunner
					.withInitializer(
							(context) -> context.getBeanFactory().registerScope("thread", new SimpleThreadScope()))
					.withUserConfiguration(ScopedBean.class),
				"@Activity Tools.use belongs to the bean 'scoped', which is not a singleton but has the scope 'thread'.",
				"Remove the scope from the bean");
	}

	@Test
	void prototypeBeanThatIsAnOrchestration() {
		assertRefused(
				this.contextRunner.withBean("whole", Whole.class, Whole::new,
						(definition) -> definition.setScope(BeanDefinition.SCOPE_PROTOTYPE)),
				"@Orchestrator Whole belongs to the bean 'whole'", "Remove the scope from the bean");
	}

	@Test
	void privateMethodOfAProxiedClass() {
		assertRefused(this.contextRunner.withBean("secret", PrivateMethod.class),
				"@Activity PrivateMethod.hidden is private, but the bean 'secret' is proxied",
				"Make the method package-private, protected or public.");
	}

	@Test
	void finalMethodOfAProxiedClass() {
		assertRefused(this.contextRunner.withBean("closed", FinalMethod.class),
				"@Activity FinalMethod.closed is final, but the bean 'closed' is proxied",
				"Remove 'final' from the method.");
	}

	@Test
	void staticMethod() {
		assertRefused(this.contextRunner.withBean("statics", StaticMethod.class),
				"@Activity StaticMethod.still of the bean 'statics' is static.", "Remove 'static' from the method");
	}

	@Test
	void methodThatTheJdkProxyDoesNotExpose() {
		assertRefused(
				new ApplicationContextRunner().withUserConfiguration(Proxies.OfInterfaces.class)
					.withBean("service", NotExposed.class),
				"@Activity NotExposed.extra is not exposed by the JDK proxy of the bean 'service', which offers the "
						+ "methods of [Offered] only.",
				"Declare the method in an interface that the class implements, or use class proxies: "
						+ "spring.aop.proxy-target-class=true");
	}

	@Test
	void duplicateNameIgnoringCase() {
		assertRefused(this.contextRunner.withBean("one", Tools.class).withBean("two", SameTools.class),
				"Two activity functions are named 'USE' (case is ignored): Tools.use (bean 'one') and "
						+ "SameTools.other (bean 'two').",
				"Give one of them another name, as in @Activity(\"AnotherName\"). If both are the same method, its class "
						+ "is a bean twice: remove one.");
	}

	@Test
	void twoInputs() {
		assertRefused(this.contextRunner.withBean(TwoInputs.class), "has 2 input parameters.",
				"Declare at most one input after the optional TaskActivityContext: put several values into a record, a "
						+ "list or a map.");
	}

	@Test
	void contextAfterTheInput() {
		assertRefused(this.contextRunner.withBean(ContextLast.class), "has a context where its input should be.",
				"Put a TaskActivityContext first and the input after it.");
	}

	@Test
	void future() {
		assertRefused(this.contextRunner.withBean(ReturnsFuture.class), "returns a CompletableFuture.",
				"Return the value itself");
	}

	@Test
	void annotatedClassThatIsNoOrchestration() {
		assertRefused(this.contextRunner.withBean("plain", NotAnOrchestration.class),
				"@Orchestrator NotAnOrchestration is annotated as a whole, but the bean 'plain' does not implement "
						+ "TaskOrchestration.",
				"Implement TaskOrchestration, or put the annotation on a method of the class instead.");
	}

	@Test
	void annotatedBeanMethodOfAnotherType() {
		assertRefused(this.contextRunner.withUserConfiguration(WrongBeanMethod.class),
				"@Activity WrongBeanMethod.text is annotated as a whole, but the bean 'text' does not implement "
						+ "TaskActivity.",
				"Implement TaskActivity");
	}

	private static void assertRefused(ApplicationContextRunner runner, String description, String action) {
		runner.run((context) -> {
			FailureAnalysis analysis = TestContexts.failureAnalysis(context);
			assertThat(analysis.getDescription()).contains(description);
			assertThat(analysis.getAction()).contains(action).endsWith(".");
		});
	}

	static class Tools {

		@Activity
		void use() {
		}

	}

	static class SameTools {

		@Activity("USE")
		void other() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ScopedBean {

		@Bean
		@Scope(scopeName = "thread", proxyMode = ScopedProxyMode.TARGET_CLASS)
		Tools scoped() {
			return new Tools();
		}

	}

	@Orchestrator
	static class Whole implements TaskOrchestration {

		@Override
		public Object run(TaskOrchestrationContext context) {
			return "";
		}

	}

	static class PrivateMethod {

		@Activity
		private void hidden() {
		}

		@Transactional
		void transactional() {
		}

	}

	static class FinalMethod {

		@Activity
		final void closed() {
		}

		@Transactional
		void transactional() {
		}

	}

	static class StaticMethod {

		@Activity
		static void still() {
		}

	}

	interface Offered {

		void offered();

	}

	@Transactional
	static class NotExposed implements Offered {

		@Override
		public void offered() {
		}

		@Activity
		void extra() {
		}

	}

	static class TwoInputs {

		@Activity
		void two(String first, String second) {
		}

	}

	static class ContextLast {

		@Activity
		void last(String input, TaskActivityContext context) {
		}

	}

	static class ReturnsFuture {

		@Activity
		CompletableFuture<String> later() {
			return new CompletableFuture<>();
		}

	}

	@Orchestrator
	static class NotAnOrchestration {

	}

	@Configuration(proxyBeanMethods = false)
	static class WrongBeanMethod {

		@Bean
		@Activity
		String text() {
			return "";
		}

	}

}
