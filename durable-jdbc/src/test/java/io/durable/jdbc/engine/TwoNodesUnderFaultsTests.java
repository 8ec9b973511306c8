package io.durable.jdbc.engine;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.client.OrchestrationMetadata;
import io.durable.hub.TaskHub;
import io.durable.jdbc.JdbcSchema;
import io.durable.jdbc.JdbcStoreOptions;
import io.durable.jdbc.JdbcTaskHubStore;
import io.durable.jdbc.PostgresServer;
import io.durable.jdbc.TcpProxy;
import io.durable.store.TransientStoreException;
import io.durable.worker.WorkerOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two nodes with work to do, and one kind of fault again and again, for half a lease to
 * three: no activity runs twice unless its node was cut off from the database, and
 * nothing is lost. {@code -Ddurable.faults.seconds} makes the runs longer,
 * {@code -Ddurable.faults.seed} repeats the faults.
 */
@Timeout(900)
class TwoNodesUnderFaultsTests {

	private static final int SECONDS = Integer.getInteger("durable.faults.seconds", 5);

	private static final long SEED = Long.getLong("durable.faults.seed", System.nanoTime());

	private static final Duration LEASE = Duration.ofSeconds(3);

	private static final Duration TIMEOUT = Duration.ofSeconds(120);

	private static final int STARTERS = 2;

	private final Random random = new Random(SEED);

	private final PostgresServer.Database database = PostgresServer.createDatabase();

	private final Map<String, List<Run>> runs = new ConcurrentHashMap<>();

	private final ConcurrentLinkedQueue<String> started = new ConcurrentLinkedQueue<>();

	private final List<Cut> cuts = new CopyOnWriteArrayList<>();

	private final AtomicBoolean ended = new AtomicBoolean();

	private List<Node> nodes = List.of();

	@BeforeEach
	void open() {
		System.out.println("Faults with -Ddurable.faults.seed=" + SEED);
		try (HikariDataSource pool = this.database.openPool()) {
			new JdbcSchema(pool, JdbcStoreOptions.defaults()).create();
		}
		this.nodes = List.of(node("one"), node("two"));
		this.nodes.forEach((node) -> node.hub().start());
	}

	@AfterEach
	void close() throws Exception {
		this.ended.set(true);
		for (Node node : this.nodes) {
			node.proxy().hold(false, false);
			node.hub().close();
			node.pool().close();
			node.proxy().close();
		}
	}

	private Node node(String name) {
		TcpProxy proxy = TcpProxy.before(this.database.url());
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(proxy.through(this.database.url()));
		config.setUsername(this.database.username());
		config.setPassword(this.database.password());
		config.setMaximumPoolSize(6);
		config.setConnectionTimeout(2000);
		HikariDataSource pool = new HikariDataSource(config);
		JdbcStoreOptions defaults = JdbcStoreOptions.defaults();
		TaskHub hub = TaskHub
			.on(new JdbcTaskHubStore(pool,
					new JdbcStoreOptions(defaults.tablePrefix(), null, 8, defaults.lockTimeout(), LEASE)))
			.options(WorkerOptions.defaults().withNode(name, LEASE).withActivityThreads(100))
			.addActivity("Work", (context) -> {
				int millis = context.getInput(Integer.class);
				this.runs.computeIfAbsent(context.getInstanceId() + " " + millis, (key) -> new CopyOnWriteArrayList<>())
					.add(new Run(name, System.nanoTime()));
				LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
				return millis;
			})
			.addOrchestration("Work", (context) -> {
				// Some activities end in the midst of a fault, and some after it
				for (int millis : new int[] { 1, 700 + Math.floorMod(context.getInstanceId().hashCode(), 4000), 2 }) {
					context.callActivity("Work", millis, Integer.class).await();
				}
				return "done";
			})
			.build();
		return new Node(name, hub, pool, proxy);
	}

	@ParameterizedTest
	@EnumSource
	void noActivityRunsTwiceAndNothingIsLost(Fault fault) throws Exception {
		List<Thread> starters = new ArrayList<>();
		for (int i = 0; i < STARTERS; i++) {
			Node node = this.nodes.get(i % 2);
			starters.add(new Thread(() -> start(node)));
		}
		starters.forEach(Thread::start);
		long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
		while (end - System.nanoTime() > 0) {
			pause(LEASE.toMillis() / 2 + this.random.nextInt((int) LEASE.toMillis()));
			Node node = victim();
			long millis = LEASE.toMillis() / 2 + this.random.nextInt((int) LEASE.toMillis() * 5 / 2);
			System.out.println(fault + " of " + node.name() + " for " + millis + " ms");
			fault.strike(this, node, millis);
		}
		this.ended.set(true);
		for (Thread starter : starters) {
			starter.join();
		}
		assertThat(this.started).isNotEmpty();
		for (String id : this.started) {
			OrchestrationMetadata last = this.nodes.get(0).hub().client().waitForInstanceCompletion(id, TIMEOUT, false);
			assertThat(last.getRuntimeStatus()).as(id).isEqualTo(OrchestrationRuntimeStatus.COMPLETED);
		}
		System.out.println(this.started.size() + " instances, "
				+ this.runs.values().stream().filter((activity) -> activity.size() > 1).count() + " of "
				+ this.runs.size() + " activities more than once");
		assertThat(unexplained()).as("runs that had no reason, of nodes that were cut off at %s", this.cuts).isEmpty();
	}

