package io.durable.worker.turn;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;

import io.durable.engine.Awaiting;
import io.durable.engine.OrchestrationRun;
import io.durable.engine.TurnResult;
import io.durable.history.HistoryEvent;

/**
 * Where the code of an orchestrator runs: the only part of a turn that has to do with
 * threads.
 */
public interface OrchestratorHost {

	/**
	 * Run a new turn of an instance. Its code may have stayed on a thread of its own
	 * since the turn before, and may do so until the next.
	 * @param name the name of the orchestrator
	 * @param historyEvents how many events a replay would go through
	 * @param newRun creates a run, if one is needed
	 * @param inputs the events that the turn takes in
	 * @param time the clock of the turn
	 * @return what the turn did
	 */
	TurnResult resident(String name, int historyEvents, Function<Awaiting, OrchestrationRun> newRun,
			List<HistoryEvent> inputs, Instant time);

	/**
	 * Run a new turn whose code gives up its stack at the end.
	 * @param name the name of the orchestrator
	 * @param newRun creates the run
	 * @param inputs the events that the turn takes in
	 * @param time the clock of the turn
	 * @return what the turn did
	 */
	TurnResult once(String name, Function<Awaiting, OrchestrationRun> newRun, List<HistoryEvent> inputs, Instant time);

	/**
	 * Return the way to wait that gives up the stack.
	 * @return unwinds at every wait
	 */
	Awaiting unwinding();

}
