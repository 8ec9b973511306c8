package io.durable.jdbc.query;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.zaxxer.hikari.HikariDataSource;
import io.durable.jdbc.TestDatabase;
import io.durable.jdbc.dialect.SqlFailure;
import io.durable.store.TransientStoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Reads of clients do not take for ever, nor all connections.
 */
@Timeout(180)
class BoundedReadTests {

	@ParameterizedTest
	@EnumSource(TestDatabase.class)
	void aReadThatTakesTooLongIsGivenUp(TestDatabase database) throws SQLException {
		String series = (database == TestDatabase.H2) ? "SYSTEM_RANGE(1, 100000)" : "generate_series(1, 100000)";
		String endless = "SELECT COUNT(*) FROM %1$s a, %1$s b, %1$s c".formatted(series);
		try (HikariDataSource dataSource = database.open(); Connection connection = dataSource.getConnection()) {
			SQLException failure = catchThrowableOfType(SQLException.class,
					() -> BoundedRead.query(1, connection, endless, (statement) -> {
					}, (row) -> row));
			assertThat(SqlFailure.of(failure)).isEqualTo(SqlFailure.TRANSIENT);
			try (Statement statement = connection.createStatement()) {
				assertThat(statement.getQueryTimeout()).isZero();
				assertThat(statement.executeQuery("SELECT COUNT(*) FROM durable_instance").next()).isTrue();
			}
		}
	}

	@Test
	void whoFindsNoConnectionIsRefused() throws Exception {
		QueryShare share = new QueryShare(1, 50);
		CountDownLatch reading = new CountDownLatch(1);
		CountDownLatch mayEnd = new CountDownLatch(1);
		CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> share.read("Reading", () -> {
			reading.countDown();
			try {
				return String.valueOf(mayEnd.await(30, TimeUnit.SECONDS));
			}
			catch (InterruptedException ex) {
				return "interrupted";
			}
		}));
		assertThat(reading.await(30, TimeUnit.SECONDS)).isTrue();
		assertThatExceptionOfType(TransientStoreException.class).isThrownBy(() -> share.read("Counting", () -> "read"))
			.withMessageContaining("Counting was given up");
		mayEnd.countDown();
		assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo("true");
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> share.read("Failing", () -> {
			throw new IllegalStateException("broken");
		}));
		assertThat(share.read("Reading again", () -> "read")).isEqualTo("read");
	}

}
