package io.durable.worker;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.TaskOrchestration;
import io.durable.engine.Awaiting;
import io.durable.engine.EngineSettings;
import io.durable.engine.OrchestrationIdentity;
import io.durable.engine.OrchestrationRun;
import io.durable.engine.TurnResult;
import io.durable.function.FunctionRegistry.OrchestratorFunction;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.ExecutionCompleted;
import io.durable.history.HistoryEvent.ExecutionTerminated;
import io.durable.history.HistoryEvent.OrchestratorCompleted;
import io.durable.history.HistoryEvent.OrchestratorStarted;
import io.durable.store.ExecutionIds;
import io.durable.store.PartitionLease;
import org.jspecify.annotations.Nullable;

/**
 * Computes the turns of instances: takes deliveries in, runs the orchestrator and says
 * what is to be committed. Writes nothing itself.
 */
final class TurnRunner {

	private final EngineSettings settings;

	private final WorkerOptions options;

	private final InstantSource clock;

	private final ExecutionIds executionIds;

	private final ParkedThreads parkedThreads;

	private final WorkerListeners listeners;

	private final int partitionCount;

	TurnRunner(EngineSettings settings, WorkerOptions options, InstantSource clock, ExecutionIds executionIds,
			ParkedThreads parkedThreads, WorkerListeners listeners, int partitionCount) {
		this.settings = settings;
		this.options = options;
		this.clock = clock;
		this.executionIds = executionIds;
		this.parkedThreads = parkedThreads;
		this.listeners = listeners;
		this.partitionCount = partitionCount;
	}

	/**
	 * Compute a turn.
	 * @param actor the instance, whose turn it is
	 * @param lease the lease of its partition
	 * @param state what is committed, or {@code null} if there is no such instance
	 * @param deliveries what has arrived
	 * @return the turn
	 */
	Turn run(InstanceActor actor, PartitionLease lease, @Nullable InstanceState state, List<Delivery> deliveries) {
		Instant now = this.clock.instant().truncatedTo(ChronoUnit.MILLIS);
		Intake intake = new Intake(state, deliveries, now);
		actor.hold(intake.early());
		TurnAssembly assembly = new TurnAssembly(actor, lease, state, deliveries, intake, this.partitionCount);
		if (state == null || state.row().status().isTerminal() || intake.isWaitingForStart()) {
			return assembly.consumeOnly();
		}
		OrchestratorFunction function = this.settings.functions().orchestrator(state.row().name());
		List<HistoryEvent> inputs = new ArrayList<>(state.unprocessed());
		inputs.addAll(intake.events());
		String parkReason = parkReason(state, intake, function);
		if ((parkReason != null || state.isUnstarted()) && isTerminated(inputs)) {
			return terminate(assembly, inputs, time(now, state, inputs));
		}
		if (parkReason != null || function == null) {
			return assembly.park((parkReason != null) ? parkReason : "");
		}
		boolean retry = intake.isRecover() && state.isParked();
		if (inputs.isEmpty() && !intake.isTurnAskedFor() && !retry) {
			return assembly.consumeOnly();
		}
		return run(actor, state, function.code(), inputs, assembly, time(now, state, inputs));
	}

	private @Nullable String parkReason(InstanceState state, Intake intake, @Nullable OrchestratorFunction function) {
		if (intake.parkReason() != null) {
			return intake.parkReason();
		}
		if (function == null) {
			return "No orchestrator named '%s' is registered here; registered are %s. Deploy it, or terminate the instance."
				.formatted(state.row().name(), this.settings.functions().orchestratorNames());
		}
		return intake.isRecover() ? null : state.row().parkedReason();
	}

	private static boolean isTerminated(List<HistoryEvent> inputs) {
		return inputs.stream().anyMatch(ExecutionTerminated.class::isInstance);
	}

	private static Turn terminate(TurnAssembly assembly, List<HistoryEvent> inputs, Instant time) {
		String output = inputs.stream()
			.filter(ExecutionTerminated.class::isInstance)
			.map((event) -> ((ExecutionTerminated) event).input())
			.reduce((first, second) -> first)
			.orElse(null);
		ExecutionCompleted completed = new ExecutionCompleted(time, OrchestrationRuntimeStatus.TERMINATED, output,
				null);
		assembly.add(new TurnResult(List.of(new OrchestratorStarted(time), new OrchestratorCompleted(time), completed),
				List.of(), Set.of(), null, completed, null, false, null));
		return assembly.build();
	}

	private static Instant time(Instant now, InstanceState state, List<HistoryEvent> inputs) {
		Instant time = now.isBefore(state.lastTimestamp()) ? state.lastTimestamp() : now;
		for (HistoryEvent input : inputs) {
			if (input.timestamp().isAfter(time)) {
				time = input.timestamp();
			}
		}
		return time;
	}

	private Turn run(InstanceActor actor, InstanceState state, TaskOrchestration code, List<HistoryEvent> inputs,
			TurnAssembly assembly, Instant time) {
		OrchestrationIdentity identity = new OrchestrationIdentity(actor.instanceId(), state.executionId());
		TurnResult result = resident(actor, identity, code, state, inputs, time);
		if (inputs.isEmpty()) {
			result = result.withoutEmptyTurn();
		}
		assembly.add(result);
		for (int generation = 1; result.continuation() != null; generation++) {
			UUID executionId = this.executionIds.next();
			assembly.startOver(executionId, result.continuation());
			if (generation >= this.options.maxGenerationsPerTurn()) {
				return assembly.askForTurn();
			}
			result = inline(actor, new OrchestrationIdentity(actor.instanceId(), executionId), code, List.of(),
					assembly.inputs(), time);
			assembly.add(result);
		}
		return assembly.build();
	}

	private TurnResult resident(InstanceActor actor, OrchestrationIdentity identity, TaskOrchestration code,
			InstanceState state, List<HistoryEvent> inputs, Instant time) {
		ParkedRun resident = actor.parkedRun();
		if (resident == null && state.historySize() >= this.options.residency().parkFrom()
				&& this.parkedThreads.tryAcquire(actor)) {
			resident = new ParkedRun(this.parkedThreads.factory(),
					(awaiting) -> newRun(identity, code, awaiting, state.closedTurns()));
			actor.setParkedRun(resident);
		}
		if (resident == null) {
			return inline(actor, identity, code, state.closedTurns(), inputs, time);
		}
		TurnResult result = resident.turn(inputs, time);
		if (resident.hasEnded()) {
			actor.releaseParkedRun();
		}
		return result;
	}

	private TurnResult inline(InstanceActor actor, OrchestrationIdentity identity, TaskOrchestration code,
			List<HistoryEvent> past, List<HistoryEvent> inputs, Instant time) {
		OrchestrationRun run = newRun(identity, code, new Unwinding(actor), past);
		run.beginTurn(inputs, time);
		run.execute();
		return run.endTurn();
	}

	private OrchestrationRun newRun(OrchestrationIdentity identity, TaskOrchestration code, Awaiting awaiting,
			List<HistoryEvent> past) {
		this.listeners.historyReplayed(past.size());
		return new OrchestrationRun(identity, code, this.settings, awaiting, past);
	}

	/**
	 * Unwinds at every wait; the next turn replays.
	 *
	 * @param actor the instance
	 */
	private record Unwinding(InstanceActor actor) implements Awaiting {

		@Override
		public boolean awaitNextTurn() {
			return false;
		}

		@Override
		public void neverUnwinds() {
			this.actor.replaceThread();
			LostThreads.stay();
		}

	}

}
