package io.durable.worker.activity;

import java.util.UUID;

import io.durable.history.HistoryEvent.Completion;
import io.durable.worker.turn.RunningWork;

/**
 * An owner of work that takes everything on and does nothing with it.
 */
final class IdleOwner implements WorkOwner {

	@Override
	public int partition() {
		return 0;
	}

	@Override
	public boolean begin(RunningWork work) {
		return true;
	}

	@Override
	public boolean tryExecute() {
		return true;
	}

	@Override
	public void executed() {
	}

	@Override
	public void giveUp(RunningWork work) {
	}

	@Override
	public Runnable completed(String instanceId, UUID executionId, Completion completion, boolean here) {
		return null;
	}

	@Override
	public boolean isOwned() {
		return true;
	}

	@Override
	public void lookAgain(String instanceId) {
	}

}
