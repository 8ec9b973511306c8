package io.durable.worker.activity;

import java.util.UUID;

import io.durable.history.HistoryEvent.Completion;
import io.durable.worker.turn.RunningWork;
import org.jspecify.annotations.Nullable;

/**
 * For whom work is done: a partition, as far as the work must know, and the sink for its
 * results. Thread-safe.
 */
public interface WorkOwner {

	int partition();

	/**
	 * Take work on.
	 * @param work the work
	 * @return {@code false} if it is done already, or is left to the next owner
	 */
	boolean begin(RunningWork work);

	/**
	 * Return whether this node still owns it.
	 * @return {@code false} if the next owner does the rest
	 */
	boolean isOwned();

	/**
	 * Execute work that was taken on, until {@link #executed()}.
	 * @return {@code false} if it is left to the next owner
	 */
	boolean tryExecute();

	/**
	 * The work has been executed, and its end handed over.
	 */
	void executed();

	/**
	 * Give up work that was taken on and has not begun.
	 * @param work the work
	 */
	void giveUp(RunningWork work);

	/**
	 * Hand the end of work over to its instance.
	 * @param instanceId the instance ID
	 * @param executionId the execution that scheduled it
	 * @param completion the end
	 * @param here whether the calling thread would take the turn of the instance
	 * @return the turn if the calling thread is to take it, which it must, or
	 * {@code null}
	 */
	@Nullable Runnable completed(String instanceId, UUID executionId, Completion completion, boolean here);

	/**
	 * Look at the work of an instance again: some of it found no room in the queue.
	 * @param instanceId the instance ID
	 */
	void lookAgain(String instanceId);

}
