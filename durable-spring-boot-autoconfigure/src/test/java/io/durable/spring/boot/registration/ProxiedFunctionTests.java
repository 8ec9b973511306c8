package io.durable.spring.boot.registration;

import io.durable.api.Activity;
import io.durable.api.TaskActivity;
import io.durable.api.TaskActivityContext;
import io.durable.function.FunctionRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Functions are invoked through the proxy of their bean.
 */
class ProxiedFunctionTests {

	private final ApplicationContextRunner classProxies = new ApplicationContextRunner()
		.withUserConfiguration(Proxies.OfClasses.class);

	private final ApplicationContextRunner jdkProxies = new ApplicationContextRunner()
		.withUserConfiguration(Proxies.OfInterfaces.class);

	@Test
	void methodIsInvokedThroughTheClassProxy() {
		this.classProxies.withBean(Accounts.class).run((context) -> {
			assertThat(AopUtils.isCglibProxy(context.getBean(Accounts.class))).isTrue();
			assertThat(run(context.getBean(FunctionRegistry.class), "book")).isEqualTo(true);
			assertThat(run(context.getBean(FunctionRegistry.class), "packagePrivate")).isEqualTo(true);
		});
	}

	@Test
	void lazyBeanIsInvokedThroughItsProxy() {
		this.classProxies.withBean(Accounts.class, Accounts::new, (definition) -> definition.setLazyInit(true))
			.run((context) -> assertThat(run(context.getBean(FunctionRegistry.class), "book")).isEqualTo(true));
	}

	@Test
	void methodOfAnInterfaceIsInvokedThroughTheJdkProxy() {
		this.jdkProxies.withBean("ledger", BookLedger.class).run((context) -> {
			assertThat(AopUtils.isJdkDynamicProxy(context.getBean("ledger"))).isTrue();
			assertThat(run(context.getBean(FunctionRegistry.class), "book")).isEqualTo(true);
			assertThat(run(context.getBean(FunctionRegistry.class), "annotatedOnInterface")).isEqualTo(true);
		});
	}

	@Test
	void genericMethodOfAnInterfaceIsInvokedThroughTheJdkProxy() {
		this.jdkProxies.withBean("step", TextStep.class)
			.run((context) -> assertThat(
					context.getBean(FunctionRegistry.class).activity("textStep").method().method().getReturnType())
				.isEqualTo(Boolean.class));
	}

	@Test
	void classThatIsAnActivityIsInvokedThroughTheJdkProxy() {
		this.jdkProxies.withBean("whole", Whole.class).run((context) -> {
			assertThat(AopUtils.isJdkDynamicProxy(context.getBean("whole"))).isTrue();
			assertThat(run(context.getBean(FunctionRegistry.class), "Whole")).isEqualTo(true);
		});
	}

	private static Object run(FunctionRegistry functions, String name) throws Exception {
		return functions.activity(name).code().run(null);
	}

	private static boolean inTransaction() {
		return TransactionSynchronizationManager.isActualTransactionActive();
	}

	@Transactional
	static class Accounts {

		@Activity
		boolean book() {
			return inTransaction();
		}

		@Activity
		boolean packagePrivate() {
			return inTransaction();
		}

	}

	interface Ledger {

		boolean book();

		@Activity("annotatedOnInterface")
		boolean other();

	}

	@Transactional
	static final class BookLedger implements Ledger {

		@Override
		@Activity
		public boolean book() {
			return inTransaction();
		}

		@Override
		public boolean other() {
			return inTransaction();
		}

	}

	interface Step<I, O> {

		O step(I input);

	}

	@Transactional
	static final class TextStep implements Step<String, Boolean> {

		@Override
		@Activity("textStep")
		public Boolean step(String input) {
			return inTransaction();
		}

	}

	@Activity
	@Transactional
	static class Whole implements TaskActivity {

		@Override
		public Object run(TaskActivityContext context) {
			return inTransaction();
		}

	}

}
