package io.durable.worker.turn;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Work that nobody awaits any more and that has not ended, although its instance has. As
 * long as there is some, the instance keeps its mark in the store, so that the next owner
 * repeats it. Immutable.
 */
public final class LateWork {

	private final UUID incarnationId;

	private final Set<RunningWork> open;

	private LateWork(UUID incarnationId, Set<RunningWork> open) {
		this.incarnationId = incarnationId;
		this.open = open;
	}

	/**
	 * Find what an instance leaves undone.
	 * @param ended the instance
	 * @return the work, or {@code null} if there is none
	 */
	public static @Nullable LateWork of(InstanceState ended) {
		Set<RunningWork> open = ended.openWorkKeys();
		return open.isEmpty() ? null : new LateWork(ended.row().incarnationId(), open);
	}

	/**
	 * Return what is left when some of it has ended.
	 * @param ended the work that has ended
	 * @return the rest, or {@code null} if there is none
	 */
	public @Nullable LateWork without(Collection<RunningWork> ended) {
		Set<RunningWork> rest = new HashSet<>(this.open);
		ended.forEach(rest::remove);
		return rest.isEmpty() ? null : new LateWork(this.incarnationId, rest);
	}

	public boolean contains(RunningWork work) {
		return this.open.contains(work);
	}

	/**
	 * Return whose work it is.
	 * @return the incarnation
	 */
	public UUID incarnationId() {
		return this.incarnationId;
	}

}
