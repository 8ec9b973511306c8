package io.durable.worker.inbox;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

import io.durable.worker.partition.Partition;
import io.durable.worker.partition.Partitions;

/**
 * One read through the inbox to its end, in steps: it pauses where there is no more
 * memory and goes on from there.
 */
final class InboxPass {

	private final boolean sweep;

	// These very ones: what takes the place of a lost one meanwhile begins at the
	// beginning
	private final Map<Integer, Partition> owned = new HashMap<>();

	private final Map<Partition, Long> marks = new HashMap<>();

	private long position;

	private int read;

	private int delivered;

	private InboxPass(boolean sweep, long position) {
		this.sweep = sweep;
		this.position = position;
	}

	/**
	 * Begin a read.
	 * @param partitions what is owned
	 * @param sweep whether it reads everything
	 * @param after the message after which it begins
	 * @return the read
	 */
	static InboxPass begin(Partitions partitions, boolean sweep, long after) {
		InboxPass pass = new InboxPass(sweep, after);
		for (Partition partition : partitions.all()) {
			// One that was just taken is swept first: it may have messages below the mark
			if (sweep || partition.inbox().hasBeenRead()) {
				pass.owned.put(partition.partition(), partition);
			}
		}
		return pass;
	}

	/**
	 * Return whether it reads for all that is owned.
	 * @param partitions what is owned now
	 * @return {@code false} if it has to begin anew
	 */
	boolean isStillOwned(Partitions partitions) {
		Collection<Partition> now = partitions.all();
		return this.sweep ? now.size() == this.owned.size() && this.owned.values().containsAll(now)
				: now.containsAll(this.owned.values());
	}

	int read() {
		return this.read;
	}

	int delivered() {
		return this.delivered;
	}

	void readControl(InboxPages pages) {
		pages.readControl(this.owned);
	}

	/**
	 * Go on as far as there is memory.
	 * @param pages reads pages
	 * @return {@code true} if the end was reached
	 */
	boolean goOn(InboxPages pages) {
		if (this.owned.isEmpty()) {
			return true;
		}
		for (Partition partition : this.owned.values()) {
			long mark = partition.inbox().readBegins();
			this.marks.putIfAbsent(partition, mark);
		}
		boolean controlRead = false;
		try {
			InboxPages.Step step;
			do {
				step = pages.read(this.owned, this.position);
				this.position = step.position();
				this.read += step.read();
				this.delivered += step.delivered();
				if (step.end() == InboxPages.End.OF_PAGE && !controlRead) {
					// There is a backlog, which these need not wait for
					pages.readControl(this.owned);
					controlRead = true;
				}
			}
			while (step.end() == InboxPages.End.OF_PAGE);
			if (step.end() == InboxPages.End.OF_MEMORY) {
				return false;
			}
		}
		finally {
			this.owned.values().forEach((partition) -> partition.inbox().readEnds());
		}
		this.marks.forEach((partition, mark) -> partition.inbox().hasRead(mark, this.sweep));
		return true;
	}

}
