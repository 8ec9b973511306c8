package io.durable.worker.instance;

import java.util.List;

import io.durable.worker.instance.TurnThreads.Priority;
import io.durable.worker.turn.Delivery;
import org.jspecify.annotations.Nullable;

/**
 * What has arrived for an instance, and who has its turn: at most one has it at a time.
 * Thread-safe: this is the lock of an instance, which is taken after that of its
 * partition, and nobody waits under it.
 */
final class SlotState {

	private final InstanceSlot slot;

	private final InstanceHome home;

	private final Mailbox mailbox = new Mailbox();

	private Phase phase = Phase.IDLE;

	// Whether, and since when, it has been waiting for a thread or for its commit
	private boolean waits;

	private long waitingSince;

	private boolean abandoned;

	// How much there may be in the mailbox, if something was refused for want of room
	private long fullAt = Long.MAX_VALUE;

	SlotState(InstanceSlot slot, InstanceHome home) {
		this.slot = slot;
		this.home = home;
	}

	private void enter(Phase next) {
		boolean wasBusy = this.phase != Phase.IDLE;
		this.phase = next;
		if (wasBusy != (next != Phase.IDLE)) {
			this.home.busy(this.slot, !wasBusy);
		}
	}

	synchronized Phase phase() {
		return this.phase;
	}

	// ---- deliveries

	/**
	 * Take something that has arrived.
	 * @param delivery what has arrived
	 * @return whether the turn is the caller's, who must schedule or take it
	 */
	synchronized boolean accept(Delivery delivery) {
		if (this.abandoned) {
			return false;
		}
		this.mailbox.add(delivery);
		if (this.phase == Phase.IDLE) {
			enter(Phase.QUEUED);
			return true;
		}
		// What waits already need not wait for its place
		return this.phase == Phase.QUEUED && Mailbox.isUrgent(delivery);
	}

	/**
	 * Return whether there is too much in the mailbox for one more message; then
	 * {@link #rest} tells when there is room.
	 * @param weight how much the message takes
	 * @param maxWeight how much all of them may take
	 * @return {@code true} if the message has to wait
	 */
	synchronized boolean isFull(long weight, long maxWeight) {
		long present = this.mailbox.weight();
		if (present == 0 || present + weight <= maxWeight) {
			return false;
		}
		this.fullAt = maxWeight;
		return true;
	}

	synchronized List<Delivery> removeMessages() {
		return this.mailbox.removeMessages();
	}

	// ---- a turn

	/**
	 * Let the turn wait for a thread from now on.
	 * @param now the time
	 * @return how urgent it is
	 */
	synchronized Priority waitForThread(long now) {
		waitFrom(now);
		return this.mailbox.priority();
	}

	synchronized void waitFrom(long now) {
		this.waits = true;
		this.waitingSince = now;
	}

	synchronized void waitsNoMore() {
		this.waits = false;
	}

	/**
	 * Return for how long its turn has been waiting for others.
	 * @param now the time
	 * @param committing whether the turn waits for its commit
	 * @return nanoseconds, 0 if it does not wait for them
	 */
	synchronized long waitingFor(long now, boolean committing) {
		boolean possible = this.phase == Phase.QUEUED || (this.phase == Phase.WORKING && committing);
		return (possible && this.waits) ? now - this.waitingSince : 0;
	}

	/**
	 * Begin the turn that was scheduled.
	 * @param round is given what the turn takes in
	 * @return {@code false} if somebody else has begun it
	 */
	synchronized boolean begin(TurnRound round) {
		if (this.phase != Phase.QUEUED) {
			return false;
		}
		this.phase = Phase.WORKING;
		this.mailbox.drainTo(round.begin());
		return true;
	}

	/**
	 * Put back what a turn has taken in.
	 * @param round has it until it is put back
	 * @param deliveries what is taken in again
	 * @param evicts whether the thread of the code has to end before
	 * @return {@code false} if the instance was given up meanwhile
	 */
	synchronized boolean again(TurnRound round, List<Delivery> deliveries, boolean evicts) {
		if (!this.abandoned) {
			this.mailbox.putBack(deliveries);
		}
		// Not before: until then the round has them
		round.end();
		this.phase = (this.abandoned || evicts) ? Phase.EVICTING : Phase.QUEUED;
		return !this.abandoned;
	}

	/**
	 * The turn is over, but for what the code has still to unwind.
	 * @return whether there is room now for messages that were refused
	 */
	synchronized boolean rest() {
		boolean room = this.fullAt < Long.MAX_VALUE && this.mailbox.weight() <= this.fullAt / 2;
		this.fullAt = room ? Long.MAX_VALUE : this.fullAt;
		this.phase = Phase.EVICTING;
		return room;
	}

	/**
	 * Nothing is under way: go on with what has come meanwhile.
	 * @return what is to be done, by the caller
	 */
	synchronized Next next() {
		if (this.phase != Phase.EVICTING) {
			return Next.NOTHING;
		}
		if (!this.abandoned && this.mailbox.hasDeliveries()) {
			this.phase = Phase.QUEUED;
			return Next.TURN;
		}
		enter(Phase.IDLE);
		return this.abandoned ? Next.GIVE_UP : Next.REST;
	}

	// ---- memory

	/**
	 * Begin to give up memory, if no turn is under way.
	 * @return whether the caller has to do it
	 */
	synchronized boolean leave() {
		if (this.phase != Phase.IDLE) {
			return false;
		}
		enter(Phase.EVICTING);
		return true;
	}

	/**
	 * The code has unwound.
	 * @param problem what it was found to do wrong, or {@code null}
	 */
	synchronized void unwound(@Nullable String problem) {
		if (problem != null && !this.abandoned) {
			this.mailbox.putBack(List.of(new Delivery.Park(problem)));
		}
	}

	/**
	 * Give up everything for good.
	 * @return whether the caller has to do it; otherwise whoever has the turn does so at
	 * its end
	 */
	synchronized boolean abandon() {
		this.abandoned = true;
		this.mailbox.clear();
		if (this.phase != Phase.IDLE && this.phase != Phase.QUEUED) {
			return false;
		}
		// A turn that waits is not taken any more
		enter(Phase.EVICTING);
		return true;
	}

	synchronized boolean isUnused() {
		return this.phase == Phase.IDLE && this.mailbox.isUnused();
	}

	/**
	 * What an instance does next.
	 */
	enum Next {

		/**
		 * Somebody else has its turn.
		 */
		NOTHING,

		/**
		 * Something has come: a turn.
		 */
		TURN,

		/**
		 * It waits.
		 */
		REST,

		/**
		 * It is given up.
		 */
		GIVE_UP

	}

}
