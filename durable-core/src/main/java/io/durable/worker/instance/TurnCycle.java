package io.durable.worker.instance;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

import io.durable.store.InboxMessage;
import io.durable.store.InboxRead;
import io.durable.store.WorkerStore;
import io.durable.store.WorkerStore.LoadedInstance;
import io.durable.store.lease.PartitionLease;
import io.durable.worker.checkpoint.Committer;
import io.durable.worker.runtime.WorkerEvents;
import io.durable.worker.runtime.WorkerRuntime;
import io.durable.worker.turn.TurnComputer;
import org.jspecify.annotations.Nullable;

/**
 * The round that every instance goes: turn, checkpoint, what follows from it.
 *
 * @param runtime the time
 * @param store where instances are loaded from
 * @param computer computes turns
 * @param threads run turns
 * @param committer commits turns
 * @param followUp does what follows from a committed turn
 * @param histories bounds what stays in memory
 * @param residents bounds the threads that stay in orchestrators
 * @param running the turns whose code runs
 * @param stranded instances that could not even be put back into a queue
 * @param events hears what happens
 * @param evictions evicts at random, for tests, or {@code null}
 */
public record TurnCycle(WorkerRuntime runtime, WorkerStore store, TurnComputer computer, TurnThreads threads,
		Committer committer, CommittedTurns followUp, ResidentHistories histories, ResidentThreads residents,
		RunningTurns running, StrandedInstances stranded, WorkerEvents events, @Nullable SplittableRandom evictions) {

	boolean evictsNow() {
		if (this.evictions == null) {
			return false;
		}
		synchronized (this.evictions) {
			return this.evictions.nextBoolean();
		}
	}

	@Nullable LoadedInstance load(PartitionLease lease, String instanceId, boolean historyOfEnded) {
		LoadedInstance loaded = this.store.load(lease, instanceId, historyOfEnded);
		if (loaded != null) {
			this.events.historyRead(loaded.history().size());
		}
		return loaded;
	}

	List<InboxMessage> readRewind(int partition, String instanceId) {
		return this.store.readInbox(InboxRead.rewind(partition, instanceId)).messages();
	}

	void scheduleLater(InstanceSlot slot, Duration delay) {
		this.runtime.schedule(slot::schedule, delay);
	}

}
