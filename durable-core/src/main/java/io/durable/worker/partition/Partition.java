package io.durable.worker.partition;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;

import io.durable.history.HistoryEvent.Completion;
import io.durable.store.InboxMessage;
import io.durable.store.lease.PartitionLease;
import io.durable.worker.activity.WorkOwner;
import io.durable.worker.instance.InstanceHome;
import io.durable.worker.instance.InstanceSlot;
import io.durable.worker.memory.MemoryBudget;
import io.durable.worker.turn.Delivery;
import io.durable.worker.turn.RunningWork;
import io.durable.worker.turn.Turn;
import org.jspecify.annotations.Nullable;

/**
 * A partition that this node owns: its instances in memory, the messages on their way to
 * them, and the work that runs for them. Its life goes from OWNED by way of DRAINING, in
 * which no work begins, and CLOSING, in which nothing is delivered, to RELEASED.
 * Thread-safe.
 */
public final class Partition implements InstanceHome, WorkOwner {

	private final PartitionLease lease;

	private final PartitionEvents events;

	private final BiFunction<InstanceHome, String, InstanceSlot> newSlot;

	// Guarded by this, which is taken before the lock of an instance
	private final Map<String, InstanceSlot> slots = new HashMap<>();

	private final PartitionInbox inbox;

	private final BegunWork work;

	private final PartitionLife life = new PartitionLife();

	private long committedTurns;

	// Instances that the recovery has asked to look at their work and that have not done
	// so
	private int recovering;

	/**
	 * Create a partition.
	 * @param lease the lease
	 * @param budget takes messages and results
	 * @param events hears what the partition cannot do by itself
	 * @param newSlot creates an instance
	 */
	public Partition(PartitionLease lease, MemoryBudget budget, PartitionEvents events,
			BiFunction<InstanceHome, String, InstanceSlot> newSlot) {
		this.lease = lease;
		this.events = events;
		this.newSlot = newSlot;
		this.inbox = new PartitionInbox(this, budget);
		this.work = new BegunWork(budget);
	}

	@Override
	public PartitionLease lease() {
		return this.lease;
	}

	@Override
	public int partition() {
		return this.lease.partition();
	}

	/**
	 * Return the messages on their way.
	 * @return the inbox
	 */
	public PartitionInbox inbox() {
		return this.inbox;
	}

	// ---- life

	/**
	 * Begin no more work, and take no more messages as soon as none runs.
	 */
	public synchronized void drain() {
		this.life.drain();
		this.life.closeIfIdle(this.work.isExecuting());
	}

	/**
	 * Take no more messages, whatever runs.
	 */
	public synchronized void close() {
		this.life.close();
	}

	/**
	 * Return whether it can be handed over: nothing is delivered and nothing is under
	 * way.
	 * @return {@code true} if nobody would notice
	 */
	public boolean isClosed() {
		return this.life.isClosed();
	}

	/**
	 * Give up everything in memory: another node owns the partition, or may do so.
	 */
	public void release() {
		List<InstanceSlot> all;
		synchronized (this) {
			if (!this.life.release()) {
				return;
			}
			all = new ArrayList<>(this.slots.values());
			this.slots.clear();
			this.inbox.forgetAll();
			this.work.forgetAll();
		}
		all.forEach(InstanceSlot::abandon);
		this.events.released(this);
	}

	@Override
	public void lost() {
		this.events.lost(this);
	}

	@Override
	public void busy(InstanceSlot slot, boolean isBusy) {
		if (this.life.busy(isBusy)) {
			this.events.closed(this);
		}
	}

	/**
	 * Return how many turns have ended so far.
	 * @return the number of turns
	 */
	public synchronized long committedTurns() {
		return this.committedTurns;
	}

	/**
	 * Return for how long the turn has been waiting that waits for longest. What waits
	 * for user code, or for its next try, does not count.
	 * @param now the time
	 * @return nanoseconds
	 */
	public synchronized long longestWait(long now) {
		long longest = 0;
		for (InstanceSlot slot : this.slots.values()) {
			longest = Math.max(longest, slot.waitingFor(now));
		}
		return longest;
	}

	boolean takesDeliveries() {
		return this.life.takesDeliveries();
	}

	// ---- deliveries

