package io.durable.spring.boot.registration;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.stream.Stream;

import io.durable.api.Activity;
import io.durable.api.Orchestrator;
import io.durable.api.TaskActivity;
import io.durable.api.TaskActivityContext;
import io.durable.api.TaskOrchestration;
import io.durable.api.TaskOrchestrationContext;
import io.durable.function.FunctionRegistry;
import io.durable.spring.boot.testing.TestContexts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.aop.interceptor.AsyncExecutionInterceptor;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.NameMatchMethodPointcut;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.interceptor.MatchAlwaysTransactionAttributeSource;
import org.springframework.transaction.interceptor.TransactionInterceptor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Executors and transactions around functions are refused at start-up, however they got
 * there.
 */
class RefusedAdviceTests {

	private final ApplicationContextRunner classProxies = new ApplicationContextRunner()
		.withUserConfiguration(Proxies.OfClasses.class);

	private final ApplicationContextRunner jdkProxies = new ApplicationContextRunner()
		.withUserConfiguration(Proxies.OfInterfaces.class);

	static Stream<Class<?>> asynchronous() {
		return Stream.of(AsyncActivity.class, AsyncOrchestrator.class, AsyncClass.class, AsyncByInterface.class,
				AsyncByAnnotation.class, AsyncSubclass.class, AsyncWhole.class);
	}

	@ParameterizedTest
	@MethodSource("asynchronous")
	void anExecutorAroundAFunctionIsRefused(Class<?> type) {
		for (ApplicationContextRunner runner : new ApplicationContextRunner[] { this.classProxies, this.jdkProxies,
				this.classProxies.withUserConfiguration(AsyncOn.class) }) {
			assertRefused(runner.withBean("bean", type), "of the bean 'bean' is @Async: the call would return at once",
					"Remove @Async from the method or its class");
		}
	}

	@Test
	void anExecutorByAPointcutIsRefused() {
		assertRefused(this.classProxies.withUserConfiguration(OwnAdvice.class).withBean("bean", PlainActivity.class),
				"@Activity PlainActivity.later of the bean 'bean' is run by an executor", "Remove @Async");
	}

	static Stream<Class<?>> transactional() {
		return Stream.of(TransactionalOrchestrator.class, TransactionalClass.class, TransactionalByInterface.class,
				TransactionalByAnnotation.class, TransactionalSubclass.class, TransactionalWhole.class,
				MandatoryOrchestrator.class);
	}

	@ParameterizedTest
	@MethodSource("transactional")
	void aTransactionAroundAnOrchestratorIsRefused(Class<?> type) {
		for (ApplicationContextRunner runner : new ApplicationContextRunner[] { this.classProxies, this.jdkProxies }) {
			assertRefused(runner.withBean("bean", type), "of the bean 'bean' is @Transactional: the transaction",
					"move what needs the transaction into an activity");
		}
	}

	@Test
	void aTransactionByAPointcutIsRefused() {
		assertRefused(this.classProxies.withUserConfiguration(OwnAdvice.class).withBean("bean", Plain.class),
				"@Orchestrator Plain.transfer of the bean 'bean' is @Transactional", "Remove @Transactional");
	}

	@Test
	void anOrchestratorOfATransactionalClassMayStepOutOfIt() {
		this.classProxies.withBean(SteppingOut.class)
			.run((context) -> assertThat(context.getBean(FunctionRegistry.class).orchestratorNames())
				.containsExactlyInAnyOrder("out", "never", "supports"));
	}

	private static void assertRefused(ApplicationContextRunner runner, String description, String action) {
		runner.run((context) -> {
			FailureAnalysis analysis = TestContexts.failureAnalysis(context);
			assertThat(analysis.getDescription()).contains(description);
			assertThat(analysis.getAction()).contains(action).endsWith(".");
		});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	static class AsyncOn {

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnAdvice {

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static DefaultPointcutAdvisor transactions(PlatformTransactionManager transactionManager) {
			return new DefaultPointcutAdvisor(named("transfer"),
					new TransactionInterceptor(transactionManager, new MatchAlwaysTransactionAttributeSource()));
		}

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static DefaultPointcutAdvisor executor() {
			return new DefaultPointcutAdvisor(named("later"), new AsyncExecutionInterceptor(new SyncTaskExecutor()));
		}

		private static NameMatchMethodPointcut named(String method) {
			NameMatchMethodPointcut pointcut = new NameMatchMethodPointcut();
			pointcut.setMappedName(method);
			return pointcut;
		}

	}

	static class AsyncActivity {

		@Async
		@Activity
		void notify(String input) {
		}

	}

	static class AsyncOrchestrator {

		@Async
		@Orchestrator
		void notify(TaskOrchestrationContext context) {
		}

	}

	@Async
	static class AsyncClass {

		@Activity
		void notify(String input) {
		}

	}

	interface Notifying {

		@Async
		void notify(String input);

	}

	static class AsyncByInterface implements Notifying {

		@Activity
		@Override
		public void notify(String input) {
		}

	}

	@Async
	@Retention(RetentionPolicy.RUNTIME)
	@interface Background {

	}

	static class AsyncByAnnotation {

		@Background
		@Activity
		void notify(String input) {
		}

	}

	static class AsyncSubclass extends AsyncClass {

	}

	@Async
	@Activity
	static class AsyncWhole implements TaskActivity {

		@Override
		public Object run(TaskActivityContext context) {
			return "";
		}

	}

	static class PlainActivity {

		@Activity
		void later() {
		}

	}

	static class TransactionalOrchestrator {

		@Transactional
		@Orchestrator
		void transfer(TaskOrchestrationContext context) {
		}

	}

	@Transactional
	static class TransactionalClass {

		@Orchestrator
		void transfer(TaskOrchestrationContext context) {
		}

	}

	interface Transferring {

		@Transactional
		void transfer(TaskOrchestrationContext context);

	}

	static class TransactionalByInterface implements Transferring {

		@Orchestrator
		@Override
		public void transfer(TaskOrchestrationContext context) {
		}

	}

	@Transactional
	@Retention(RetentionPolicy.RUNTIME)
	@interface Service {

	}

	static class TransactionalByAnnotation {

		@Service
		@Orchestrator
		void transfer(TaskOrchestrationContext context) {
		}

	}

	static class TransactionalSubclass extends TransactionalClass {

	}

	@Orchestrator
	@Transactional
	static class TransactionalWhole implements TaskOrchestration {

		@Override
		public Object run(TaskOrchestrationContext context) {
			return "";
		}

	}

	static class MandatoryOrchestrator {

		@Transactional(propagation = Propagation.MANDATORY)
		@Orchestrator
		void transfer(TaskOrchestrationContext context) {
		}

	}

	static class Plain {

		@Orchestrator
		void transfer(TaskOrchestrationContext context) {
		}

	}

	@Transactional
	static class SteppingOut {

		@Transactional(propagation = Propagation.NOT_SUPPORTED)
		@Orchestrator
		void out(TaskOrchestrationContext context) {
		}

		@Transactional(propagation = Propagation.NEVER)
		@Orchestrator
		void never(TaskOrchestrationContext context) {
		}

		@Transactional(propagation = Propagation.SUPPORTS)
		@Orchestrator
		void supports(TaskOrchestrationContext context) {
		}

	}

}
