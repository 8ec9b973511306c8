package io.durable.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.durable.jdbc.dialect.Database;
import io.durable.jdbc.dialect.WriteDelayException;
import io.durable.jdbc.schema.SchemaVersionException;
import io.durable.jdbc.schema.TablesMissingException;
import io.durable.store.TaskHubDescription;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What happens when a store is opened.
 */
class OpeningTests {

	@TempDir
	private Path directory = Path.of("");

	@ParameterizedTest
	@EnumSource
	void missingTableIsNamed(TestDatabase database) {
		try (HikariDataSource dataSource = database.openEmpty()) {
			assertThatExceptionOfType(TablesMissingException.class).isThrownBy(() -> new Hub(dataSource))
				.satisfies((ex) -> assertThat(ex.getTable()).isEqualTo("durable_meta"))
				.satisfies((ex) -> assertThat(ex.getDatabase()).startsWith("jdbc:"))
				.withMessageContaining("durable_meta");
			new JdbcSchema(dataSource, JdbcStoreOptions.defaults()).create();
			new JdbcTemplate(dataSource).execute("DROP TABLE durable_timer");
			assertThatExceptionOfType(TablesMissingException.class).isThrownBy(() -> new Hub(dataSource))
				.withMessageContaining("durable_timer");
		}
	}

	@ParameterizedTest
	@EnumSource
	void missingSchemaIsAMissingTable(TestDatabase database) {
		JdbcStoreOptions defaults = JdbcStoreOptions.defaults();
		JdbcStoreOptions options = new JdbcStoreOptions("durable_", "nowhere", 32, defaults.lockTimeout(),
				defaults.leaseDuration());
		try (HikariDataSource dataSource = database.openEmpty()) {
			assertThatExceptionOfType(TablesMissingException.class).isThrownBy(() -> new Hub(dataSource, options))
				.withMessageContaining("nowhere.durable_meta");
		}
	}

	@ParameterizedTest
	@EnumSource
	void otherSchemaVersionIsRefused(TestDatabase database) {
		try (HikariDataSource dataSource = database.open()) {
			new JdbcTemplate(dataSource).update("UPDATE durable_meta SET schema_version = 99");
			assertThatExceptionOfType(SchemaVersionException.class).isThrownBy(() -> new Hub(dataSource))
				.satisfies((ex) -> assertThat(ex.getFound()).isEqualTo(99))
				.satisfies((ex) -> assertThat(ex.getExpected()).isEqualTo(1));
		}
	}

	@ParameterizedTest
	@EnumSource
	void existingTaskHubKeepsItsPartitions(TestDatabase database) {
		try (HikariDataSource dataSource = database.open();
				Hub first = new Hub(dataSource, options(5));
				Hub second = new Hub(dataSource, options(7))) {
			assertThat(first.store().description().partitionCount()).isEqualTo(5);
			assertThat(second.store().description().partitionCount()).isEqualTo(5);
			assertThat(second.store().leases().owners()).hasSize(5);
		}
	}

	@ParameterizedTest
	@EnumSource
	void nodesMayOpenANewTaskHubTogether(TestDatabase database) {
		try (HikariDataSource dataSource = database.open()) {
			assertThat(simultaneously(() -> new Hub(dataSource)))
				.allSatisfy((hub) -> assertThat(hub.store().leases().owners()).hasSize(32));
		}
	}

	@Test
	void nodesMayCreateTheTablesTogether() {
		try (HikariDataSource dataSource = TestDatabase.POSTGRESQL.openEmpty()) {
			assertThat(simultaneously(() -> {
				new JdbcSchema(dataSource, JdbcStoreOptions.defaults()).create();
				return new Hub(dataSource);
			})).allSatisfy((hub) -> assertThat(hub.store().leases().owners()).hasSize(32));
		}
	}

	private static List<Hub> simultaneously(Supplier<Hub> open) {
		List<CompletableFuture<Hub>> hubs = IntStream.range(0, 8)
			.mapToObj((i) -> CompletableFuture.supplyAsync(open))
			.toList();
		return hubs.stream().map(CompletableFuture::join).toList();
	}

	@Test
	void schemaAndPrefixAreThoseOfTheOptions() {
		JdbcStoreOptions defaults = JdbcStoreOptions.defaults();
		JdbcStoreOptions options = new JdbcStoreOptions("app_", "other", 4, defaults.lockTimeout(),
				defaults.leaseDuration());
		for (TestDatabase database : TestDatabase.values()) {
			try (HikariDataSource dataSource = database.openEmpty()) {
				new JdbcTemplate(dataSource).execute("CREATE SCHEMA other");
				JdbcSchema schema = new JdbcSchema(dataSource, options);
				schema.create();
				schema.create();
				try (Hub hub = new Hub(dataSource, options)) {
					hub.start("a");
					assertThat(hub.exists("a")).isTrue();
					assertThat(hub.historySize("a")).isZero();
				}
				assertThat(new JdbcTemplate(dataSource).queryForObject("SELECT COUNT(*) FROM other.app_instance",
						Integer.class))
					.isEqualTo(1);
				schema.drop();
				assertThatExceptionOfType(TablesMissingException.class).isThrownBy(() -> new Hub(dataSource, options));
			}
		}
	}

