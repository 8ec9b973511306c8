package io.durable.worker.turn;

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
import io.durable.engine.OrchestrationRun;
import io.durable.engine.Rewind;
import io.durable.engine.TurnResult;
import io.durable.engine.identity.OrchestrationIdentity;
import io.durable.function.FunctionRegistry.OrchestratorFunction;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.ExecutionCompleted;
import io.durable.history.HistoryEvent.ExecutionRewound;
import io.durable.history.HistoryEvent.ExecutionTerminated;
import io.durable.history.HistoryEvent.OrchestratorCompleted;
import io.durable.history.HistoryEvent.OrchestratorStarted;
import io.durable.store.key.ExecutionIds;
import io.durable.worker.runtime.Report;
import io.durable.worker.runtime.WorkerEvents;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Computes the turns of orchestrations.
 */
public final class OrchestrationTurns implements TurnComputer {

	private static final Logger logger = LoggerFactory.getLogger(OrchestrationTurns.class);

	private final EngineSettings settings;

	private final int maxGenerations;

	private final InstantSource clock;

	private final ExecutionIds executionIds;

	private final WorkerEvents events;

	private final int partitionCount;

	private final Admission admission;

	/**
	 * Create a computer of turns.
	 * @param settings the functions and what they share
	 * @param maxGenerations how often an orchestration continues as new within a turn
	 * @param clock the clock of turns
	 * @param executionIds the IDs of new executions
	 * @param events hear of replays
	 * @param partitionCount the number of partitions of the task hub
	 */
	public OrchestrationTurns(EngineSettings settings, int maxGenerations, InstantSource clock,
			ExecutionIds executionIds, WorkerEvents events, int partitionCount) {
		this.settings = settings;
		this.maxGenerations = maxGenerations;
		this.clock = clock;
		this.executionIds = executionIds;
		this.events = events;
		this.partitionCount = partitionCount;
		this.admission = new Admission(settings);
	}

	@Override
	public Turn compute(TurnInput input) {
		Instant now = this.clock.instant().truncatedTo(ChronoUnit.MILLIS);
		InstanceState state = input.state();
		Intake intake = new Intake(state, input.deliveries(), now);
		TurnAssembly assembly = newAssembly(input, intake);
		if (state == null || state.row().status().isTerminal()) {
			return assembly.consumeOnly();
		}
		ExecutionRewound rewound = (intake.rewound() != null) ? intake.rewound() : state.pendingRewind();
		List<HistoryEvent> inputs = new ArrayList<>(state.unprocessed());
		inputs.addAll(intake.events());
		String parkReason = parkReason(state, intake, rewound != null);
		if (intake.isWaitingForStart()) {
			return (intake.parkReason() != null) ? assembly.park(intake.parkReason()) : assembly.takeIn();
		}
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
				? rewind(input, state, function.code(), inputs, assembly, rewound, intake.rewound(), now)
				: run(input, state, function.code(), inputs, assembly, time(now, state, inputs));
		String excess = excess(state, assembly);
		if (excess == null || turn.isEnd()) {
			return turn;
		}
		TurnAssembly parked = newAssembly(input, intake);
		parked.keepRequest(intake.rewound());
		return parked.park(excess);
	}

