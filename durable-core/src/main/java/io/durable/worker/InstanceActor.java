package io.durable.worker;

import java.util.ArrayList;
import java.util.List;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.store.InboxMessage;
import io.durable.store.LeaseLostException;
import io.durable.store.StoredInstance;
import io.durable.store.TransientStoreException;
import io.durable.store.TurnOutcome;
import io.durable.store.WorkerStore.LoadedInstance;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One instance on the node that owns it: takes deliveries and has at most one turn at a
 * time, from taking them in to the end of the commit. Thread-safe.
 */
final class InstanceActor {

	private static final Logger logger = LoggerFactory.getLogger(InstanceActor.class);

	private final String instanceId;

	private final Partition partition;

	private final TurnCycle cycle;

	private final Mailbox mailbox = new Mailbox();

	// From the scheduling of a turn until its commit has been handled
	private boolean busy;

	private volatile boolean abandoned;

	// The following belong to whoever is busy
	private @Nullable InstanceState state;

	private @Nullable ParkedRun parkedRun;

	private List<Delivery> currentBatch = List.of();

	InstanceActor(String instanceId, Partition partition, TurnCycle cycle) {
		this.instanceId = instanceId;
		this.partition = partition;
		this.cycle = cycle;
	}

	String instanceId() {
		return this.instanceId;
	}

	/**
	 * Return the name of the orchestrator whose turn it is.
	 * @return the name, empty if the instance is not loaded
	 */
	String name() {
		return (this.state != null) ? this.state.row().name() : "";
	}

	Partition partition() {
		return this.partition;
	}

	synchronized void enqueue(Delivery delivery) {
		if (this.abandoned) {
			return;
		}
		if (this.mailbox.add(delivery)) {
			wakeUp();
		}
	}

	private void wakeUp() {
		if (!this.busy) {
			this.busy = true;
			this.cycle.schedule(this::takeTurn);
		}
	}

	/**
	 * Take in what was held back: the store has been read since.
	 */
	synchronized void swept() {
		if (this.mailbox.swept() && !this.abandoned) {
			wakeUp();
		}
	}

	/**
	 * Keep messages until the instance has started.
	 * @param messages the messages
	 */
	synchronized void hold(List<Delivery> messages) {
		this.mailbox.hold(messages);
	}

	private synchronized List<Delivery> drain() {
		return this.mailbox.drain();
	}

	private synchronized void requeue(List<Delivery> batch) {
		this.mailbox.putBack(batch);
	}

	private void takeTurn() {
		List<Delivery> batch = drain();
		this.currentBatch = batch;
		try {
			if (this.cycle.evictsNow()) {
				dropMemory();
			}
			load(batch);
			Turn turn = this.cycle.runner().run(this, this.partition.lease(), this.state, batch);
			if (turn.writesNothing()) {
				committed(turn);
			}
			else {
				this.cycle.commit(turn);
			}
		}
		catch (LeaseLostException ex) {
			lost();
		}
		catch (TransientStoreException ex) {
			logger.debug("Cannot load the instance '{}' now: {}", this.instanceId, ex.getMessage());
			tryAgain(batch);
		}
		catch (Throwable ex) {
			logger.error("The turn of the instance '{}' could not be computed; it is tried again", this.instanceId, ex);
			dropMemory();
			tryAgain(batch);
		}
	}

	private void tryAgain(List<Delivery> batch) {
		requeue(batch);
		this.cycle.scheduleLater(this::takeTurn);
	}

	private void load(List<Delivery> batch) {
		StoredInstance start = startOfAnotherExecution(batch);
		if (start != null) {
			dropMemory();
		}
		if (this.state != null) {
			return;
		}
		if (start != null && start.status() == OrchestrationRuntimeStatus.PENDING) {
			this.state = new InstanceState(start, List.of());
			return;
		}
		LoadedInstance loaded = this.cycle.load(this.partition.lease(), this.instanceId);
		this.state = (loaded != null) ? new InstanceState(loaded.instance(), loaded.history()) : null;
	}

	// Find the message that starts the instance, unless it is cached in that execution.
	private @Nullable StoredInstance startOfAnotherExecution(List<Delivery> batch) {
		StoredInstance found = null;
		for (Delivery delivery : batch) {
			if (delivery instanceof Delivery.Message message) {
				InboxMessage inbox = message.message();
				StoredInstance start = inbox.start();
				if (start != null && start.executionId().equals(inbox.executionId())
						&& (this.state == null || !this.state.row().incarnationId().equals(start.incarnationId()))) {
					found = start;
				}
			}
		}
		return found;
	}

	// ---- after the commit

	void ended(Turn turn, TurnOutcome outcome) {
		switch (outcome.kind()) {
			case COMMITTED -> committed(turn);
			case LEASE_LOST -> lost();
			case STALE -> reload(turn);
			case REJECTED -> rejected(turn, String.valueOf(outcome.reason()));
		}
	}