	/**
	 * Deliver something that is no message.
	 * @param instanceId the receiver
	 * @param delivery the delivery
	 * @return {@code false} if the partition takes none any more
	 */
	public boolean deliver(String instanceId, Delivery delivery) {
		InstanceSlot slot;
		boolean mine;
		synchronized (this) {
			if (!takesDeliveries()) {
				return false;
			}
			slot = slot(instanceId);
			mine = slot.accept(delivery);
		}
		if (mine) {
			slot.schedule();
		}
		return true;
	}

	/**
	 * Let an instance look at its work, as part of the recovery.
	 * @param instanceId the instance
	 * @return {@code false} if the partition takes none any more
	 */
	boolean recover(String instanceId) {
		synchronized (this) {
			this.recovering++;
		}
		return deliver(instanceId, new Delivery.Recover(true));
	}

	private void recovered(Turn turn) {
		for (Delivery delivery : turn.deliveries()) {
			if (delivery instanceof Delivery.Recover recover && recover.counted()) {
				this.recovering--;
			}
		}
	}

	/**
	 * Return how many instances have still to look at their work.
	 * @return the number of instances
	 */
	synchronized int recovering() {
		return this.recovering;
	}

	InstanceSlot slot(String instanceId) {
		return this.slots.computeIfAbsent(instanceId, (id) -> this.newSlot.apply(this, id));
	}

	@Override
	public synchronized boolean claim(InboxMessage message) {
		// Nobody would give the memory back of one that was released
		return !this.life.isReleased() && this.inbox.claim(message);
	}

	@Override
	public void hasRoom(InstanceSlot slot) {
		if (this.inbox.hasRoom(slot.instanceId())) {
			this.events.leftBehind(this);
		}
	}

	@Override
	public synchronized void mayForget(InstanceSlot slot) {
		if (slot.isEmpty()) {
			this.slots.remove(slot.instanceId(), slot);
		}
	}

	@Override
	public void committed(Turn turn) {
		synchronized (this) {
			this.committedTurns++;
			recovered(turn);
			this.inbox.consumed(turn.commit().consumedMessages());
			turn.endedWork().forEach(this.work::end);
		}
	}

	@Override
	public void dropped(InstanceSlot slot, Turn turn) {
		synchronized (this) {
			recovered(turn);
			for (Delivery delivery : slot.removeMessages()) {
				this.inbox.forget(((Delivery.Message) delivery).message().id());
			}
			for (Delivery delivery : turn.deliveries()) {
				if (delivery instanceof Delivery.Message message) {
					dropped(message.message());
				}
			}
			this.inbox.readAgain(slot.instanceId());
		}
		this.events.dropped(this, turn);
	}

	// If the turn is committed after all, an answer that it took in never comes again:
	// its
	// work must not be taken for running
	private void dropped(InboxMessage message) {
		this.inbox.forget(message.id());
		UUID executionId = message.executionId();
		if (executionId != null && message.event() instanceof Completion completion) {
			this.work.end(new RunningWork(executionId, completion.taskId()));
		}
	}

	// ---- work

	@Override
	public boolean isOwned() {
		return !this.life.isReleased();
	}

	@Override
	public synchronized boolean begin(RunningWork begun) {
		return this.life.isOwned() && this.work.begin(begun);
	}

	@Override
	public synchronized boolean tryExecute() {
		if (!this.life.isOwned()) {
			return false;
		}
		this.work.execute();
		return true;
	}

	@Override
	public void executed() {
		boolean closed;
		synchronized (this) {
			this.work.executed();
			this.life.closeIfIdle(this.work.isExecuting());
			closed = isClosed();
		}
		if (closed) {
			this.events.closed(this);
		}
	}

	@Override
	public synchronized void giveUp(RunningWork begun) {
		// Left to the next owner it counts as running: it has not ended
		if (this.life.isOwned()) {
			this.work.end(begun);
		}
	}

	@Override
	public @Nullable Runnable completed(String instanceId, UUID executionId, Completion completion, boolean here) {
		Delivery.Result result = new Delivery.Result(executionId, completion);
		InstanceSlot slot;
		boolean mine;
		synchronized (this) {
			if (this.life.isReleased()) {
				return null;
			}
			this.work.completed(new RunningWork(executionId, completion.taskId()), result.weight());
			slot = slot(instanceId);
			mine = slot.accept(result);
		}
		if (mine && here) {
			return slot;
		}
		if (mine) {
			slot.schedule();
		}
		return null;
	}

	@Override
	public void lookAgain(String instanceId) {
		deliver(instanceId, new Delivery.Recover());
	}

}
