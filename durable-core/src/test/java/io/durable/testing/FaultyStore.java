package io.durable.testing;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.durable.history.HistoryEvent;
import io.durable.store.Checkpoint;
import io.durable.store.ClientStore;
import io.durable.store.DueTimer;
import io.durable.store.InDoubtException;
import io.durable.store.InboxPage;
import io.durable.store.InboxRead;
import io.durable.store.PartitionLeases;
import io.durable.store.TaskHubDescription;
import io.durable.store.TaskHubStore;
import io.durable.store.TransientStoreException;
import io.durable.store.TurnOutcome;
import io.durable.store.WorkerStore;
import io.durable.store.lease.PartitionLease;
import org.jspecify.annotations.Nullable;

/**
 * A store that fails now and then, in the ways in which databases do: before anything has
 * happened, or after it has happened but before anybody is told.
 */
public final class FaultyStore implements TaskHubStore {

	private final TaskHubStore delegate;

	private final SplittableRandom random;

	private final double faultRate;

	private final boolean notifies;

	private final AtomicInteger faults = new AtomicInteger();

	private final AtomicLong commits = new AtomicLong();

	private volatile long failFrom = Long.MAX_VALUE;

	private volatile long withoutAnswer = Long.MAX_VALUE;

	private volatile boolean exclusive = true;

	private FlightRecorder recorder = new FlightRecorder();

	private String node = "node";

	/**
	 * Create a store.
	 * @param delegate does the work
	 * @param seed of the faults
	 * @param faultRate the share of calls that fail
	 * @param notifies whether messages are announced
	 */
	public FaultyStore(TaskHubStore delegate, long seed, double faultRate, boolean notifies) {
		this.delegate = delegate;
		this.random = new SplittableRandom(seed);
		this.faultRate = faultRate;
		this.notifies = notifies;
	}

	/**
	 * Pretend that other processes can have the store open.
	 * @return this store
	 */
	public FaultyStore shared() {
		this.exclusive = false;
		return this;
	}

	/**
	 * Let a recorder see what happens.
	 * @param recorder the recorder
	 * @param node how it calls this store
	 * @return this store
	 */
	public FaultyStore recordedBy(FlightRecorder recorder, String node) {
		this.recorder = recorder;
		this.node = node;
		return this;
	}

	/**
	 * Let the given commit happen, but report nothing of it and do nothing any more: what
	 * a crash at that point leaves behind, the lease included.
	 * @param commit the number of the commit, counted from one
	 */
	public void crashAt(long commit) {
		this.failFrom = commit;
	}

	/**
	 * Let the given commit happen, but do not tell.
	 * @param commit the number of the commit, counted from one
	 */
	public void loseAnswerOf(long commit) {
		this.withoutAnswer = commit;
	}

	public int faults() {
		return this.faults.get();
	}

	public long commits() {
		return this.commits.get();
	}

	private synchronized boolean strikes() {
		boolean strikes = this.random.nextDouble() < this.faultRate;
		if (strikes) {
			this.faults.incrementAndGet();
		}
		return strikes;
	}

	private void mayFail() {
		if (strikes()) {
			throw new TransientStoreException("injected", null);
		}
	}

	@Override
	public TaskHubDescription description() {
		TaskHubDescription hub = this.delegate.description();
		return new TaskHubDescription(hub.kind(), hub.location(), hub.schemaVersion(), hub.partitionCount(),
				this.exclusive, hub.volatileData());
	}

	@Override
	public ClientStore client() {
		return this.delegate.client();
	}

	@Override
	public PartitionLeases leases() {
		PartitionLeases leases = this.delegate.leases();
		return (PartitionLeases) Proxy.newProxyInstance(FaultyStore.class.getClassLoader(),
				new Class<?>[] { PartitionLeases.class }, (proxy, method, arguments) -> {
					if (this.commits.get() >= this.failFrom) {
						throw new TransientStoreException("crashed", null);
					}
					return method.invoke(leases, arguments);
				});
	}

	@Override
	public void setMessageListener(MessageListener listener) {
		if (this.notifies) {
			this.delegate.setMessageListener(listener);
		}
	}

	@Override
	public void close() {
	}

	@Override
	public WorkerStore worker() {
		WorkerStore worker = this.delegate.worker();
		return new WorkerStore() {

			@Override
			public Instant currentTime() {
				return worker.currentTime();
			}

			@Override
			public List<TurnOutcome> commit(Checkpoint checkpoint) {
				mayFail();
				long number = FaultyStore.this.commits.incrementAndGet();
				if (number > FaultyStore.this.failFrom) {
					throw new TransientStoreException("crashed", null);
				}
				List<TurnOutcome> outcomes = commitRecorded(checkpoint);
				if (number == FaultyStore.this.failFrom) {
					throw new TransientStoreException("crashed", null);
				}
				if (number == FaultyStore.this.withoutAnswer || strikes()) {
					FaultyStore.this.recorder.commit(FaultyStore.this.node, checkpoint.turns(), "in doubt");
					throw new InDoubtException("injected", null);
				}
				return outcomes;
			}

			private List<TurnOutcome> commitRecorded(Checkpoint checkpoint) {
				List<TurnOutcome> outcomes;
				try {
					outcomes = worker.commit(checkpoint);
				}
				catch (RuntimeException ex) {
					FaultyStore.this.recorder.commit(FaultyStore.this.node, checkpoint.turns(), ex.toString());
					throw ex;
				}
				for (int i = 0; i < outcomes.size(); i++) {
					FaultyStore.this.recorder.commit(FaultyStore.this.node, checkpoint.turns().get(i),
							outcomes.get(i).kind());
				}
				return outcomes;
			}

			@Override
			public InboxPage readInbox(InboxRead read) {
				mayFail();
				InboxPage page = worker.readInbox(read);
				FaultyStore.this.recorder.read(FaultyStore.this.node, read, page);
				return page;
			}

			@Override
			public List<DueTimer> readTimers(Collection<Integer> partitions, @Nullable DueTimer after, Instant dueAt,
					int limit) {
				mayFail();
				return worker.readTimers(partitions, after, dueAt, limit);
			}

			@Override
			public @Nullable LoadedInstance load(PartitionLease lease, String instanceId, boolean historyOfEnded) {
				mayFail();
				LoadedInstance loaded = worker.load(lease, instanceId, historyOfEnded);
				FaultyStore.this.recorder.load(FaultyStore.this.node, instanceId, loaded);
				return loaded;
			}

			@Override
			public List<String> openInstances(int partition, @Nullable String afterInstanceId, int limit) {
				mayFail();
				return worker.openInstances(partition, afterInstanceId, limit);
			}

			@Override
			public @Nullable HistoryEvent readEvent(int partition, UUID executionId, int sequenceNumber) {
				mayFail();
				return worker.readEvent(partition, executionId, sequenceNumber);
			}

		};
	}

}
