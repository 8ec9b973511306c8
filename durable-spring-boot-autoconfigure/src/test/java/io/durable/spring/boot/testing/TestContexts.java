package io.durable.spring.boot.testing;

import java.util.List;
import java.util.Objects;

import io.durable.spring.boot.autoconfigure.DurableAutoConfiguration;
import io.durable.spring.boot.autoconfigure.DurableJdbcAutoConfiguration;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceInitializationAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.core.env.Environment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Application contexts with the auto-configurations that an application with a JDBC
 * driver has.
 */
public final class TestContexts {

	private TestContexts() {
	}

	/**
	 * Return a context on an H2 database in memory.
	 * @return the runner
	 */
	public static ApplicationContextRunner onH2() {
		return withoutDataSource().withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class));
	}

	/**
	 * Return a context that has no database.
	 * @return the runner
	 */
	public static ApplicationContextRunner withoutDataSource() {
		return new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(LifecycleAutoConfiguration.class,
				DataSourceInitializationAutoConfiguration.class, DataSourceTransactionManagerAutoConfiguration.class,
				TransactionAutoConfiguration.class, JdbcTemplateAutoConfiguration.class,
				JdbcClientAutoConfiguration.class, DurableJdbcAutoConfiguration.class, DurableAutoConfiguration.class));
	}

	/**
	 * Return what a user reads when the context does not start.
	 * @param context the failed context
	 * @param properties the properties that it was given
	 * @return the analysis, by the analyzers that are registered
	 */
	public static FailureAnalysis failureAnalysis(AssertableApplicationContext context, String... properties) {
		assertThat(context).hasFailed();
		Throwable failure = context.getStartupFailure();
		MockEnvironment environment = new MockEnvironment();
		TestPropertyValues.of(properties).applyTo(environment);
		ArgumentResolver arguments = ArgumentResolver.of(Environment.class, environment)
			.and(BeanFactory.class, new DefaultListableBeanFactory());
		List<FailureAnalysis> analyses = SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, arguments, FailureHandler.handleMessage((message, ex) -> {
				// As in an application, an analyzer whose libraries are absent is left
				// out
			}))
			.stream()
			.map((analyzer) -> analyzer.analyze(failure))
			.filter(Objects::nonNull)
			.toList();
		assertThat(analyses).as("analyses of %s", failure).isNotEmpty();
		return analyses.get(0);
	}

}
