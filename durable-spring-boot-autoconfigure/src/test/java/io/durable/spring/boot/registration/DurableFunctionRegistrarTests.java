package io.durable.spring.boot.registration;

import io.durable.api.Activity;
import io.durable.api.Orchestrator;
import io.durable.api.TaskActivity;
import io.durable.api.TaskActivityContext;
import io.durable.api.TaskOrchestration;
import io.durable.api.TaskOrchestrationContext;
import io.durable.function.FunctionRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DurableFunctionRegistrar}: what is found, and under which name.
 */
class DurableFunctionRegistrarTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withUserConfiguration(RegistrarConfiguration.class);

	@Test
	void nameIsTheGivenOneOrThatOfTheMethod() {
		this.contextRunner.withBean(Methods.class).run((context) -> {
			FunctionRegistry functions = context.getBean(FunctionRegistry.class);
			assertThat(functions.orchestratorNames()).containsExactly("Named_Orchestrator", "plainOrchestrator");
			assertThat(functions.activityNames()).containsExactly("Named_Activity", "plainActivity");
		});
	}

	@Test
	void nameIsLookedUpIgnoringCase() {
		this.contextRunner.withBean(Methods.class).run((context) -> {
			FunctionRegistry functions = context.getBean(FunctionRegistry.class);
			assertThat(functions.orchestrator("named_orchestrator")).isNotNull();
			assertThat(functions.activity("PLAINACTIVITY")).isNotNull();
		});
	}

	@Test
	void nameOfAClassIsItsSimpleName() {
		this.contextRunner.withBean(WholeOrchestration.class).withBean(WholeActivity.class).run((context) -> {
			FunctionRegistry functions = context.getBean(FunctionRegistry.class);
			assertThat(functions.orchestratorNames()).containsExactly("WholeOrchestration");
			assertThat(functions.activityNames()).containsExactly("Given");
			assertThat(functions.activity("Given").code().run(null)).isEqualTo("done");
		});
	}

	@Test
	void annotatedBeanMethodRegistersTheBeanAndNotTheMethod() {
		this.contextRunner.withUserConfiguration(BeanMethods.class).run((context) -> {
			FunctionRegistry functions = context.getBean(FunctionRegistry.class);
			assertThat(functions.orchestratorNames()).containsExactly("fromLambda");
			assertThat(functions.activityNames()).containsExactly("NamedLambda");
			assertThat(functions.activity("NamedLambda").code().run(null)).isEqualTo("lambda");
		});
	}

	@Test
	void annotationIsFoundOnInterfaceAndSuperclass() {
		this.contextRunner.withBean(Implementation.class).run((context) -> {
			FunctionRegistry functions = context.getBean(FunctionRegistry.class);
			assertThat(functions.orchestratorNames()).containsExactly("OnSuperclass");
			assertThat(functions.activityNames()).containsExactly("OnDefaultMethod", "OnInterface");
			assertThat(functions.activity("OnInterface").code().run(null)).isEqualTo("implemented");
			assertThat(functions.activity("OnDefaultMethod").code().run(null)).isEqualTo("default");
		});
	}

	@Test
	void methodOfAConfigurationClassIsFound() {
		this.contextRunner.withUserConfiguration(ConfigurationWithActivity.class)
			.run((context) -> assertThat(
					context.getBean(FunctionRegistry.class).activity("inConfiguration").code().run(null))
				.isEqualTo("configured"));
	}

	@Test
	void lazyBeanIsCreatedByTheFirstCall() {
		this.contextRunner.withUserConfiguration(LazyBeans.class).run((context) -> {
			FunctionRegistry functions = context.getBean(FunctionRegistry.class);
			assertThat(context.getBeanFactory().containsSingleton("lazyActivities")).isFalse();
			assertThat(functions.activity("lazily").code().run(null)).isEqualTo("created");
			assertThat(context.getBeanFactory().containsSingleton("lazyActivities")).isTrue();
		});
	}

	@Test
	void privateAndFinalMethodsOfABeanWithoutProxyAreInvoked() {
		this.contextRunner.withBean(Unproxied.class).run((context) -> {
			FunctionRegistry functions = context.getBean(FunctionRegistry.class);
			assertThat(functions.activity("privately").code().run(null)).isEqualTo("private");
			assertThat(functions.activity("finally").code().run(null)).isEqualTo("final");
		});
	}

	@Test
	void beanWhoseMethodsCannotBeReadDoesNoHarm() {
		this.contextRunner.withBean("text", String.class, () -> "text")
			.withBean(Methods.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	static class Methods {

		@Orchestrator
		void plainOrchestrator(TaskOrchestrationContext context) {
		}

		@Orchestrator("Named_Orchestrator")
		void other() {
		}

		@Activity
		void plainActivity(TaskActivityContext context, String input) {
		}

		@Activity("Named_Activity")
		void another() {
		}

	}

	@Orchestrator
	static class WholeOrchestration implements TaskOrchestration {

		@Override
		public Object run(TaskOrchestrationContext context) {
			return "done";
		}

	}

	@Activity("Given")
	static class WholeActivity implements TaskActivity {

		@Override
		public Object run(TaskActivityContext context) {
			return "done";
		}

	}

	@Configuration
	static class BeanMethods {

		@Bean
		@Orchestrator
		TaskOrchestration fromLambda() {
			return (context) -> null;
		}

		@Bean
		@Activity("NamedLambda")
		TaskActivity other() {
			return (context) -> "lambda";
		}

	}

	interface Contract {

		@Activity("OnInterface")
		String implemented();

		@Activity("OnDefaultMethod")
		default String inherited() {
			return "default";
		}

	}

	abstract static class Superclass {

		@Orchestrator("OnSuperclass")
		abstract void orchestrate(TaskOrchestrationContext context);

	}

	static class Implementation extends Superclass implements Contract {

		@Override
		void orchestrate(TaskOrchestrationContext context) {
		}

		@Override
		public String implemented() {
			return "implemented";
		}

	}

	@Configuration
	static class ConfigurationWithActivity {

		@Activity
		private String inConfiguration() {
			return "configured";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyBeans {

		@Bean
		@Lazy
		LazyActivities lazyActivities() {
			return new LazyActivities();
		}

	}

	static class LazyActivities {

		@Activity
		String lazily() {
			return "created";
		}

	}

	static class Unproxied {

		@Activity
		private String privately() {
			return "private";
		}

		@Activity("finally")
		final String last() {
			return "final";
		}

	}

}