	@Test
	void optionsAreValidated() {
		JdbcStoreOptions defaults = JdbcStoreOptions.defaults();
		for (String name : List.of("", "1a", "a b", "a;drop", "ä", "x".repeat(32))) {
			assertThatIllegalArgumentException().isThrownBy(
					() -> new JdbcStoreOptions(name, null, 32, defaults.lockTimeout(), defaults.leaseDuration()));
			assertThatIllegalArgumentException().isThrownBy(
					() -> new JdbcStoreOptions("a_", name, 32, defaults.lockTimeout(), defaults.leaseDuration()));
		}
		assertThatIllegalArgumentException().isThrownBy(() -> options(0));
	}

	@Test
	void writeDelayOfAnH2FileIsThatOfTheApplication() {
		DataSource dataSource = new DriverManagerDataSource(
				"jdbc:h2:file:" + this.directory.resolve("hub") + ";USER=sa;PASSWORD=secret");
		new JdbcSchema(dataSource, JdbcStoreOptions.defaults()).create();
		try (Hub hub = new Hub(dataSource)) {
			assertThat(writeDelay(dataSource)).containsOnly("500");
			TaskHubDescription description = hub.store().description();
			assertThat(description.kind()).isEqualTo("H2");
			assertThat(description.exclusive()).isTrue();
			assertThat(description.volatileData()).isFalse();
			assertThat(description.location()).endsWith("hub").doesNotContain("secret");
		}
	}

	@Test
	void h2FileThatRefusesToWriteAtTheCommitIsRefused() throws SQLException {
		String url = "jdbc:h2:file:" + this.directory.resolve("hub");
		JdbcDataSource admin = h2(url);
		// Keeps the database open, so that the next connection finds the same setting
		try (Connection connection = admin.getConnection(); Statement statement = connection.createStatement()) {
			new JdbcSchema(admin, JdbcStoreOptions.defaults()).create();
			statement.execute("CREATE USER app PASSWORD ''");
			statement.execute("GRANT ALL ON SCHEMA PUBLIC TO app");
			JdbcDataSource dataSource = h2(url);
			dataSource.setUser("app");
			assertThatExceptionOfType(WriteDelayException.class).isThrownBy(() -> new Hub(dataSource))
				.satisfies((ex) -> assertThat(ex.getDatabase()).contains("hub"));
			statement.execute("ALTER USER app ADMIN TRUE");
			new Hub(dataSource).close();
		}
	}

	@Test
	void h2FileInMixedModeIsNotExclusive() {
		JdbcDataSource dataSource = h2("jdbc:h2:file:" + this.directory.resolve("hub") + ";AUTO_SERVER=TRUE");
		new JdbcSchema(dataSource, JdbcStoreOptions.defaults()).create();
		try (Hub hub = new Hub(dataSource)) {
			assertThat(hub.store().description().exclusive()).isFalse();
		}
	}

	@Test
	void locationOfAFileIsAbsolute() {
		assertThat(Database.absolute("jdbc:h2:file:./data/hub"))
			.isEqualTo("jdbc:h2:file:" + Path.of("data/hub").toAbsolutePath());
		assertThat(Database.absolute("jdbc:h2:./hub")).isEqualTo("jdbc:h2:" + Path.of("hub").toAbsolutePath());
		assertThat(Database.absolute("jdbc:h2:mem:hub")).isEqualTo("jdbc:h2:mem:hub");
		assertThat(Database.absolute("jdbc:postgresql://host/hub")).isEqualTo("jdbc:postgresql://host/hub");
	}

	@Test
	void h2MemoryIsVolatile() {
		try (HikariDataSource dataSource = TestDatabase.H2.open(); Hub hub = new Hub(dataSource)) {
			assertThat(hub.store().description().exclusive()).isTrue();
			assertThat(hub.store().description().volatileData()).isTrue();
		}
	}

	@Test
	void postgreSqlIsSharedAndDurable() {
		try (HikariDataSource dataSource = TestDatabase.POSTGRESQL.open(); Hub hub = new Hub(dataSource)) {
			TaskHubDescription description = hub.store().description();
			assertThat(description.kind()).isEqualTo("PostgreSQL");
			assertThat(description.exclusive()).isFalse();
			assertThat(description.volatileData()).isFalse();
			assertThat(description.schemaVersion()).isEqualTo(1);
			assertThat(description.location()).startsWith("jdbc:postgresql://").doesNotContain("?");
		}
	}

	@Test
	void onePooledConnectionIsEnoughToOpen() {
		try (HikariDataSource dataSource = new HikariDataSource()) {
			dataSource.setJdbcUrl("jdbc:h2:mem:one;DB_CLOSE_DELAY=-1");
			dataSource.setMaximumPoolSize(1);
			dataSource.setConnectionTimeout(1000);
			dataSource.setAutoCommit(false);
			new JdbcSchema(dataSource, JdbcStoreOptions.defaults()).create();
			try (Hub hub = new Hub(dataSource)) {
				hub.start("a");
				hub.send("a", "e");
				assertThat(hub.inbox("a")).hasSize(2);
			}
		}
	}

	private static JdbcStoreOptions options(int partitionCount) {
		JdbcStoreOptions defaults = JdbcStoreOptions.defaults();
		return new JdbcStoreOptions(defaults.tablePrefix(), null, partitionCount, defaults.lockTimeout(),
				defaults.leaseDuration());
	}

	private static JdbcDataSource h2(String url) {
		JdbcDataSource dataSource = new JdbcDataSource();
		dataSource.setURL(url);
		return dataSource;
	}

	private static List<String> writeDelay(DataSource dataSource) {
		return new JdbcTemplate(dataSource).queryForList(
				"SELECT SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS WHERE SETTING_NAME = 'WRITE_DELAY'",
				String.class);
	}

}
