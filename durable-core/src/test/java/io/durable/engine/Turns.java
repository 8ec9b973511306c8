package io.durable.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.durable.api.DataConverter;
import io.durable.api.Limits;
import io.durable.api.TaskOrchestration;
import io.durable.api.Versioning;
import io.durable.engine.identity.OrchestrationIdentity;
import io.durable.function.FunctionRegistry;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.EventRaised;
import io.durable.history.HistoryEvent.ExecutionStarted;
import io.durable.history.HistoryEvent.TaskCompleted;
import io.durable.serialization.JacksonDataConverter;

/**
 * Runs the turns of one orchestrator, without anything around it.
 */
final class Turns {

	static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

	private static final Limits MANY = new Limits(1 << 21, 1 << 18, 1L << 40, 1L << 40, 1 << 30, 1 << 30, 1 << 30,
			1 << 30, 1 << 30, 1 << 14, 500);

	final List<HistoryEvent> history = new ArrayList<>();

	private final TaskOrchestration code;

	private DataConverter converter = new JacksonDataConverter();

	private Runnable awaitGuard = () -> {
	};

	OrchestrationRun run;

	Turns(TaskOrchestration code) {
		this.code = code;
	}

	Turns converter(DataConverter newConverter) {
		this.converter = newConverter;
		return this;
	}

	Turns awaitGuard(Runnable guard) {
		this.awaitGuard = guard;
		return this;
	}

	static ExecutionStarted started() {
		return new ExecutionStarted(NOW, "Test", null, null, null, Map.of(), null);
	}

	static EventRaised raised(String name, String data) {
		return new EventRaised(NOW, name, data);
	}

	static TaskCompleted completed(int taskId, String result) {
		return new TaskCompleted(NOW, taskId, result);
	}

	/**
	 * Run a turn after those before it, and add it to the history.
	 * @param inputs what it takes in
	 * @return its result
	 */
	TurnResult turn(HistoryEvent... inputs) {
		return turn(List.of(inputs));
	}

	TurnResult turn(List<HistoryEvent> inputs) {
		return turn(NOW, inputs);
	}

	TurnResult turn(Instant time, List<HistoryEvent> inputs) {
		TurnResult result = compute(this.history, inputs, time);
		this.history.addAll(inputs);
		this.history.addAll(result.closing());
		return result;
	}

	/**
	 * Replay the whole history in one run.
	 * @return what the code does after it
	 */
	TurnResult replay() {
		return compute(this.history, List.of(), NOW);
	}

	OrchestrationRun newRun(Awaiting awaiting, List<HistoryEvent> past) {
		return new OrchestrationRun(identity(), this.code, settings(), awaiting, List.copyOf(past));
	}

	Rewind rewind() {
		return Rewind.of(identity(), this.code, settings(), () -> false, this.history, NOW);
	}

	private static OrchestrationIdentity identity() {
		UUID executionId = new UUID(1, 2);
		return new OrchestrationIdentity("id", executionId, executionId);
	}

	private EngineSettings settings() {
		return new EngineSettings(this.converter, new FunctionRegistry(), this.awaitGuard, MANY, Versioning.NONE,
				(exception) -> Map.of(), false);
	}

	private TurnResult compute(List<HistoryEvent> past, List<HistoryEvent> inputs, Instant time) {
		this.run = newRun(() -> false, past);
		this.run.beginTurn(inputs, time);
		this.run.execute();
		return this.run.endTurn();
	}

}
