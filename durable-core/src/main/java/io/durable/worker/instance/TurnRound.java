package io.durable.worker.instance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.durable.store.TransientStoreException;
import io.durable.store.TurnOutcome;
import io.durable.store.lease.LeaseLostException;
import io.durable.worker.checkpoint.PendingTurn;
import io.durable.worker.runtime.Report;
import io.durable.worker.turn.Delivery;
import io.durable.worker.turn.InstanceState;
import io.durable.worker.turn.Turn;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The turns of one instance, each from its computing to what became of it. Whatever is
 * thrown on the way, the turn ends: its deliveries are taken in, or taken again later, or
 * the instance starts from what is stored. Used by whoever has the instance's turn.
 */
final class TurnRound {

	private static final Logger logger = LoggerFactory.getLogger(TurnRound.class);

	private final InstanceSlot slot;

	private final SlotState state;

	private final InstanceHome home;

	private final TurnCycle cycle;

	private final InstanceMemory memory;

	private final OrchestratorThreads code;

	private final TurnFailures failures = new TurnFailures();

	// What the turn takes in, until it is put back or committed
	private List<Delivery> batch = List.of();

	private volatile @Nullable Commit commit;

	TurnRound(InstanceSlot slot, SlotState state, InstanceHome home, TurnCycle cycle, InstanceMemory memory,
			OrchestratorThreads code) {
		this.slot = slot;
		this.state = state;
		this.home = home;
		this.cycle = cycle;
		this.memory = memory;
		this.code = code;
	}

	/**
	 * Begin a turn.
	 * @return an empty list for what the turn takes in
	 */
	List<Delivery> begin() {
		List<Delivery> next = new ArrayList<>();
		this.batch = next;
		return next;
	}

	/**
	 * Take the turn that was begun. What it throws leaves the instance stranded.
	 */
	void take() {
		Turn turn = compute();
		if (turn == null) {
			return;
		}
		if (turn.writesNothing()) {
			committed(turn);
			return;
		}
		Commit next = new Commit(turn);
		this.state.waitFrom(this.cycle.runtime().nanoTime());
		this.commit = next;
		this.cycle.committer().submit(next, this.cycle.threads().isIdle());
	}

	// Returns null if there is no turn for now
	private @Nullable Turn compute() {
		try {
			Runnable eviction = this.cycle.evictsNow() ? dropMemory() : null;
			if (eviction != null) {
				again(List.of(), Duration.ZERO, eviction);
				return null;
			}
			return this.cycle.computer().compute(this.memory.input(this.batch, this.code));
		}
		catch (LeaseLostException ex) {
			lost();
		}
		catch (TransientStoreException ex) {
			Report.debug(logger, "Cannot load the instance '{}' now: {}", this.slot.instanceId(), ex.getMessage());
			again(List.of(), TurnFailures.STORE_PAUSE, null);
		}
		catch (Throwable ex) {
			notComputed(ex);
		}
		return null;
	}

	private void notComputed(Throwable failure) {
		Runnable eviction = dropMemory();
		Duration pause = this.failures.computing();
		String reason = this.failures.notComputed(failure);
		try {
			Report.error(logger, "A turn of the instance '{}' could not be computed; {}", this.slot.instanceId(),
					(reason != null) ? "it is parked" : "it is tried again", failure);
		}
		finally {
			again((reason != null) ? List.of(new Delivery.Park(reason)) : List.of(),
					(reason != null) ? Duration.ZERO : pause, eviction);
		}
	}

	// Take the same deliveries again, and others before them
	private void again(List<? extends Delivery> others, Duration pause, @Nullable Runnable eviction) {
		List<Delivery> back = new ArrayList<>(others);
		back.addAll(this.batch);
		this.slot.again(back, pause, eviction);
	}

	/**
	 * The deliveries are committed, or somebody else has them.
	 */
	void end() {
		this.batch = List.of();
		this.commit = null;
	}

	/**
	 * Go on although the orchestrator never will: called on its thread, which is lost.
	 * The instance is parked on another one.
	 * @param name the name of the orchestrator
	 */
	void neverUnwinds(String name) {
		String problem = ("The orchestrator '%s' catches the Error with which await() gives up its stack, and goes on for "
				+ "ever: a thread is lost to it. Catch Exception, not Throwable or Error, around await().")
			.formatted(name);
		Report.error(logger, "The instance '{}' is parked. {}", this.slot.instanceId(), problem);
		this.memory.forget();
		again(List.of(new Delivery.Park(problem)), Duration.ZERO, null);
	}

