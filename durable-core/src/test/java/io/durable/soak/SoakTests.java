package io.durable.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.durable.api.Limits;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.client.DurableTaskClient;
import io.durable.client.OrchestrationMetadata;
import io.durable.hub.TaskHub;
import io.durable.testing.NodeScenarios;
import io.durable.testing.WatchedStore;
import io.durable.worker.Residency;
import io.durable.worker.WorkerLoad;
import io.durable.worker.WorkerOptions;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A node with little memory on which everything happens at the same time, errors out of
 * all that it calls included. When that is over it has come to rest and holds nothing.
 * {@code -Ddurable.soak.seconds} makes it longer, {@code -Ddurable.soak.seed} repeats
 * what was chosen, though not how the threads took turns.
 */
@Timeout(value = 3, threadMode = Timeout.ThreadMode.SEPARATE_THREAD, unit = TimeUnit.HOURS)
class SoakTests extends NodeScenarios {

	private static final int SECONDS = Integer.getInteger("durable.soak.seconds", 15);

	private static final int CLIENTS = 3;

	// More would take its time at the end
	private static final int MOST_PENDING = 1000;

	private static final int PAYLOAD = 128 * 1024;

	private static final int MANY = 1 << 30;

	private static final Limits LIMITS = new Limits(PAYLOAD, PAYLOAD, 1L << 40, 1L << 40, MANY, MANY, MANY, MANY, 200,
			1 << 14, 100);

	// How long a loaded machine may take for what happens at once otherwise
	private static final Duration LONG = Duration.ofSeconds(Integer.getInteger("durable.soak.patience", 60));

	private final long seed = Long.getLong("durable.soak.seed", new SplittableRandom().nextLong());

	private final SplittableRandom random = new SplittableRandom(this.seed);

	private final Chaos chaos = new Chaos(this.random.nextLong());

	private final SoakPrograms programs = new SoakPrograms(this.chaos, PAYLOAD);

	private final Set<Thread> threadsBefore = new HashSet<>(engineThreads());

	private final Semaphore commits = new Semaphore(0);

	private final AtomicBoolean over = new AtomicBoolean();

	private final Remains remains = new Remains(this.data, clientWithoutChaos());

	private DurableTaskClient clientWithoutChaos() {
		return TaskHub.on(this.data).clock(this.clock).build().client();
	}

	@Test
	void nodeComesToRestAfterErrorsOfAllKinds() throws Exception {
		System.out.println("soak seed " + this.seed);
		try (TaskHub hub = newHub()) {
			soak(hub);
		}
		assertNoThreadHasDied();
		awaitLong("no thread is left", () -> this.threadsBefore.containsAll(engineThreads()));
	}

