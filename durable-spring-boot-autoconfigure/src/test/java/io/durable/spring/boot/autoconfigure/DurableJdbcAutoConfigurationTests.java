package io.durable.spring.boot.autoconfigure;

import java.nio.file.Path;
import java.util.List;

import javax.sql.DataSource;

import io.durable.client.DurableTaskClient;
import io.durable.hub.TaskHub;
import io.durable.jdbc.JdbcTaskHubStore;
import io.durable.spring.boot.testing.TestContexts;
import io.durable.store.TaskHubDescription;
import io.durable.store.TaskHubStore;
import io.durable.store.memory.InMemoryTaskHubStore;
import org.h2.Driver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DurableJdbcAutoConfiguration}.
 */
class DurableJdbcAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = TestContexts.onH2();

	@Test
	void storeAndTablesArePresentByDefault() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasSingleBean(JdbcTaskHubStore.class)
				.hasSingleBean(DurableDataSourceScriptDatabaseInitializer.class);
			assertThat(tables(context.getBean(DataSource.class))).contains("DURABLE_INSTANCE", "DURABLE_HISTORY");
			TaskHubDescription description = context.getBean(TaskHubStore.class).description();
			assertThat(description.partitionCount()).isEqualTo(32);
			assertThat(description.volatileData()).isTrue();
		});
	}

	@Test
	void backsOffToTheStoreOfTheApplication() {
		this.contextRunner.withBean("own", InMemoryTaskHubStore.class).run((context) -> {
			assertThat(context).hasSingleBean(TaskHubStore.class)
				.doesNotHaveBean(DurableDataSourceScriptDatabaseInitializer.class);
			assertThat(context.getBean(TaskHub.class).store()).isSameAs(context.getBean("own"));
		});
	}

	@Test
	void backsOffToTheTaskHubOfTheApplication() {
		this.contextRunner.withBean("own", TaskHub.class, () -> TaskHub.inMemory().build())
			.run((context) -> assertThat(context).doesNotHaveBean(TaskHubStore.class));
	}

	@Test
	void backsOffToTheInitializerOfTheApplication() {
		this.contextRunner.withUserConfiguration(OwnInitializer.class)
			.run((context) -> assertThat(context).hasSingleBean(DurableDataSourceScriptDatabaseInitializer.class)
				.hasBean("ownInitializer"));
	}

	@Test
	void tablesAreCreatedInAnH2File(@TempDir Path directory) {
		this.contextRunner.withPropertyValues("spring.datasource.url=jdbc:h2:file:" + directory.resolve("hub"))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(TaskHubStore.class).description().volatileData()).isFalse();
			});
	}

	@Test
	void instancesAreStillThereAfterARestart(@TempDir Path directory) {
		ApplicationContextRunner onFile = this.contextRunner.withPropertyValues(
				"spring.datasource.url=jdbc:h2:file:" + directory.resolve("hub"), "durable.worker.enabled=false");
		onFile.run((context) -> context.getBean(DurableTaskClient.class)
			.scheduleNewOrchestrationInstance("Any", null, "kept"));
		onFile.run((context) -> assertThat(
				context.getBean(DurableTaskClient.class).getInstanceMetadata("kept", false).isInstanceFound())
			.isTrue());
	}

	@Test
	void propertiesSetPrefixAndPartitions() {
		this.contextRunner.withPropertyValues("durable.jdbc.table-prefix=hub_", "durable.jdbc.partition-count=4")
			.run((context) -> {
				assertThat(tables(context.getBean(DataSource.class))).contains("HUB_INSTANCE", "HUB_HISTORY")
					.noneMatch((table) -> table.startsWith("DURABLE_"));
				assertThat(context.getBean(TaskHubStore.class).description().partitionCount()).isEqualTo(4);
			});
	}

	@Test
	void prefixMayNameADatabaseSchema() {
		this.contextRunner
			.withPropertyValues("durable.jdbc.table-prefix=hub.durable_",
					"spring.datasource.url=jdbc:h2:mem:schemas;INIT=CREATE SCHEMA IF NOT EXISTS HUB")
			.run((context) -> assertThat(JdbcClient.create(context.getBean(DataSource.class))
				.sql("SELECT table_schema FROM information_schema.tables WHERE table_name = 'DURABLE_INSTANCE'")
				.query(String.class)
				.single()).isEqualTo("HUB"));
	}

	@Test
	void wrongPrefixIsRefused() {
		this.contextRunner.withPropertyValues("durable.jdbc.table-prefix=x-y")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("Table prefix 'x-y' must match"));
	}

	@Test
	void scriptOfTheApplicationIsRunInstead() {
		this.contextRunner
			.withPropertyValues("durable.jdbc.schema=classpath:io/durable/jdbc/schema-@@platform@@.sql",
					"durable.jdbc.platform=h2", "durable.jdbc.initialize-schema=always")
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(TaskHub.class));
	}

	@Test
	void storeWaitsForEveryInitializer() {
		this.contextRunner.withUserConfiguration(OwnInitializer.class).run((context) -> {
			ConfigurableListableBeanFactory beanFactory = context.getBeanFactory();
			assertThat(beanFactory.getBeanDefinition("durableTaskHubStore").getDependsOn()).contains("ownInitializer");
		});
	}

	@Test
	void dataSourceOfItsOwnKeepsTheTaskHub() {
		this.contextRunner.withUserConfiguration(OwnDataSource.class).run((context) -> {
			assertThat(tables(context.getBean("durableDataSource", DataSource.class))).contains("DURABLE_INSTANCE");
			assertThat(tables(context.getBean("dataSource", DataSource.class))).doesNotContain("DURABLE_INSTANCE");
		});
	}

	private static List<String> tables(DataSource dataSource) {
		return JdbcClient.create(dataSource)
			.sql("SELECT table_name FROM information_schema.tables")
			.query(String.class)
			.list();
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnInitializer {

		@Bean
		DurableDataSourceScriptDatabaseInitializer ownInitializer(DataSource dataSource,
				DurableJdbcProperties properties) {
			return new DurableDataSourceScriptDatabaseInitializer(dataSource, properties);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnDataSource {

		@Bean(defaultCandidate = false)
		@DurableDataSource
		DataSource durableDataSource() {
			return new SimpleDriverDataSource(new Driver(), "jdbc:h2:mem:own;DB_CLOSE_DELAY=-1");
		}

	}

}
