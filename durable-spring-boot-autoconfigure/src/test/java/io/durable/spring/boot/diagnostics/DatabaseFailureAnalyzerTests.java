package io.durable.spring.boot.diagnostics;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;

import javax.sql.DataSource;

import io.durable.jdbc.JdbcSchema;
import io.durable.jdbc.JdbcStoreOptions;
import io.durable.spring.boot.testing.TestContexts;
import org.h2.Driver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the user reads when the task hub has no database to live in.
 */
class DatabaseFailureAnalyzerTests {

	@Test
	void noDataSource() {
		assertFailure(TestContexts.withoutDataSource(), "The task hub needs a DataSource, and there is no such bean.",
				"Set spring.datasource.url and add the JDBC driver");
	}

	@Test
	void noDataSourceAndNoInitialization() {
		assertFailure(TestContexts.withoutDataSource(), "The task hub needs a DataSource, and there is no such bean.",
				"durable.enabled=false", "durable.jdbc.initialize-schema=never");
	}

	@Test
	void severalDataSources() {
		assertFailure(TestContexts.withoutDataSource().withUserConfiguration(TwoDataSources.class),
				"The task hub needs a DataSource, and there are several: first, second.",
				"Mark the one that keeps the task hub with @DurableDataSource");
	}

	@Test
	void tablesMissingBecauseTheyAreNotCreated() {
		assertFailure(TestContexts.onH2(), "They are not created, because durable.jdbc.initialize-schema is never.",
				"from classpath:io/durable/jdbc/schema-h2.sql", "durable.jdbc.initialize-schema=never");
	}

	@Test
	void tablesMissingOnADatabaseThatIsNotEmbedded() {
		assertFailure(
				TestContexts.withoutDataSource()
					.withBean(DataSource.class, () -> new DisguisedDataSource("getURL", "jdbc:h2:tcp://server/hub")),
				"They are not created, because durable.jdbc.initialize-schema is embedded (the default) and this is not "
						+ "an embedded database.",
				"Let the application create the tables at start-up: durable.jdbc.initialize-schema=always");
	}

	@Test
	void tablesMissingWithAnotherPrefix() {
		assertFailure(TestContexts.onH2(), "'hub_", "with 'hub_' in place of 'durable_'",
				"durable.jdbc.initialize-schema=never", "durable.jdbc.table-prefix=hub_");
	}

	@Test
	void unsupportedDatabase() {
		assertFailure(
				TestContexts.withoutDataSource()
					.withBean(DataSource.class, () -> new DisguisedDataSource("getDatabaseProductName", "MySQL")),
				"A task hub cannot be kept in MySQL", "Use H2 or PostgreSQL");
	}

	@Test
	void writeDelayRefused(@TempDir Path directory) {
		String url = "jdbc:h2:file:" + directory.resolve("hub");
		DataSource admin = new SimpleDriverDataSource(new Driver(), url, "sa", "");
		new JdbcSchema(admin, JdbcStoreOptions.defaults()).create();
		JdbcClient.create(admin)
			.sql("CREATE USER guest PASSWORD 'guest'; GRANT ALL ON SCHEMA PUBLIC TO guest")
			.update();
		assertFailure(TestContexts.onH2(), "H2 did not allow the task hub to run CHECKPOINT on " + url,
				"ALTER USER <name> ADMIN TRUE", "spring.datasource.url=" + url, "spring.datasource.username=guest",
				"spring.datasource.password=guest", "durable.jdbc.initialize-schema=never");
	}

	@Test
	void olderSchemaVersion(@TempDir Path directory) {
		schemaVersion(directory, 0, "Upgrade the tables with the migration scripts of the library");
	}

	@Test
	void newerSchemaVersion(@TempDir Path directory) {
		schemaVersion(directory, 99, "A newer version of the library has upgraded these tables.");
	}

	private static void schemaVersion(Path directory, int version, String action) {
		ApplicationContextRunner onFile = TestContexts.onH2()
			.withPropertyValues("spring.datasource.url=jdbc:h2:file:" + directory.resolve("hub"));
		onFile.run((context) -> JdbcClient.create(context.getBean(DataSource.class))
			.sql("UPDATE durable_meta SET schema_version = ?")
			.param(version)
			.update());
		assertFailure(onFile, "have schema version " + version + ", but version 1 is needed.", action);
	}

	private static void assertFailure(ApplicationContextRunner runner, String description, String action,
			String... properties) {
		runner.withPropertyValues(properties).run((context) -> {
			FailureAnalysis analysis = TestContexts.failureAnalysis(context, properties);
			assertThat(analysis.getDescription()).contains(description);
			assertThat(analysis.getAction()).contains(action);
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class TwoDataSources {

		@Bean
		DataSource first() {
			return new SimpleDriverDataSource(new Driver(), "jdbc:h2:mem:first");
		}

		@Bean
		DataSource second() {
			return new SimpleDriverDataSource(new Driver(), "jdbc:h2:mem:second");
		}

	}

	/**
	 * An H2 database in memory that says something else of itself.
	 */
	static class DisguisedDataSource extends DelegatingDataSource {

		private final String method;

		private final String answer;

		DisguisedDataSource(String method, String answer) {
			super(new SimpleDriverDataSource(new Driver(), "jdbc:h2:mem:disguised-" + answer.length()));
			this.method = method;
			this.answer = answer;
		}

		@Override
		public Connection getConnection() throws SQLException {
			Connection connection = super.getConnection();
			DatabaseMetaData metaData = disguise(DatabaseMetaData.class, connection.getMetaData(), this.method,
					this.answer);
			return disguise(Connection.class, connection, "getMetaData", metaData);
		}

		private static <T> T disguise(Class<T> type, T target, String method, Object answer) {
			return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
					(proxy, called, arguments) -> {
						try {
							return called.getName().equals(method) ? answer : called.invoke(target, arguments);
						}
						catch (InvocationTargetException ex) {
							throw ex.getCause();
						}
					}));
		}

	}

}
