package io.durable.worker.instance;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;

import io.durable.engine.Awaiting;
import io.durable.engine.OrchestrationRun;
import io.durable.engine.TurnResult;
import io.durable.history.HistoryEvent;
import io.durable.worker.instance.RunningTurns.RunningTurn;
import io.durable.worker.runtime.CleanRun;
import io.durable.worker.runtime.TaskSlots;
import io.durable.worker.turn.OrchestratorHost;
import org.jspecify.annotations.Nullable;

/**
 * Where the code of one instance runs: on the thread that takes the turn, or on one that
 * stays with the instance. Used by whoever has the instance's turn.
 */
final class OrchestratorThreads implements OrchestratorHost {

	private final InstanceSlot slot;

	private final TurnCycle cycle;

	private volatile @Nullable ResidentRun resident;

	private boolean newcomer = true;

	OrchestratorThreads(InstanceSlot slot, TurnCycle cycle) {
		this.slot = slot;
		this.cycle = cycle;
	}

	@Override
	public TurnResult resident(String name, int historyEvents, Function<Awaiting, OrchestrationRun> newRun,
			List<HistoryEvent> inputs, Instant time) {
		ResidentRun run = this.resident;
		if (run == null && this.cycle.residents().tryAcquire(this.slot, name, historyEvents, this.newcomer)) {
			this.newcomer = false;
			run = new ResidentRun(this.cycle.residents().runtime(), this.slot.instanceId(), name, newRun);
			this.resident = run;
		}
		if (run == null) {
			return once(name, newRun, inputs, time);
		}
		RunningTurn running = this.cycle.running().begin(this.slot.instanceId(), name, run.thread());
		TurnResult result;
		try {
			result = run.turn(inputs, time);
		}
		finally {
			this.cycle.running().end(running);
		}
		if (run.hasEnded()) {
			release();
		}
		return result;
	}

	@Override
	public TurnResult once(String name, Function<Awaiting, OrchestrationRun> newRun, List<HistoryEvent> inputs,
			Instant time) {
		RunningTurn running = this.cycle.running().begin(this.slot.instanceId(), name, Thread.currentThread());
		try {
			OrchestrationRun run = newRun.apply(new Unwinding(name, running));
			run.beginTurn(inputs, time);
			CleanRun.orchestration(this.cycle.runtime(), this.slot.instanceId(), name, run::execute);
			return run.endTurn();
		}
		finally {
			this.cycle.running().end(running);
		}
	}

	@Override
	public Awaiting unwinding() {
		return new Unwinding(this.slot.name(), null);
	}

	@Nullable String residentName() {
		ResidentRun run = this.resident;
		return (run != null) ? run.name() : null;
	}

	private void release() {
		this.resident = null;
		this.cycle.residents().release(this.slot);
	}

	/**
	 * Part from the thread that stays with the instance.
	 * @return lets it end, without waiting for it; {@link InstanceSlot#evicted} is called
	 * when it has ended. {@code null} if there is none
	 */
	@Nullable Runnable evict() {
		ResidentRun run = this.resident;
		if (run == null) {
			return null;
		}
		release();
		if (run.hasEnded()) {
			return null;
		}
		return () -> {
			RunningTurn unwinding = this.cycle.running()
				.beginUnwinding(this.slot.instanceId(), run.name(), run.thread());
			this.cycle.runtime().unwind(run.thread(), () -> run.evict((problem) -> {
				this.cycle.running().end(unwinding);
				this.slot.evicted(problem);
			}));
		};
	}

	/**
	 * Note the end of a turn.
	 * @return {@code false} if the thread that stays with the instance has to go
	 */
	boolean mayStay() {
		ResidentRun run = this.resident;
		return run == null || this.cycle.residents().used(this.slot, run.name());
	}

	/**
	 * Gives the stack up at every wait; the next turn replays.
	 */
	private final class Unwinding implements Awaiting {

		private final String name;

		private final @Nullable RunningTurn running;

		Unwinding(String name, @Nullable RunningTurn running) {
			this.name = name;
			this.running = running;
		}

		@Override
		public boolean awaitNextTurn() {
			return false;
		}

		@Override
		public void neverUnwinds() {
			if (this.running != null) {
				OrchestratorThreads.this.cycle.running().end(this.running);
			}
			OrchestratorThreads.this.slot.neverUnwinds(this.name);
			TaskSlots.replaceCurrentThread();
			ResidentRun.stay();
		}

	}

}
