package io.durable.jdbc;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

import com.zaxxer.hikari.HikariDataSource;
import io.durable.hub.TaskHub;
import io.durable.store.PartitionLeases;
import io.durable.store.lease.LeaseView;
import io.durable.store.lease.PartitionLease;
import io.durable.store.lease.PartitionOwnership;
import io.durable.worker.WorkerOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How partitions are taken and given back in a database: many at once, and past rows that
 * somebody has locked.
 */
class LeaseMoveTests {

	// The settings of a transaction, the lock, the beats, one change and the commit
	private static final int FEW = 8;

	@ParameterizedTest
	@EnumSource
	void allPartitionsAreTakenAndGivenBackWithOneChange(TestDatabase database) {
		try (HikariDataSource pool = database.open()) {
			CountingDataSource dataSource = new CountingDataSource(pool);
			try (Hub hub = new Hub(dataSource)) {
				PartitionLeases leases = hub.store().leases();
				LeaseView view = leases.look();
				dataSource.take();
				List<PartitionLease> taken = leases.take("node", view.owners(), view.beats());
				assertThat(taken).hasSize(32);
				assertThat(changes(dataSource.take())).hasSize(1);
				assertThat(leases.release(taken)).isEmpty();
				assertThat(changes(dataSource.take())).hasSize(1);
				assertThat(leases.owners()).extracting(PartitionOwnership::owner).containsOnlyNulls();
			}
		}
	}

	private static List<String> changes(List<String> calls) {
		assertThat(calls).hasSizeLessThanOrEqualTo(FEW);
		return calls.stream().filter((call) -> call.startsWith("UPDATE")).toList();
	}

	@ParameterizedTest
	@EnumSource
	void whatBelongsToABeatNeedsNoConnectionOfThePool(TestDatabase database) throws Exception {
		try (HikariDataSource pool = database.open(); HikariDataSource own = drainable(pool); Hub hub = new Hub(own)) {
			PartitionLeases leases = hub.store().leases();
			leases.beat("node");
			awaitConnections(own);
			try (Connection first = own.getConnection(); Connection second = own.getConnection()) {
				assertThat(first).isNotSameAs(second);
				leases.beat("node");
				assertThat(leases.look().beats()).containsEntry("node", 2L);
				assertThat(leases.owners()).hasSize(32);
				assertThat(leases.currentTime()).isNotNull();
			}
		}
	}

	// Two connections beside that of the beat
	private static HikariDataSource drainable(HikariDataSource like) {
		HikariDataSource own = new HikariDataSource();
		own.setJdbcUrl(like.getJdbcUrl());
		own.setUsername(like.getUsername());
		own.setPassword(like.getPassword());
		own.setMaximumPoolSize(3);
		own.setConnectionTimeout(250);
		return own;
	}

	// To open one may take longer than a caller waits for it
	private static void awaitConnections(HikariDataSource own) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> own.getHikariPoolMXBean().getIdleConnections() >= 2);
	}

	@ParameterizedTest
	@EnumSource
	void lockedRowsHinderNeitherTheTakingNorTheGivingBackOfTheOthers(TestDatabase database) throws Exception {
		try (HikariDataSource pool = database.open(); Hub hub = new Hub(pool)) {
			PartitionLeases leases = hub.store().leases();
			List<PartitionLease> taken;
			try (Connection locking = lock(pool, 7)) {
				taken = leases.take("node", leases.owners());
				assertThat(taken).hasSize(31).noneMatch((lease) -> lease.partition() == 7);
				locking.rollback();
			}
			assertThat(leases.take("node", leases.owners().subList(7, 8))).hasSize(1);
			try (Connection locking = lock(pool, 9)) {
				List<PartitionLease> held = leases.release(taken);
				assertThat(held).extracting(PartitionLease::partition).containsExactly(9);
				assertThat(leases.owners()).extracting(PartitionOwnership::owner).containsOnly(null, "node");
				locking.rollback();
				assertThat(leases.release(held)).isEmpty();
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void stopGivesTheOthersBackWhenARowIsLocked(TestDatabase database) throws Exception {
		try (HikariDataSource pool = database.open()) {
			TaskHub hub = hub(pool, "node");
			hub.start();
			assertThat(hub.ownedPartitions()).hasSize(32);
			try (Connection locking = lock(pool, 5)) {
				hub.stop(Duration.ofSeconds(1));
				JdbcTemplate jdbc = new JdbcTemplate(pool);
				assertThat(jdbc.queryForList("SELECT partition_id FROM durable_partition WHERE owner IS NOT NULL",
						Integer.class))
					.containsExactly(5);
				// Nobody waits for the lease of one that has left
				assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM durable_node", Integer.class)).isZero();
				locking.rollback();
			}
			hub.start();
			assertThat(hub.ownedPartitions()).hasSize(32);
			hub.close();
		}
	}

	@ParameterizedTest
	@EnumSource
	void stopWithADrainedPoolFreesEverything(TestDatabase database) throws Exception {
		try (HikariDataSource pool = database.open(); HikariDataSource own = drainable(pool)) {
			TaskHub hub = hub(own, "leaving");
			TaskHub other = hub(pool, "other");
			hub.start();
			assertThat(hub.ownedPartitions()).hasSize(32);
			awaitConnections(own);
			try (Connection first = own.getConnection(); Connection second = own.getConnection()) {
				assertThat(first).isNotSameAs(second);
				hub.stop(Duration.ZERO);
				other.start();
				assertThat(other.ownedPartitions()).hasSize(32);
			}
			other.close();
			hub.close();
		}
	}

	private static TaskHub hub(HikariDataSource pool, String node) {
		return TaskHub.on(new JdbcTaskHubStore(pool, JdbcStoreOptions.defaults()))
			.options(WorkerOptions.defaults().withNode(node, Duration.ofSeconds(10)))
			.build();
	}

	private static Connection lock(HikariDataSource pool, int partition) throws Exception {
		Connection connection = pool.getConnection();
		connection.setAutoCommit(false);
		try (Statement statement = connection.createStatement()) {
			statement.execute("SELECT epoch FROM durable_partition WHERE partition_id = " + partition + " FOR UPDATE");
		}
		return connection;
	}

}
