package io.durable.jdbc.dialect;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

import io.durable.store.TransientStoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SqlFailure}.
 */
class SqlFailureTests {

	@ParameterizedTest
	@ValueSource(strings = { "08000", "08003", "08006", "40001", "40P01", "55P03", "57014", "57P01", "57P02", "57P03",
			"53100", "53300", "25006", "25P02", "25P03", "HYT00", "90131", "90067", "90098", "90121", "42P01", "42S02",
			"28000", "58030", "XX000", "0A000", "3F000" })
	void environmentIsTransient(String state) {
		assertThat(SqlFailure.of(new SQLException("x", state))).isEqualTo(SqlFailure.TRANSIENT);
		assertThat(SqlFailure.translate("It", new SQLException("x", state)))
			.isInstanceOf(TransientStoreException.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "22001", "22021", "22P05", "22003", "54000", "54001", "23502", "23514", "90039" })
	void dataIsNot(String state) {
		assertThat(SqlFailure.of(new SQLException("x", state))).isEqualTo(SqlFailure.DATA);
		assertThat(SqlFailure.translate("It", new SQLException("x", state)))
			.isInstanceOf(IllegalArgumentException.class);
	}

	@Test
	void duplicateKeyIsRecognizedWithinABatch() {
		BatchUpdateException batch = new BatchUpdateException();
		batch.setNextException(new SQLException("duplicate", "23505"));
		assertThat(SqlFailure.of(batch)).isEqualTo(SqlFailure.DUPLICATE_KEY);
	}

	@Test
	void exceptionWithoutStateIsTransient() {
		assertThat(SqlFailure.of(new SQLException("pool has been closed"))).isEqualTo(SqlFailure.TRANSIENT);
		assertThat(SqlFailure.of(new SQLTransientConnectionException("pool is empty"))).isEqualTo(SqlFailure.TRANSIENT);
	}

	@ParameterizedTest
	@ValueSource(strings = { "08000", "08006", "57P01", "57P02", "58030", "XX000", "HY000", "90098", "90028", "" })
	void commitThatLosesItsConnectionIsInDoubt(String state) {
		assertThat(SqlFailure.isInDoubt(new SQLException("x", state))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "40001", "40P01", "55P03", "57014", "53200", "25006", "22012", "23505", "54000", "P0001" })
	void commitThatTheDatabaseRefusesIsNotInDoubt(String state) {
		assertThat(SqlFailure.isInDoubt(new SQLException("x", state))).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "55P03", "HYT00", "90131" })
	void lockTimeoutIsRecognized(String state) {
		assertThat(SqlFailure.isLockTimeout(new SQLException("x", state))).isTrue();
		assertThat(SqlFailure.isLockTimeout(new SQLException("x", "40001"))).isFalse();
	}

}