	private void soak(TaskHub hub) throws Exception {
		hub.start();
		List<SoakClient> clients = new ArrayList<>();
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < CLIENTS; i++) {
			SoakClient client = new SoakClient(hub.client(), this.programs, this.random.nextLong(),
					this.clock.instant());
			clients.add(client);
			threads.add(beside("soak-client-" + i, () -> {
				for (int calls = 0; !this.over.get(); calls++) {
					client.act();
					if (calls % 100 == 0) {
						awaitSmallBacklog();
					}
				}
			}));
		}
		disturb(hub);
		this.over.set(true);
		for (Thread thread : threads) {
			thread.join();
		}
		this.chaos.end();
		System.out.println(clients.stream().mapToLong(SoakClient::calls).sum() + " calls, " + this.chaos);
		comesToRest(hub);
		endsEverything(hub);
		holdsNothing(hub);
	}

	private TaskHub newHub() {
		WatchedStore watched = new WatchedStore(this.data);
		watched.after((call) -> {
			if (call.isCommit()) {
				this.commits.release();
			}
		});
		this.chaos.disturb(watched);
		if (this.random.nextBoolean()) {
			watched.notExclusive();
		}
		WorkerOptions options = WorkerOptions.defaults()
			.withNode("soak", Duration.ofSeconds(2))
			.withIntervals(Duration.ofMillis(50), Duration.ofMillis(500))
			.withOrchestratorThreads(this.random.nextInt(1, 5))
			.withActivityThreads(this.random.nextInt(1, 9))
			.withBatches(this.random.nextInt(1, 65), this.random.nextInt(1, 5))
			.withMemory(1024 * 1024)
			.withResidency(new Residency(256 * 1024, this.random.nextInt(1, 30), this.random.nextInt(1, 9),
					OptionalLong.empty()));
		TaskHub.Builder soaked = TaskHub.on(watched)
			.clock(this.clock)
			.limits(LIMITS)
			.options(options)
			.dataConverter(this.chaos.converter())
			.exceptionProperties((exception) -> {
				this.chaos.strike("exceptionProperties", 20);
				return Map.of();
			})
			.awaitGuard(() -> this.chaos.strike("awaitGuard", 300))
			.addListener(this.chaos.listener());
		this.programs.addTo(soaked);
		return soaked.build();
	}

	private void disturb(TaskHub hub) throws InterruptedException {
		long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
		while (System.nanoTime() < end) {
			this.clock.advance(Duration.ofMillis(this.random.nextLong(1, 4_000)));
			hub.wakeUp();
			int kind = this.random.nextInt(60);
			if (kind == 0) {
				shielded(() -> hub.stop(Duration.ofMillis(this.random.nextInt(3) * 100L)));
				shielded(hub::start);
			}
			else if (kind == 1) {
				shielded(() -> this.data.leases()
					.release(this.data.leases().take("thief", this.data.leases().owners())));
			}
			untilSomethingHappens();
		}
	}

	// Some commits, or nothing for a while
	private void untilSomethingHappens() throws InterruptedException {
		this.commits.drainPermits();
		this.commits.tryAcquire(20, 200, TimeUnit.MILLISECONDS);
	}

	private void awaitSmallBacklog() throws InterruptedException {
		while (!this.over.get() && this.remains.pending() > MOST_PENDING) {
			this.commits.tryAcquire(20, 200, TimeUnit.MILLISECONDS);
		}
	}

	// It may take as long as it likes, as long as it goes on
	private void comesToRest(TaskHub hub) throws InterruptedException {
		int least = Integer.MAX_VALUE;
		long end = System.nanoTime() + LONG.toNanos();
		for (int calm = 0; calm < 3;) {
			this.clock.advance(Duration.ofMinutes(2));
			hub.wakeUp();
			for (OrchestrationMetadata metadata : this.remains.open()) {
				if (metadata.getRuntimeStatus() == OrchestrationRuntimeStatus.SUSPENDED) {
					this.remains.tolerant((client) -> client.resumeInstance(metadata.getInstanceId()));
				}
			}
			untilSomethingHappens();
			Map<String, String> stuck = this.remains.stuck();
			calm = stuck.isEmpty() ? calm + 1 : 0;
			if (stuck.size() < least) {
				least = stuck.size();
				end = System.nanoTime() + LONG.toNanos();
			}
			if (System.nanoTime() > end) {
				throw new AssertionError("seed %d, %s: %d are stuck, such as %s".formatted(this.seed, hub.load(),
						stuck.size(), describeSome(stuck)));
			}
		}
	}

	private String describeSome(Map<String, String> stuck) {
		return stuck.entrySet()
			.stream()
			.limit(3)
			.map((entry) -> entry.getValue() + ", " + this.remains.describe(entry.getKey()))
			.collect(Collectors.joining("\n", "\n", ""));
	}

	private void endsEverything(TaskHub hub) {
		Set<String> parked = new TreeSet<>();
		awaitNone("all have ended", () -> {
			for (OrchestrationMetadata metadata : this.remains.open()) {
				if (metadata.getParkedReason() != null) {
					parked.add(metadata.getParkedReason());
				}
				this.remains.tolerant((client) -> client.terminate(metadata.getInstanceId(), "the end",
						metadata.getInstanceId().hashCode() % 2 == 0));
			}
			this.clock.advance(Duration.ofMinutes(2));
			hub.wakeUp();
			return this.remains.open().size();
		}, () -> "");
		System.out.println("parked: " + parked);
	}

	private void holdsNothing(TaskHub hub) {
		awaitNone("no row is left", () -> this.remains.rows().size() + this.remains.open().size(),
				() -> "left: " + this.remains.rows());
		awaitLong("no memory is used", () -> isEmpty(hub.load()), () -> String.valueOf(hub.load()));
	}

	private static boolean isEmpty(WorkerLoad load) {
		return load.used().values().stream().allMatch((used) -> used == 0) && load.waitingTurns() == 0
				&& load.waitingActivities() == 0 && load.residentInstances() == 0 && load.residentBytes() == 0
				&& load.residentThreads() == 0 && load.blockedTurns() == 0;
	}

	// It may take as long as it likes, as long as less and less is left
	private void awaitNone(String what, IntSupplier left, Supplier<String> state) {
		AtomicInteger least = new AtomicInteger(left.getAsInt());
		while (least.get() > 0) {
			awaitLong(what, () -> least.getAndAccumulate(left.getAsInt(), Math::min) > least.get(), state);
		}
	}

	private void awaitLong(String what, Callable<Boolean> condition) {
		awaitLong(what, condition, () -> "");
	}

	private void awaitLong(String what, Callable<Boolean> condition, Supplier<String> state) {
		try {
			Awaitility.await(what).dontCatchUncaughtExceptions().atMost(LONG).until(condition);
		}
		catch (ConditionTimeoutException ex) {
			throw new AssertionError("seed %d: %s. %s".formatted(this.seed, ex.getMessage(), state.get()), ex);
		}
	}

}
