package io.durable.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.durable.api.TaskActivityContext;
import io.durable.client.DurableTaskClient;
import io.durable.client.InstanceNotRunningException;
import io.durable.function.FunctionRegistry;
import io.durable.function.FunctionRegistry.ActivityFunction;
import io.durable.function.FunctionRegistry.OrchestratorFunction;

/**
 * The functions of all programs, and what its activities have done.
 */
final class Activities {

	static final String PROGRAM = "Program";

	static final String WORK = "Work";

	static final String ECHO = "Echo";

	static final String RAISE = "Raise";

	private final Map<String, Scenario> scenarios = new ConcurrentHashMap<>();

	private final Map<String, Map<String, Effect>> effects = new ConcurrentHashMap<>();

	private final Map<String, String> uuids = new ConcurrentHashMap<>();

	private final Supplier<DurableTaskClient> client;

	private int sequence;

	Activities(Supplier<DurableTaskClient> client) {
		this.client = client;
	}

	FunctionRegistry functions() {
		FunctionRegistry functions = new FunctionRegistry();
		functions.add(new OrchestratorFunction(PROGRAM, (context) -> {
			Frame frame = context.getInput(Frame.class);
			return new ProgramRun(context, this.scenarios.get(frame.root()), frame).run();
		}, "test", null));
		functions.add(new ActivityFunction(WORK, this::work, "test", null));
		functions.add(new ActivityFunction(ECHO, this::echo, "test", null));
		functions.add(new ActivityFunction(RAISE, this::raise, "test", null));
		return functions;
	}

	void add(String root, Scenario scenario) {
		this.scenarios.put(root, scenario);
		this.effects.put(root, new ConcurrentHashMap<>());
	}

	void forget(String root) {
		this.scenarios.remove(root);
		this.effects.remove(root);
	}

	/**
	 * Return what was done for a scenario.
	 * @param root its instance ID
	 * @return the effects by key
	 */
	synchronized Map<String, Effect> effects(String root) {
		return Map.copyOf(this.effects.get(root));
	}

	// Returns the number of the attempt, which is the same when it is repeated
	private synchronized int record(TaskActivityContext context, Call call) {
		Effect effect = this.effects.get(call.root())
			.computeIfAbsent(call.key(), (key) -> new Effect(call, this.sequence++, new LinkedHashMap<>()));
		int[] attempt = effect.attempts()
			.computeIfAbsent(context.getExecutionId() + " " + context.getTaskId(),
					(key) -> new int[] { effect.attempts().size() + 1, 0 });
		attempt[1]++;
		return attempt[0];
	}

	private Object work(TaskActivityContext context) {
		Call call = context.getInput(Call.class);
		int attempt = record(context, call);
		if (attempt <= call.failures()) {
			String message = "failure " + attempt + " of " + call.key();
			throw call.nonRetriable() ? new FinalProgramFailure(message) : new ProgramFailure(message);
		}
		return "done " + call.key();
	}

	private Object echo(TaskActivityContext context) {
		Call call = context.getInput(Call.class);
		UUID.fromString(call.data());
		String owner = this.uuids.computeIfAbsent(call.data(),
				(uuid) -> context.getExecutionId() + " " + context.getTaskId());
		return owner.equals(context.getExecutionId() + " " + context.getTaskId()) ? call.data()
				: "one that " + owner + " has too";
	}

	private Object raise(TaskActivityContext context) {
		Call call = context.getInput(Call.class);
		record(context, call);
		try {
			this.client.get().raiseEvent(call.data(), "Event-" + call.key(), "activity " + call.key());
			return "raised";
		}
		catch (InstanceNotRunningException ex) {
			return "raised again, too late";
		}
	}

	/**
	 * What a call did.
	 *
	 * @param call the call
	 * @param sequence its place among the first runs of all calls
	 * @param attempts the number of each attempt and how often it ran
	 */
	record Effect(Call call, int sequence, Map<String, int[]> attempts) {

		int runs() {
			return this.attempts.values().stream().mapToInt((attempt) -> attempt[1]).sum();
		}

	}

	/**
	 * What a call is to do.
	 *
	 * @param call the call
	 * @param attempts the attempts that it makes, if it comes to its end
	 * @param least the attempts that it makes at least
	 * @param inOrder whether it begins after all such calls before it have ended
	 */
	record Expected(Call call, int attempts, int least, boolean inOrder) {

	}

	/**
	 * What a reference run found.
	 *
	 * @param result how it ended
	 * @param effects what its activities are to do, in program order
	 */
	record Reference(Result result, List<Expected> effects) {

	}

}