	private TurnAssembly newAssembly(TurnInput input, Intake intake) {
		return new TurnAssembly(input, intake, this.partitionCount, this.settings.limits().unreadEvents());
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
		boolean warned = state.historySize() > limits.historyWarnEvents()
				|| state.payloadBytes() > limits.historyWarnBytes();
		if (!warned && (events > limits.historyWarnEvents() || bytes > limits.historyWarnBytes())) {
			Report.warn(logger,
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

	private Turn rewind(TurnInput input, InstanceState state, TaskOrchestration code, List<HistoryEvent> inputs,
			TurnAssembly assembly, ExecutionRewound request, @Nullable ExecutionRewound newRequest, Instant now) {
		List<HistoryEvent> history = new ArrayList<>(state.closedTurns());
		history.addAll(inputs);
		// Never before what it undoes, whatever the clock of the client says
		Instant undone = time(now, state, history);
		Instant time = request.timestamp().isAfter(undone) ? request.timestamp() : undone;
		Rewind rewind = Rewind.of(identity(input, state), code, this.settings, input.host().unwinding(), history, time);
		if (rewind.problem() != null) {
			assembly.keepRequest(newRequest);
			return assembly.park(rewind.problem());
		}
		UUID executionId = this.executionIds.next();
		List<HistoryEvent> taken = new ArrayList<>(rewind.inputs());
		taken.add(rewind.kept().isEmpty() ? 1 : 0,
				new ExecutionRewound(time, request.input(), rewind.previousExecutionId()));
		assembly.rewind(executionId, rewind.kept(), taken, time);
		OrchestrationIdentity identity = new OrchestrationIdentity(input.instanceId(), executionId,
				firstExecutionId(rewind));
		return go(input, code, assembly, time, once(input, identity, code, rewind.kept(), taken, time));
	}

	private static UUID firstExecutionId(Rewind rewind) {
		for (HistoryEvent event : rewind.kept()) {
			if (event instanceof ExecutionRewound rewound && rewound.previousExecutionId() != null) {
				return rewound.previousExecutionId();
			}
		}
		return rewind.previousExecutionId();
	}

	private static OrchestrationIdentity identity(TurnInput input, InstanceState state) {
		return new OrchestrationIdentity(input.instanceId(), state.executionId(), state.firstExecutionId());
	}

	private Turn run(TurnInput input, InstanceState state, TaskOrchestration code, List<HistoryEvent> inputs,
			TurnAssembly assembly, Instant time) {
		TurnResult result = resident(input, identity(input, state), code, state, inputs, time);
		if (inputs.isEmpty()) {
			result = result.withoutEmptyTurn();
		}
		return go(input, code, assembly, time, result);
	}

	// Through as many generations as there are
	private Turn go(TurnInput input, TaskOrchestration code, TurnAssembly assembly, Instant time, TurnResult first) {
		TurnResult result = first;
		assembly.add(result);
		for (int generation = 1; result.continuation() != null; generation++) {
			UUID executionId = this.executionIds.next();
			assembly.startOver(executionId, result.continuation());
			if (generation >= this.maxGenerations || !this.settings.versioning().accepts(assembly.version())) {
				return assembly.askForTurn();
			}
			result = once(input, new OrchestrationIdentity(input.instanceId(), executionId, executionId), code,
					List.of(), assembly.inputs(), time);
			assembly.add(result);
		}
		return assembly.build();
	}

	private TurnResult resident(TurnInput input, OrchestrationIdentity identity, TaskOrchestration code,
			InstanceState state, List<HistoryEvent> inputs, Instant time) {
		return computed(input.host()
			.resident(state.row().name(), state.historySize(),
					(awaiting) -> newRun(identity, code, awaiting, state.closedTurns()), inputs, time));
	}

	private TurnResult once(TurnInput input, OrchestrationIdentity identity, TaskOrchestration code,
			List<HistoryEvent> past, List<HistoryEvent> inputs, Instant time) {
		String name = (input.state() != null) ? input.state().row().name() : "";
		return computed(input.host().once(name, (awaiting) -> newRun(identity, code, awaiting, past), inputs, time));
	}

	private static TurnResult computed(TurnResult result) {
		if (result.exhausted() != null) {
			throw new ExhaustedException(result.exhausted());
		}
		return result;
	}

	private OrchestrationRun newRun(OrchestrationIdentity identity, TaskOrchestration code, Awaiting awaiting,
			List<HistoryEvent> past) {
		this.events.historyReplayed(past.size());
		return new OrchestrationRun(identity, code, this.settings, awaiting, past);
	}

}
