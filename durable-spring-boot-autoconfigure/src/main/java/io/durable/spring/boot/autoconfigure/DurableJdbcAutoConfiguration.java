package io.durable.spring.boot.autoconfigure;

import java.util.List;

import javax.sql.DataSource;

import io.durable.hub.TaskHub;
import io.durable.jdbc.JdbcTaskHubStore;
import io.durable.spring.boot.diagnostics.NoDataSourceException;
import io.durable.store.TaskHubStore;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceInitializationAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.sql.autoconfigure.init.OnDatabaseInitializationCondition;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for a task hub in a relational
 * database.
 */
@AutoConfiguration(
		after = { DataSourceAutoConfiguration.class, DataSourceInitializationAutoConfiguration.class,
				DataSourceTransactionManagerAutoConfiguration.class, TransactionAutoConfiguration.class },
		afterName = { "org.springframework.boot.data.jdbc.autoconfigure.DataJdbcRepositoriesAutoConfiguration",
				"org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
				"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
				"org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration" })
@ConditionalOnBooleanProperty(name = "durable.enabled", matchIfMissing = true)
@ConditionalOnMissingBean({ TaskHubStore.class, TaskHub.class })
@EnableConfigurationProperties({ DurableProperties.class, DurableJdbcProperties.class })
@Import(DatabaseInitializationDependencyConfigurer.class)
public final class DurableJdbcAutoConfiguration {

	@Bean
	static TransactionPhasePostProcessor durableTransactionPhasePostProcessor() {
		return new TransactionPhasePostProcessor();
	}

	@Bean
	JdbcTaskHubStore durableTaskHubStore(ListableBeanFactory beanFactory, ObjectProvider<DataSource> dataSource,
			@DurableDataSource ObjectProvider<DataSource> durableDataSource, DurableProperties properties,
			DurableJdbcProperties jdbcProperties) {
		return new JdbcTaskHubStore(dataSourceToUse(beanFactory, dataSource, durableDataSource),
				jdbcProperties.storeOptions(properties.leaseDuration()));
	}

	private static DataSource dataSourceToUse(ListableBeanFactory beanFactory, ObjectProvider<DataSource> dataSource,
			ObjectProvider<DataSource> durableDataSource) {
		DataSource dataSourceIfAvailable = durableDataSource.getIfAvailable(dataSource::getIfUnique);
		if (dataSourceIfAvailable == null) {
			throw new NoDataSourceException(List.of(beanFactory.getBeanNamesForType(DataSource.class)));
		}
		return dataSourceIfAvailable;
	}

	@Bean
	@ConditionalOnMissingBean
	@Conditional(OnDurableDatabaseInitializationCondition.class)
	DurableDataSourceScriptDatabaseInitializer durableDataSourceScriptDatabaseInitializer(
			ListableBeanFactory beanFactory, ObjectProvider<DataSource> dataSource,
			@DurableDataSource ObjectProvider<DataSource> durableDataSource, DurableJdbcProperties properties) {
		return new DurableDataSourceScriptDatabaseInitializer(
				dataSourceToUse(beanFactory, dataSource, durableDataSource), properties);
	}

	static class OnDurableDatabaseInitializationCondition extends OnDatabaseInitializationCondition {

		OnDurableDatabaseInitializationCondition() {
			super("Durable", "durable.jdbc.initialize-schema");
		}

		// A wrong value is reported where the properties are bound, with its name
		@Override
		public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
			try {
				return super.getMatchOutcome(context, metadata);
			}
			catch (IllegalArgumentException ex) {
				return ConditionOutcome.match("the value cannot be read");
			}
		}

	}

}