	private void ended(Turn turn, TurnOutcome outcome) {
		switch (outcome.kind()) {
			case COMMITTED -> committed(turn);
			case LEASE_LOST -> lost();
			case STALE -> dropped(turn, null);
			case REJECTED -> rejected(turn, String.valueOf(outcome.reason()));
		}
	}

	private void lost() {
		this.home.lost();
		this.slot.abandon();
		end();
		this.slot.finish(null);
	}

	private void committed(Turn turn) {
		this.failures.clear();
		this.home.committed(turn);
		InstanceState after = this.memory.committed(turn);
		Runnable eviction = (turn.problem() != null || this.memory.state() == null) ? this.code.evict() : null;
		this.cycle.followUp().follow(this.home, turn, after);
		end();
		this.slot.finish(eviction);
	}

	// The cache was wrong: forget it, let what is stored be delivered again, and keep
	// what only we have.
	private void dropped(Turn turn, @Nullable Throwable failure) {
		Report.debug(logger, "The instance '{}' is not as it was cached: it is loaded anew", this.slot.instanceId());
		Duration pause = this.failures.committing();
		String reason = this.failures.notCommitted(failure);
		Runnable eviction = this.code.evict();
		this.memory.forgetWrong();
		List<Delivery> ours = new ArrayList<>();
		if (reason != null) {
			ours.add(new Delivery.Park(reason));
		}
		turn.deliveries()
			.stream()
			.filter((delivery) -> !delivery.isStored() && !(delivery instanceof Delivery.Recover))
			.forEach(ours::add);
		ours.add(new Delivery.Recover());
		this.home.dropped(this.slot, turn);
		this.slot.again(ours, pause, eviction);
	}

	private void rejected(Turn turn, String reason) {
		Runnable eviction = dropMemory();
		if (turn.problem() != null) {
			Report.error(logger, "The instance '{}' cannot be stored, not even parked: {}", this.slot.instanceId(),
					reason);
			// It is tried again, now and then, for as long as it takes
			again(List.of(), TurnFailures.LONGEST_PAUSE, eviction);
			return;
		}
		Report.warn(logger, "A turn of the instance '{}' cannot be stored: it is parked. {}", this.slot.instanceId(),
				reason);
		again(List.of(new Delivery.Park("The store refused what its last turn wrote: " + reason)), Duration.ZERO,
				eviction);
	}

	// Returns what lets the thread of the code end, or null if there is none
	private @Nullable Runnable dropMemory() {
		this.memory.forget();
		return this.code.evict();
	}

	boolean isCommitting() {
		return this.commit != null;
	}

	/**
	 * Go on from what is stored, after a turn that nobody ended.
	 */
	void rescue() {
		Commit last = this.commit;
		if (last != null) {
			last.claim();
			dropped(last.turn(), null);
			return;
		}
		this.memory.forgetWrong();
		again(List.of(new Delivery.Recover()), TurnFailures.STORE_PAUSE, this.code.evict());
	}

	/**
	 * A turn of this instance on its way through the committer.
	 */
	private final class Commit implements PendingTurn {

		private final Turn turn;

		private boolean underWay = true;

		Commit(Turn turn) {
			this.turn = turn;
		}

		@Override
		public Turn turn() {
			return this.turn;
		}

		@Override
		public boolean isAlone() {
			return TurnRound.this.failures.isAlone();
		}

		@Override
		public void ended(TurnOutcome outcome) {
			end(() -> TurnRound.this.ended(this.turn, outcome));
		}

		@Override
		public void dropped(Throwable failure) {
			end(() -> TurnRound.this.dropped(this.turn, failure));
		}

		/**
		 * End it here, whatever the committer says later.
		 */
		synchronized void claim() {
			this.underWay = false;
		}

		private void end(Runnable action) {
			synchronized (this) {
				if (!this.underWay) {
					return;
				}
				this.underWay = false;
			}
			try {
				action.run();
			}
			catch (Throwable ex) {
				TurnRound.this.slot.strand();
			}
		}

	}

}
