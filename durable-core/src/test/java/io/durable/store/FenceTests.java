package io.durable.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.EventRaised;
import io.durable.history.HistoryEvent.ExecutionStarted;
import io.durable.store.WorkerStore.LoadedInstance;
import io.durable.store.key.PartitionHash;
import io.durable.store.lease.LeaseLostException;
import io.durable.store.lease.PartitionLease;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whoever has loaded an instance under a lease sees all that was committed under an older
 * one, and nothing is committed under an older one any more: however many commits and
 * takeovers there are at once. {@code -Ddurable.fence.seed=<seed>} makes the same
 * choices.
 */
public abstract class FenceTests {

	private static final long SEED = Long.getLong("durable.fence.seed", System.nanoTime());

	private static final int INSTANCES = 24;

	private static final int WORKERS = 6;

	private static final int TAKEOVERS = Integer.getInteger("durable.fence.takeovers", 150);

	private final Map<Integer, PartitionLease> leases = new ConcurrentHashMap<>();

	private final Queue<Loaded> loads = new ConcurrentLinkedQueue<>();

	private final List<NewInstance> instances = new ArrayList<>();

	private final AtomicInteger refused = new AtomicInteger();

	private TaskHubStore store;

	private volatile boolean over;

	/**
	 * Open a task hub that has never been used.
	 * @return the store
	 */
	protected abstract TaskHubStore openNew();

	@Test
	void nobodyCommitsUnderAnOlderLeaseThanThatUnderWhichAnybodyHasLoaded() throws Exception {
		System.out.printf("Seed of %s: %d%n", getClass().getSimpleName(), SEED);
		SplittableRandom random = new SplittableRandom(SEED);
		ExecutorService threads = Executors.newFixedThreadPool(WORKERS);
		try (TaskHubStore opened = openNew()) {
			this.store = opened;
			this.store.leases().beat("node");
			take("node");
			for (int i = 0; i < INSTANCES; i++) {
				this.instances.add(start("instance-" + i));
			}
			List<Future<?>> workers = new ArrayList<>();
			for (int i = 0; i < WORKERS; i++) {
				SplittableRandom own = random.split();
				workers.add(threads.submit(() -> work(own)));
			}
			for (int i = 0; i < TAKEOVERS; i++) {
				LockSupport.parkNanos(random.nextInt(20_000_000));
				// What a commit holds is left to the next round
				release(take("thief"));
				take("node");
			}
			this.over = true;
			for (Future<?> worker : workers) {
				worker.get(1, TimeUnit.MINUTES);
			}
			assertThat(take("node")).hasSize(this.store.description().partitionCount());
			check();
		}
		finally {
			this.over = true;
			threads.shutdownNow();
		}
	}

	// A store may refuse: transactions that are in each other's way are undone
	private List<PartitionLease> take(String node) {
		List<PartitionLease> taken;
		try {
			taken = this.store.leases().take(node, this.store.leases().owners());
		}
		catch (TransientStoreException ex) {
			this.refused.incrementAndGet();
			return List.of();
		}
		if (node.equals("node")) {
			taken.forEach((lease) -> this.leases.put(lease.partition(), lease));
		}
		return taken;
	}

	private void release(List<PartitionLease> taken) {
		try {
			this.store.leases().release(taken);
		}
		catch (TransientStoreException ex) {
			this.refused.incrementAndGet();
		}
	}

	private NewInstance start(String id) {
		int partition = PartitionHash.partition(id, this.store.description().partitionCount());
		Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
		NewInstance instance = new NewInstance(partition, id, UUID.randomUUID(),
				new ExecutionStarted(now, "Orchestrator", null, null, null, Map.of(), null));
		assertThat(this.store.client().start(instance)).isNull();
		return instance;
	}

	private void work(SplittableRandom random) {
		Map<String, Loaded> cache = new HashMap<>();
		while (!this.over) {
			List<TurnCommit> turns = new ArrayList<>();
			Set<String> chosen = new HashSet<>();
			int count = 1 + random.nextInt(6);
			for (int i = 0; i < count; i++) {
				NewInstance instance = this.instances.get(random.nextInt(INSTANCES));
				if (chosen.add(instance.instanceId())) {
					prepare(instance, cache, turns);
				}
			}
			commit(turns, cache);
		}
	}

	private void prepare(NewInstance instance, Map<String, Loaded> cache, List<TurnCommit> turns) {
		PartitionLease lease = this.leases.get(instance.partition());
		Loaded cached = cache.get(instance.instanceId());
		if (cached == null || cached.epoch < lease.epoch()) {
			try {
				LoadedInstance loaded = this.store.worker().load(lease, instance.instanceId(), true);
				cached = new Loaded(instance, lease.epoch(), loaded.history().size());
			}
			catch (LeaseLostException ex) {
				return;
			}
			catch (TransientStoreException ex) {
				this.refused.incrementAndGet();
				return;
			}
			this.loads.add(cached);
			cache.put(instance.instanceId(), cached);
		}
		HistoryEvent event = new EventRaised(Instant.EPOCH, "Event", String.valueOf(cached.epoch));
		turns.add(TurnBuilder.of(new PartitionLease(instance.partition(), cached.epoch), instance)
			.events(cached.size, event)
			.build());
	}

	private void commit(List<TurnCommit> turns, Map<String, Loaded> cache) {
		if (turns.isEmpty()) {
			return;
		}
		List<TurnOutcome> outcomes;
		try {
			outcomes = this.store.worker().commit(new Checkpoint(turns));
		}
		catch (TransientStoreException | InDoubtException ex) {
			this.refused.incrementAndGet();
			turns.forEach((turn) -> cache.remove(turn.instanceId()));
			return;
		}
		for (int i = 0; i < turns.size(); i++) {
			boolean committed = outcomes.get(i) == TurnOutcome.COMMITTED;
			cache.computeIfPresent(turns.get(i).instanceId(),
					(id, loaded) -> committed ? new Loaded(loaded.instance, loaded.epoch, loaded.size + 1) : null);
		}
	}

	private void check() {
		Map<String, List<Long>> histories = new HashMap<>();
		for (NewInstance instance : this.instances) {
			LoadedInstance loaded = this.store.worker()
				.load(this.leases.get(instance.partition()), instance.instanceId(), true);
			histories.put(instance.instanceId(),
					loaded.history().stream().map((event) -> Long.valueOf(((EventRaised) event).input())).toList());
		}
		histories.forEach((id, epochs) -> assertThat(epochs).as("%s, seed %d", id, SEED).isSorted());
		for (Loaded loaded : this.loads) {
			List<Long> epochs = histories.get(loaded.instance.instanceId());
			assertThat(epochs.subList(loaded.size, epochs.size()))
				.as("Seed %d, after a load of %s under epoch %d", SEED, loaded.instance.instanceId(), loaded.epoch)
				.allMatch((epoch) -> epoch >= loaded.epoch);
		}
		int events = histories.values().stream().mapToInt(List::size).sum();
		System.out.printf("%d events, %d loads, %d times refused%n", events, this.loads.size(), this.refused.get());
		assertThat(this.refused.get()).isLessThan(events);
	}

	private record Loaded(NewInstance instance, long epoch, int size) {

	}

}
