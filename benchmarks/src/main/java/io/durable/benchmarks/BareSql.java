package io.durable.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a HelloCities leaves behind, written in bare SQL by 16 connections: an instance
 * row, inserted and updated twice, and 16 history rows of about 200 bytes, with one
 * commit for the start and one for each of the four turns. IDs are sequential.
 */
final class BareSql {

	private static final int CONNECTIONS = 16;

	private static final int TURNS = 4;

	private static final int ROWS = 4;

	private static final String PAYLOAD = "x".repeat(140);

	private final Database database;

	private final AtomicInteger next = new AtomicInteger();

	BareSql(Database database) throws SQLException {
		this.database = database;
		database.execute("DROP TABLE IF EXISTS bare_history");
		database.execute("DROP TABLE IF EXISTS bare_instance");
		database.execute("CREATE TABLE bare_instance (instance_id BIGINT PRIMARY KEY, status VARCHAR(20), "
				+ "name VARCHAR(100), created BIGINT)");
		database.execute("CREATE TABLE bare_history (instance_id BIGINT, sequence_number INTEGER, "
				+ "event_type VARCHAR(50), event_timestamp BIGINT, payload VARCHAR(1000), "
				+ "PRIMARY KEY (instance_id, sequence_number))");
	}

	/**
	 * Write for a while.
	 * @param millis how long, in milliseconds
	 * @return how many HelloCities for each second
	 * @throws Exception if it cannot be written
	 */
	double run(long millis) throws Exception {
		AtomicInteger done = new AtomicInteger();
		ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
		try {
			long begin = System.nanoTime();
			long end = begin + millis * 1_000_000;
			List<Future<?>> writers = new ArrayList<>();
			for (int i = 0; i < CONNECTIONS; i++) {
				writers.add(threads.submit(() -> {
					try (Writer writer = writer()) {
						while (System.nanoTime() < end) {
							writer.write(this.next.incrementAndGet());
							done.incrementAndGet();
						}
					}
					return null;
				}));
			}
			for (Future<?> writer : writers) {
				writer.get();
			}
			return done.get() * 1e9 / (System.nanoTime() - begin);
		}
		finally {
			threads.shutdown();
		}
	}

	/**
	 * Return what writes one after the other, on a connection of its own.
	 * @return a writer
	 * @throws SQLException if there is no connection
	 */
	Writer writer() throws SQLException {
		return new Writer(this.database.dataSource().getConnection());
	}

	/**
	 * One connection's statements.
	 */
	static final class Writer implements AutoCloseable {

		private final Connection connection;

		private final PreparedStatement start;

		private final PreparedStatement update;

		private final PreparedStatement append;

		Writer(Connection connection) throws SQLException {
			this.connection = connection;
			connection.setAutoCommit(false);
			this.start = connection
				.prepareStatement("INSERT INTO bare_instance VALUES (?, 'Pending', 'HelloCities', ?)");
			this.update = connection.prepareStatement("UPDATE bare_instance SET status = ? WHERE instance_id = ?");
			this.append = connection.prepareStatement("INSERT INTO bare_history VALUES (?, ?, 'TaskScheduled', ?, ?)");
		}

		/**
		 * Write one HelloCities, in five commits.
		 * @param id its ID
		 * @throws SQLException if it cannot be written
		 */
		void write(int id) throws SQLException {
			this.start.setLong(1, id);
			this.start.setLong(2, System.currentTimeMillis());
			this.start.executeUpdate();
			this.connection.commit();
			for (int turn = 0; turn < TURNS; turn++) {
				for (int row = 0; row < ROWS; row++) {
					this.append.setLong(1, id);
					this.append.setInt(2, turn * ROWS + row);
					this.append.setLong(3, System.currentTimeMillis());
					this.append.setString(4, PAYLOAD);
					this.append.addBatch();
				}
				this.append.executeBatch();
				if (turn == 0 || turn == TURNS - 1) {
					this.update.setString(1, (turn == 0) ? "Running" : "Completed");
					this.update.setLong(2, id);
					this.update.executeUpdate();
				}
				this.connection.commit();
			}
		}

		@Override
		public void close() throws SQLException {
			this.connection.rollback();
			this.connection.setAutoCommit(true);
			this.connection.close();
		}

	}

}
