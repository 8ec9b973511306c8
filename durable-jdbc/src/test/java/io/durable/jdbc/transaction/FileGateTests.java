package io.durable.jdbc.transaction;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.durable.store.InDoubtException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.jdbc.datasource.AbstractDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FileGate} and for those who wait for {@link H2File} behind it.
 */
@Timeout(120)
class FileGateTests {

	private final FileGate gate = FileGate.of(null, Duration.ofMillis(50));

	@Test
	void gateIsFreeAgainAfterEachWayThrough() throws SQLException {
		for (int i = 0; i < 3; i++) {
			this.gate.pass().close();
			this.gate.close().close();
			FileGate.commit().close();
		}
		assertThat(this.gate.pass()).isNotNull();
	}

	@Test
	void whoDoesNotGetThroughLeavesTheGateAsItWas() throws SQLException {
		FileGate.Passage first = this.gate.pass();
		assertThatExceptionOfType(SQLException.class).isThrownBy(this.gate::pass)
			.returns("55006", SQLException::getSQLState);
		assertThatExceptionOfType(SQLException.class).isThrownBy(this.gate::close);
		FileGate.commit().close();
		first.close();
		first.close();
		FileGate.Passage second = this.gate.pass();
		assertThatExceptionOfType(SQLException.class).isThrownBy(this.gate::pass);
		second.close();
	}

	// Each would wait as long as the first, one after the other
	@Test
	void writeThatFailsIsNotTriedAgainByEachThatWaitsForIt() throws InterruptedException {
		CountDownLatch everybodyWaits = new CountDownLatch(1);
		AtomicInteger tries = new AtomicInteger();
		H2File file = new H2File(new AbstractDataSource() {

			@Override
			public Connection getConnection() throws SQLException {
				tries.incrementAndGet();
				try {
					everybodyWaits.await();
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
				throw new SQLException("The disk is full", "90031");
			}

			@Override
			public Connection getConnection(String username, String password) throws SQLException {
				return getConnection();
			}

		}, "", this.gate);
		AtomicInteger inDoubt = new AtomicInteger();
		List<Thread> threads = new ArrayList<>();
		IntStream.range(0, 20).forEach((i) -> threads.add(new Thread(() -> {
			try {
				file.flush();
			}
			catch (InDoubtException ex) {
				inDoubt.incrementAndGet();
			}
		})));
		threads.get(0).start();
		Awaitility.await().until(() -> tries.get() == 1);
		threads.subList(1, 20).forEach(Thread::start);
		Awaitility.await()
			.until(() -> threads.stream().filter((thread) -> thread.getState() == Thread.State.BLOCKED).count() == 19);
		everybodyWaits.countDown();
		for (Thread thread : threads) {
			thread.join();
		}
		assertThat(inDoubt).hasValue(20);
		assertThat(tries).hasValue(2);
		file.close();
	}

}