	/**
	 * Go on although the orchestrator never will: called on its thread, which is lost.
	 * The instance is parked on another one.
	 */
	void replaceThread() {
		String name = name();
		String problem = ("The orchestrator '%s' catches the Error with which await() gives up its stack, and goes on for "
				+ "ever: a thread is lost to it. Catch Exception, not Throwable or Error, around await().")
			.formatted(name);
		logger.error("The instance '{}' is parked. {}", this.instanceId, problem);
		this.state = null;
		this.parkedRun = null;
		List<Delivery> again = new ArrayList<>(this.currentBatch);
		again.add(new Delivery.Park(problem));
		requeue(again);
		this.cycle.replaceThread(this::takeTurn);
	}

	/**
	 * Start from what is stored, after a failure that nobody foresaw.
	 */
	void recover() {
		giveUp();
		requeue(List.of(new Delivery.Recover()));
		this.cycle.scheduleLater(this::takeTurn);
	}

	private void lost() {
		this.cycle.leaseLost(this.partition.lease());
		giveUp();
	}

	private void giveUp() {
		ParkedRun run = this.parkedRun;
		if (run != null) {
			releaseParkedRun();
			run.evictWithoutWaiting();
		}
		this.state = null;
		this.cycle.histories().forget(this);
	}

	private void committed(Turn turn) {
		this.partition.consumed(turn.commit().consumedMessages());
		turn.endedWork().forEach(this.partition::end);
		InstanceState committed = turn.applyTo(this.state);
		this.state = committed;
		if (turn.problem() != null || committed == null) {
			discardParkedRun();
		}
		this.cycle.afterCommit(turn, committed);
		finish();
	}

	// The cache was wrong: forget it, let what is stored be delivered again, and keep
	// what only we have.
	void reload(Turn turn) {
		logger.debug("The instance '{}' is not as it was cached: it is loaded anew", this.instanceId);
		dropMemory();
		synchronized (this) {
			this.mailbox.waitForSweep();
		}
		this.partition.readAgain(this, turn.commit().consumedMessages());
		this.cycle.readAgain(turn);
		List<Delivery> ours = new ArrayList<>(
				turn.deliveries().stream().filter((delivery) -> !isStored(delivery)).toList());
		ours.add(new Delivery.Recover());
		requeue(ours);
		finish();
	}

	private static boolean isStored(Delivery delivery) {
		return delivery instanceof Delivery.Message || delivery instanceof Delivery.Timer
				|| delivery instanceof Delivery.Recover;
	}

	private void rejected(Turn turn, String reason) {
		dropMemory();
		if (turn.problem() != null) {
			logger.error("The instance '{}' cannot be stored, not even parked: {}", this.instanceId, reason);
		}
		else {
			logger.warn("A turn of the instance '{}' cannot be stored: it is parked. {}", this.instanceId, reason);
			List<Delivery> again = new ArrayList<>(turn.deliveries());
			again.add(new Delivery.Park("The store refused what its last turn wrote: " + reason));
			requeue(again);
		}
		finish();
	}

	private void finish() {
		if (!this.cycle.keepsHistories()) {
			dropMemory();
		}
		InstanceState current = this.state;
		boolean givenUp;
		synchronized (this) {
			givenUp = this.abandoned;
			if (!givenUp && this.mailbox.hasDeliveries()) {
				this.cycle.schedule(this::takeTurn);
				return;
			}
			this.busy = givenUp;
		}
		if (givenUp) {
			giveUp();
		}
		else if (current != null) {
			this.cycle.histories().used(this, current.bytes());
		}
		else {
			this.cycle.histories().forget(this);
			this.partition.removeIfIdle(this.instanceId);
		}
	}

	// ---- memory

	/**
	 * Give up what is in memory, if no turn is under way.
	 * @return {@code false} if one is
	 */
	boolean tryEvict() {
		synchronized (this) {
			if (this.busy) {
				return false;
			}
			this.busy = true;
		}
		dropMemory();
		finish();
		return true;
	}

	void evictSoon() {
		this.cycle.schedule(this::tryEvict);
	}

	private void dropMemory() {
		String problem = discardParkedRun();
		this.state = null;
		if (problem != null) {
			synchronized (this) {
				this.mailbox.add(new Delivery.Park(problem));
			}
		}
	}

	private @Nullable String discardParkedRun() {
		ParkedRun run = this.parkedRun;
		if (run == null) {
			return null;
		}
		releaseParkedRun();
		return run.evict();
	}

	@Nullable ParkedRun parkedRun() {
		return this.parkedRun;
	}

	void setParkedRun(ParkedRun run) {
		this.parkedRun = run;
	}

	void releaseParkedRun() {
		this.parkedRun = null;
		this.cycle.parkedThreads().release(this);
	}

	/**
	 * Give everything up for good: the partition is lost.
	 */
	void abandon() {
		synchronized (this) {
			this.abandoned = true;
			this.mailbox.clear();
			if (this.busy) {
				return;
			}
			this.busy = true;
		}
		giveUp();
	}

	synchronized boolean isEmpty() {
		return !this.busy && this.mailbox.isUnused() && this.state == null;
	}

}
