package io.durable.worker.instance;

import java.time.Duration;
import java.util.List;

import io.durable.worker.instance.TurnThreads.Priority;
import io.durable.worker.runtime.Report;
import io.durable.worker.turn.Delivery;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One instance on the node that owns it: takes deliveries and has at most one turn at a
 * time, from taking them in to the end of the commit. Thread-safe.
 */
public final class InstanceSlot implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(InstanceSlot.class);

	private final String instanceId;

	private final InstanceHome home;

	private final TurnCycle cycle;

	private final SlotState state;

	// The following belong to whoever has the turn: from QUEUED to the end of the commit,
	// or the one who evicts
	private final InstanceMemory memory;

	private final OrchestratorThreads code;

	private final TurnRound round;

	// Whether the turn was lost with it
	private volatile boolean turnLost;

	// Of those that are stranded
	volatile boolean stranded;

	volatile @Nullable InstanceSlot nextStranded;

	public InstanceSlot(String instanceId, InstanceHome home, TurnCycle cycle) {
		this.instanceId = instanceId;
		this.home = home;
		this.cycle = cycle;
		this.state = new SlotState(this, home);
		this.code = new OrchestratorThreads(this, cycle);
		this.memory = new InstanceMemory(instanceId, home, cycle);
		this.round = new TurnRound(this, this.state, home, cycle, this.memory, this.code);
	}

	public String instanceId() {
		return this.instanceId;
	}

	/**
	 * Return the name of the orchestrator whose turn it is.
	 * @return the name, empty if the instance is not loaded
	 */
	String name() {
		return this.memory.name();
	}

	@Nullable String residentName() {
		return this.code.residentName();
	}

	// ---- deliveries

	/**
	 * Take something that has arrived.
	 * @param delivery what has arrived
	 * @return whether the turn is the caller's, who must schedule or take it
	 */
	public boolean accept(Delivery delivery) {
		return this.state.accept(delivery);
	}

	/**
	 * Return whether there is too much in the mailbox for one more message; then the home
	 * is told when there is room.
	 * @param weight how much the message takes
	 * @param maxWeight how much all of them may take
	 * @return {@code true} if the message has to wait
	 */
	public boolean isFull(long weight, long maxWeight) {
		return this.state.isFull(weight, maxWeight);
	}

	/**
	 * Let the turn wait for a thread.
	 */
	public void schedule() {
		Priority priority = this.state.waitForThread(this.cycle.runtime().nanoTime());
		try {
			this.cycle.threads().schedule(this, priority);
		}
		catch (Throwable ex) {
			// It is in no queue now
			this.cycle.stranded().add(this);
		}
	}

	@Override
	public void run() {
		takeTurn();
	}

	/**
	 * Take the messages back that were not taken in: they are read again.
	 * @return the messages
	 */
	public List<Delivery> removeMessages() {
		return this.state.removeMessages();
	}

	// ---- a turn

	/**
	 * Take the turn that was scheduled, on the calling thread.
	 */
	public void takeTurn() {
		try {
			if (this.state.begin(this.round)) {
				this.round.take();
			}
		}
		catch (Throwable ex) {
			strand();
		}
	}

	/**
	 * Take deliveries again, after a pause, or after the thread of the code has ended.
	 * @param deliveries the deliveries
	 * @param pause how long to wait
	 * @param eviction lets the thread of the code end, or {@code null}
	 */
	void again(List<Delivery> deliveries, Duration pause, @Nullable Runnable eviction) {
		boolean goesOn = this.state.again(this.round, deliveries, eviction != null);
		if (eviction != null) {
			eviction.run();
		}
		else if (!goesOn) {
			goOn();
		}
		else if (pause.isZero()) {
			schedule();
		}
		else {
			this.state.waitsNoMore();
			this.cycle.scheduleLater(this, pause);
		}
	}

	void neverUnwinds(String name) {
		this.round.neverUnwinds(name);
	}

	/**
	 * Let somebody else look after the instance: nothing more can be done here.
	 */
	void strand() {
		this.turnLost = true;
		this.cycle.stranded().add(this);
	}

	/**
	 * Go on after a turn that could not even be put back.
	 */
	void rescue() {
		try {
			boolean lost = this.turnLost;
			this.turnLost = false;
			Phase current = this.state.phase();
			if (current == Phase.QUEUED) {
				schedule();
			}
			else if (lost && current != Phase.IDLE) {
				this.round.rescue();
			}
		}
		catch (Throwable ex) {
			strand();
		}
	}

	/**
	 * The turn is over: go on with what has come meanwhile.
	 * @param lastEviction lets the thread of the code end, or {@code null}
	 */
	void finish(@Nullable Runnable lastEviction) {
		Runnable eviction = lastEviction;
		if (eviction == null && !this.cycle.histories().keepsAny()) {
			eviction = dropMemory();
		}
		if (eviction == null && !this.code.mayStay()) {
			eviction = this.code.evict();
		}
		if (this.state.rest()) {
			this.home.hasRoom(this);
		}
		if (eviction != null) {
			eviction.run();
		}
		else {
			goOn();
		}
	}

	// Nothing is under way: go on with what has come meanwhile
	private void goOn() {
		long weight = this.memory.weight();
		SlotState.Next next = this.state.next();
		if (next == SlotState.Next.TURN) {
			schedule();
		}
		if (next == SlotState.Next.TURN || next == SlotState.Next.NOTHING) {
			return;
		}
		try {
			rest(next == SlotState.Next.GIVE_UP, weight);
		}
		catch (Throwable ex) {
			// The turn is not ours any more
			Report.error(logger, "The books about the instance '{}' may be wrong", this.instanceId, ex);
		}
	}

	private void rest(boolean givenUp, long weight) {
		if (givenUp) {
			giveUp();
		}
		else if (weight > 0) {
			this.cycle.histories().used(this, weight);
		}
		else {
			this.cycle.histories().forget(this);
			this.home.mayForget(this);
		}
	}

	// ---- memory

	/**
	 * Give up what is in memory, if no turn is under way.
	 */
	void evict() {
		leave(true);
	}

	/**
	 * Give up the thread that stays in the orchestrator, if no turn is under way. The
	 * history stays in memory.
	 */
	void giveUpThread() {
		leave(false);
	}

	private void leave(boolean history) {
		if (!this.state.leave()) {
			return;
		}
		try {
			Runnable eviction = this.code.evict();
			if (history) {
				this.memory.forget();
			}
			if (eviction != null) {
				eviction.run();
			}
			else {
				goOn();
			}
		}
		catch (Throwable ex) {
			strand();
		}
	}

	// Returns what lets the thread of the code end, or null if there is none
	private @Nullable Runnable dropMemory() {
		this.memory.forget();
		return this.code.evict();
	}

	/**
	 * The thread that stayed with the instance has ended, or never will: called on it.
	 * @param problem what the code was found to do wrong while it unwound, or
	 * {@code null}
	 */
	void evicted(@Nullable String problem) {
		try {
			this.state.unwound(problem);
			goOn();
		}
		catch (Throwable ex) {
			this.cycle.stranded().add(this);
		}
	}

	/**
	 * Give everything up for good: the partition is lost, or handed over.
	 */
	public void abandon() {
		if (!this.state.abandon()) {
			return;
		}
		Runnable eviction = dropMemory();
		if (eviction != null) {
			eviction.run();
		}
		else {
			goOn();
		}
	}

	private void giveUp() {
		Runnable eviction = dropMemory();
		this.cycle.histories().forget(this);
		if (eviction != null) {
			eviction.run();
		}
	}

	/**
	 * Return for how long its turn has been waiting for others: for a thread, or for its
	 * commit. The time that user code takes does not count.
	 * @param now the time
	 * @return nanoseconds, 0 if it does not wait for them
	 */
	public long waitingFor(long now) {
		return this.state.waitingFor(now, this.round.isCommitting());
	}

	/**
	 * Return whether nothing would be lost if the instance were forgotten.
	 * @return {@code true} if it has nothing to do and nothing in memory
	 */
	public boolean isEmpty() {
		return this.state.isUnused() && this.memory.isEmpty();
	}

}
