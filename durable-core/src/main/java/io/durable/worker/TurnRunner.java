package io.durable.worker;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import io.durable.api.FailureDetails;
import io.durable.api.Limits;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.TaskOrchestration;
import io.durable.engine.Awaiting;
import io.durable.engine.EngineSettings;
import io.durable.engine.OrchestrationIdentity;
import io.durable.engine.OrchestrationRun;
import io.durable.engine.Rewind;
import io.durable.engine.TurnResult;
import io.durable.function.FunctionRegistry.OrchestratorFunction;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.ExecutionCompleted;
import io.durable.history.HistoryEvent.ExecutionRewound;
import io.durable.history.HistoryEvent.ExecutionTerminated;
import io.durable.history.HistoryEvent.OrchestratorCompleted;
import io.durable.history.HistoryEvent.OrchestratorStarted;
import io.durable.store.ExecutionIds;
import io.durable.store.PartitionLease;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Computes the turns of instances: takes deliveries in, runs the orchestrator and says
 * what is to be committed. Writes nothing itself.
 */
final class TurnRunner {

	private static final Logger logger = LoggerFactory.getLogger(TurnRunner.class);

	private final EngineSettings settings;

	private final WorkerOptions options;

	private final InstantSource clock;

	private final ExecutionIds executionIds;

	private final ParkedThreads parkedThreads;

	private final WorkerListeners listeners;

	private final int partitionCount;

	private final Admission admission;

	TurnRunner(EngineSettings settings, WorkerOptions options, InstantSource clock, ExecutionIds executionIds,
			ParkedThreads parkedThreads, WorkerListeners listeners, int partitionCount) {
		this.settings = settings;
		this.options = options;
		this.clock = clock;
		this.executionIds = executionIds;
		this.parkedThreads = parkedThreads;
		this.listeners = listeners;
		this.partitionCount = partitionCount;
		this.admission = new Admission(settings);
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
		Turn turn = run(actor, lease, state, deliveries, intake, now);
		// Not before: if that throws, the deliveries are put back as a whole
		actor.hold(intake.early());
		return turn;
	}

	private Turn run(InstanceActor actor, PartitionLease lease, @Nullable InstanceState state,
			List<Delivery> deliveries, Intake intake, Instant now) {
		TurnAssembly assembly = newAssembly(actor, lease, state, deliveries, intake);
		if (state == null || state.row().status().isTerminal() || intake.isWaitingForStart()
				|| intake.isWaitingForRewind()) {
			return assembly.consumeOnly();
		}
		ExecutionRewound rewound = (intake.rewound() != null) ? intake.rewound() : state.pendingRewind();
		List<HistoryEvent> inputs = new ArrayList<>(state.unprocessed());
		inputs.addAll(intake.events());
		String parkReason = parkReason(state, intake, rewound != null);
		FailureDetails failure = this.admission.failure(state.row());
		if ((parkReason != null || state.isUnstarted() || rewound != null || failure != null) && isTerminated(inputs)) {
			return terminate(assembly, inputs, time(now, state, inputs));
		}
		OrchestratorFunction function = this.settings.functions().orchestrator(state.row().name());
		if (parkReason != null || function == null) {
			assembly.keepRequest(intake.rewound());
			return assembly.park((parkReason != null) ? parkReason : "");
		}
		if (failure != null) {
			return end(assembly, time(now, state, inputs), OrchestrationRuntimeStatus.FAILED, null, failure);
		}
		boolean retry = assembly.isRecover() && state.isParked();
		if (inputs.isEmpty() && !intake.isTurnAskedFor() && !retry && rewound == null) {
			return assembly.consumeOnly();
		}
		Turn turn = (rewound != null)
				? rewind(actor, state, function.code(), inputs, assembly, rewound, intake.rewound(), now)
				: run(actor, state, function.code(), inputs, assembly, time(now, state, inputs));
		String excess = excess(state, assembly);
		if (excess == null || turn.isEnd()) {
			return turn;
		}
		TurnAssembly parked = newAssembly(actor, lease, state, deliveries, intake);
		parked.keepRequest(intake.rewound());
		return parked.park(excess);
	}

	private TurnAssembly newAssembly(InstanceActor actor, PartitionLease lease, @Nullable InstanceState state,
			List<Delivery> deliveries, Intake intake) {
		return new TurnAssembly(actor, lease, state, deliveries, intake, this.partitionCount,
				this.settings.limits().unreadEvents());
	}

	private @Nullable String parkReason(InstanceState state, Intake intake, boolean rewind) {
		if (intake.parkReason() != null) {
			return intake.parkReason();
		}
		String refusal = this.admission.refusal(state, intake);
		if (refusal != null) {
			return refusal;
		}
		return (intake.isRecover() || intake.isRetry() || rewind) ? null : state.row().parkedReason();
	}

