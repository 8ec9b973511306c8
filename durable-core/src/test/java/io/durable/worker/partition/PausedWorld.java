package io.durable.worker.partition;

import java.time.Duration;
import java.util.Map;

/**
 * An owner, an observer and a database, each of which stands still for a while, on a
 * clock of small steps. Both nodes beat and look as {@link PartitionKeeper} does, and the
 * observer takes what it may: the database compares the beat once more, as
 * {@code PartitionLeases.take} does. A request that is on its way when its node pauses is
 * answered all the same.
 */
final class PausedWorld {

	static final int LEASE = 24;

	static final int PERIOD = LEASE / 4;

	private static final int ADVANCE = 0;

	private static final int LOOK_AT_BEATS = 2;

	private static final int TAKE = 4;

	private final FailureDetector detector = new FailureDetector(Duration.ofNanos(LEASE));

	private final Node owner;

	private final Node observer;

	private final Pause[] databasePauses = { Pause.NONE, Pause.NONE };

	private int pauses;

	private long beat;

	private int takenAt = -1;

	/**
	 * Create a world.
	 * @param phase how much later the owner begins than the observer
	 */
	PausedWorld(int phase) {
		this.observer = new Node(0);
		this.owner = new Node(phase);
	}

	void pauseDatabase(int start, int length) {
		this.databasePauses[this.pauses++] = new Pause(start, start + length);
	}

	void pauseOwner(int start, int length) {
		this.owner.pause = new Pause(start, start + length);
	}

	void pauseObserver(int start, int length) {
		this.observer.pause = new Pause(start, start + length);
	}

	void run(int end) {
		for (int now = 0; now < end && this.takenAt < 0; now++) {
			this.observer.act(now);
			this.owner.act(now);
			if (!this.databasePauses[0].holds(now) && !this.databasePauses[1].holds(now)) {
				answer(now);
			}
		}
	}

	private void answer(int now) {
		if (this.owner.asks && this.owner.step == ADVANCE) {
			this.beat++;
		}
		if (this.observer.asks && this.observer.step == TAKE && this.observer.seen == this.beat) {
			this.takenAt = now;
		}
		if (this.observer.asks && this.observer.step == LOOK_AT_BEATS) {
			this.observer.seen = this.beat;
		}
		this.owner.asks = false;
		this.observer.asks = false;
	}

	/**
	 * Return when the observer took what the owner had.
	 * @return the time, or a negative number if it did not
	 */
	int takenAt() {
		return this.takenAt;
	}

	@Override
	public String toString() {
		return "taken at %d, database %s and %s, owner %s, observer %s".formatted(this.takenAt, this.databasePauses[0],
				this.databasePauses[1], this.owner.pause, this.observer.pause);
	}

	/**
	 * Asks the database: it advances its beat, looks at the owners and at the beats, and
	 * reads the time.
	 */
	private final class Node {

		private Pause pause = Pause.NONE;

		private int step = -1;

		private boolean asks;

		private int begin;

		private int next;

		private long seen;

		Node(int first) {
			this.next = first;
		}

		void act(int now) {
			if (this.pause.holds(now) || this.asks || (this.step < 0 && now < this.next)) {
				return;
			}
			if (this.step < 0) {
				this.begin = now;
				this.next = now + PERIOD;
			}
			if (this.step == LOOK_AT_BEATS && this == PausedWorld.this.observer) {
				PausedWorld.this.detector.look(Map.of("owner", this.seen), this.begin, now);
			}
			boolean takes = this == PausedWorld.this.observer && !PausedWorld.this.detector.dead().isEmpty();
			int last = takes ? TAKE : TAKE - 1;
			this.step = (this.step == last) ? -1 : this.step + 1;
			this.asks = this.step >= 0;
		}

	}

	/**
	 * A time of standing still.
	 *
	 * @param start its begin
	 * @param end its end
	 */
	private record Pause(int start, int end) {

		private static final Pause NONE = new Pause(0, 0);

		boolean holds(int now) {
			return now >= this.start && now < this.end;
		}

	}

}
