package io.durable.jdbc.transaction;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;

import io.durable.jdbc.PostgresServer;
import io.durable.jdbc.TcpProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.Driver;

import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Connections}.
 */
@Timeout(180)
class ConnectionsTests {

	private static final Duration LEASE = Duration.ofSeconds(2);

	private TcpProxy proxy;

	private SimpleDriverDataSource dataSource;

	@BeforeEach
	void open() {
		PostgresServer.Database database = PostgresServer.createDatabase();
		this.proxy = TcpProxy.before(database.url());
		this.dataSource = new SimpleDriverDataSource(new Driver(), this.proxy.through(database.url()),
				database.username(), database.password());
	}

	@AfterEach
	void close() throws Exception {
		this.proxy.close();
	}

	@Test
	void answerThatDoesNotComeIsNotWaitedForLongerThanALease() {
		assertThatExceptionOfType(SQLException.class)
			.isThrownBy(() -> new Connections(this.dataSource, LEASE, true).use((connection) -> {
				this.proxy.swallow();
				return select(connection, "x");
			}));
	}

	// No time-out of reads reaches a write
	@Test
	void writeThatIsNotTakenIsGivenUp() {
		String moreThanTheSystemBuffers = "x".repeat(50_000_000);
		assertThatExceptionOfType(SQLException.class)
			.isThrownBy(() -> new Connections(this.dataSource, LEASE, true).use((connection) -> {
				this.proxy.takeNothing();
				return select(connection, moreThanTheSystemBuffers);
			}));
	}

	@Test
	void timeoutIsRestoredBeforeTheConnectionGoesBack() throws SQLException {
		try (Connection real = this.dataSource.getConnection()) {
			SingleConnectionDataSource pool = new SingleConnectionDataSource(real, true);
			for (int timeout : new int[] { 0, 500, 60_000 }) {
				real.setNetworkTimeout(Runnable::run, timeout);
				int during = new Connections(pool, LEASE, true).use(Connection::getNetworkTimeout);
				assertThat(during).isEqualTo((timeout == 500) ? 500 : 1400);
				assertThat(real.getNetworkTimeout()).isEqualTo(timeout);
			}
		}
	}

	private static boolean select(Connection connection, String value) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement("SELECT length(?)")) {
			statement.setString(1, value);
			return statement.execute();
		}
	}

}