	// What the history would be like after a turn that is not committed yet
	private @Nullable String excess(InstanceState state, TurnAssembly assembly) {
		Limits limits = this.settings.limits();
		int events = assembly.historyEvents();
		long bytes = assembly.historyBytes();
		if (events > limits.historyEvents() || bytes > limits.historyBytes()) {
			return ("Its history would have %d events and %d bytes, at most %d and %d are allowed. Let it continue as new "
					+ "now and then, or divide its work among sub-orchestrations; to let this one go on, raise "
					+ "durable.limits.history-events or durable.limits.history-size and resume it.")
				.formatted(events, bytes, limits.historyEvents(), limits.historyBytes());
		}
		boolean warned = state.historySize() > limits.historyWarnEvents() || state.bytes() > limits.historyWarnBytes();
		if (!warned && (events > limits.historyWarnEvents() || bytes > limits.historyWarnBytes())) {
			logger.warn(
					"The history of the instance '{}' of '{}' has {} events and {} bytes. It is parked at {} events or {} bytes: "
							+ "let it continue as new before.",
					state.row().instanceId(), state.row().name(), events, bytes, limits.historyEvents(),
					limits.historyBytes());
		}
		return null;
	}

	private static boolean isTerminated(List<HistoryEvent> inputs) {
		return inputs.stream().anyMatch(ExecutionTerminated.class::isInstance);
	}

	private static Turn terminate(TurnAssembly assembly, List<HistoryEvent> inputs, Instant time) {
		String output = null;
		for (HistoryEvent input : inputs) {
			if (input instanceof ExecutionTerminated terminated) {
				output = terminated.input();
				break;
			}
		}
		return end(assembly, time, OrchestrationRuntimeStatus.TERMINATED, output, null);
	}

	private static Turn end(TurnAssembly assembly, Instant time, OrchestrationRuntimeStatus status,
			@Nullable String output, @Nullable FailureDetails failure) {
		ExecutionCompleted completed = new ExecutionCompleted(time, status, output, failure);
		assembly.add(new TurnResult(List.of(new OrchestratorStarted(time), new OrchestratorCompleted(time), completed),
				List.of(), Set.of(), null, completed, null, false, null, 0));
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

	private Turn rewind(InstanceActor actor, InstanceState state, TaskOrchestration code, List<HistoryEvent> inputs,
			TurnAssembly assembly, ExecutionRewound request, @Nullable ExecutionRewound newRequest, Instant now) {
		List<HistoryEvent> history = new ArrayList<>(state.closedTurns());
		history.addAll(inputs);
		Rewind rewind = Rewind.of(identity(actor, state), code, this.settings, new Unwinding(actor), history);
		if (rewind.problem() != null) {
			assembly.keepRequest(newRequest);
			return assembly.park(rewind.problem());
		}
		UUID executionId = this.executionIds.next();
		List<HistoryEvent> taken = new ArrayList<>(rewind.inputs());
		// Never before what it undoes, whatever the clock of the client says
		Instant time = time(now, state, history);
		taken.add(rewind.kept().isEmpty() ? 1 : 0,
				new ExecutionRewound(time, request.input(), rewind.previousExecutionId()));
		assembly.rewind(executionId, rewind.kept(), taken, time);
		OrchestrationIdentity identity = new OrchestrationIdentity(actor.instanceId(), executionId,
				firstExecutionId(rewind));
		return go(actor, code, assembly, time, inline(actor, identity, code, rewind.kept(), taken, time));
	}

	private static UUID firstExecutionId(Rewind rewind) {
		for (HistoryEvent event : rewind.kept()) {
			if (event instanceof ExecutionRewound rewound && rewound.previousExecutionId() != null) {
				return rewound.previousExecutionId();
			}
		}
		return rewind.previousExecutionId();
	}

	private static OrchestrationIdentity identity(InstanceActor actor, InstanceState state) {
		return new OrchestrationIdentity(actor.instanceId(), state.executionId(), state.firstExecutionId());
	}

	private Turn run(InstanceActor actor, InstanceState state, TaskOrchestration code, List<HistoryEvent> inputs,
			TurnAssembly assembly, Instant time) {
		TurnResult result = resident(actor, identity(actor, state), code, state, inputs, time);
		if (inputs.isEmpty()) {
			result = result.withoutEmptyTurn();
		}
		return go(actor, code, assembly, time, result);
	}

	// Through as many generations as there are
	private Turn go(InstanceActor actor, TaskOrchestration code, TurnAssembly assembly, Instant time,
			TurnResult first) {
		TurnResult result = first;
		assembly.add(result);
		for (int generation = 1; result.continuation() != null; generation++) {
			UUID executionId = this.executionIds.next();
			assembly.startOver(executionId, result.continuation());
			if (generation >= this.options.maxGenerationsPerTurn()
					|| !this.settings.versioning().accepts(assembly.version())) {
				return assembly.askForTurn();
			}
			result = inline(actor, new OrchestrationIdentity(actor.instanceId(), executionId, executionId), code,
					List.of(), assembly.inputs(), time);
			assembly.add(result);
		}
		return assembly.build();
	}

	private TurnResult resident(InstanceActor actor, OrchestrationIdentity identity, TaskOrchestration code,
			InstanceState state, List<HistoryEvent> inputs, Instant time) {
		ParkedRun resident = actor.parkedRun();
		if (resident == null && state.historySize() >= this.options.residency().parkFrom()
				&& this.parkedThreads.tryAcquire(actor)) {
			resident = new ParkedRun(this.parkedThreads.factory(), actor.instanceId(), state.row().name(),
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
		LoggingScope.orchestration(actor.instanceId(), actor.name(), run::execute);
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