	private List<String> unexplained() {
		List<String> unexplained = new ArrayList<>();
		this.runs.forEach((activity, all) -> {
			for (int i = 1; i < all.size(); i++) {
				if (!mayBeginAgain(all.get(i - 1), all.get(i))) {
					unexplained.add(activity + ": " + all);
				}
			}
		});
		return unexplained;
	}

	// Mostly the one that has the work
	private Node victim() {
		boolean any = this.random.nextInt(4) == 0;
		Node one = this.nodes.get(this.random.nextInt(2));
		Node other = this.nodes.get((one == this.nodes.get(0)) ? 1 : 0);
		return (any || one.hub().ownedPartitions().size() >= other.hub().ownedPartitions().size()) ? one : other;
	}

	// Its node had not reached the database for half a lease or more. It may need some
	// time until it is heard again: what it begins meanwhile may begin elsewhere
	private boolean mayBeginAgain(Run run, Run next) {
		return this.cuts.stream()
			.anyMatch((cut) -> cut.node().equals(run.node()) && cut.end() + LEASE.toNanos() - run.begin() > 0
					&& next.begin() - cut.begin() > LEASE.dividedBy(2).toNanos());
	}

	private void start(Node node) {
		while (!this.ended.get()) {
			try {
				this.started.add(node.hub().client().scheduleNewOrchestrationInstance("Work"));
			}
			catch (TransientStoreException ex) {
				// Perhaps started, perhaps not
			}
			pause(50);
		}
	}

	private static void pause(long millis) {
		LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
	}

	private void cut(Node node, long millis, boolean up, boolean down) {
		long begin = System.nanoTime();
		node.proxy().hold(up, down);
		pause(millis);
		node.proxy().hold(false, false);
		this.cuts.add(new Cut(node.name(), begin, System.nanoTime()));
	}

	private void drain(Node node, long millis) {
		List<Connection> drained = new ArrayList<>();
		long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
		while (end - System.nanoTime() > 0) {
			try {
				drained.add(node.pool().getConnection());
			}
			catch (SQLException ex) {
				// All are taken: this is the fault
			}
		}
		drained.forEach((connection) -> {
			try (connection) {
				// Given back
			}
			catch (SQLException ex) {
				throw new IllegalStateException(ex);
			}
		});
	}

	/**
	 * What happens to a node, or to all of them.
	 */
	enum Fault {

		DATABASE_PAUSED((test, node, millis) -> StoppedServer.pause(test.database, Duration.ofMillis(millis))),

		POOL_DRAINED(TwoNodesUnderFaultsTests::drain),

		NOTHING_ARRIVES((test, node, millis) -> test.cut(node, millis, true, false)),

		NO_ANSWER_ARRIVES((test, node, millis) -> test.cut(node, millis, false, true)),

		NODE_CUT_OFF((test, node, millis) -> test.cut(node, millis, true, true));

		private final Strike strike;

		Fault(Strike strike) {
			this.strike = strike;
		}

		private void strike(TwoNodesUnderFaultsTests test, Node node, long millis) throws Exception {
			this.strike.at(test, node, millis);
		}

	}

	/**
	 * Does something to a node for some time.
	 */
	@FunctionalInterface
	private interface Strike {

		void at(TwoNodesUnderFaultsTests test, Node node, long millis) throws Exception;

	}

	/**
	 * A node.
	 *
	 * @param name its name
	 * @param hub the task hub
	 * @param pool its connections
	 * @param proxy its network
	 */
	private record Node(String name, TaskHub hub, HikariDataSource pool, TcpProxy proxy) {

	}

	/**
	 * One run of an activity.
	 *
	 * @param node where
	 * @param begin when, by System.nanoTime()
	 */
	private record Run(String node, long begin) {

	}

	/**
	 * A time in which a node did not reach the database.
	 *
	 * @param node the node
	 * @param begin the beginning
	 * @param end the end
	 */
	private record Cut(String node, long begin, long end) {

	}

}
