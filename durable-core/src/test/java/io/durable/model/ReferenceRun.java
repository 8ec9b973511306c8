package io.durable.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.durable.api.CompositeTaskFailedException;
import io.durable.api.FailureDetails;
import io.durable.api.TaskCanceledException;
import io.durable.api.TaskFailedException;

/**
 * Says what a program does, by doing one thing after the other: it knows neither turns
 * nor replay, and time passes as fast as it likes.
 */
final class ReferenceRun implements Step.Visitor, Operand.Visitor<Outcome> {

	private final Scenario scenario;

	private final String root;

	private final Map<String, Outcome.Work> works;

	private final Map<String, Integer> eventsConsumed = new HashMap<>();

	private final Program program;

	private final String scope;

	private final List<String> trace = new ArrayList<>();

	private boolean lastGeneration;

	private int calls;

	private String customStatus;

	private ReferenceRun(Scenario scenario, String root, Program program, String scope,
			Map<String, Outcome.Work> works) {
		this.scenario = scenario;
		this.root = root;
		this.program = program;
		this.scope = scope;
		this.works = works;
	}

	/**
	 * Say what a scenario does.
	 * @param scenario the scenario
	 * @param root its instance ID
	 * @param calm whether no node is lost
	 * @return what it does
	 */
	static Activities.Reference of(Scenario scenario, String root, boolean calm) {
		ReferenceRun run = new ReferenceRun(scenario, root, scenario.root(), "0", new LinkedHashMap<>());
		String outcome;
		try {
			outcome = "COMPLETED " + run.run();
		}
		catch (RuntimeException ex) {
			outcome = "failed " + Texts.of(FailureDetails.of(ex));
		}
		List<Activities.Expected> effects = run.works.values().stream().map((work) -> work.expected(calm)).toList();
		return new Activities.Reference(new Result(outcome, run.customStatus), effects);
	}

	private String run() {
		for (Program.Generation generation : this.program.generations()) {
			this.lastGeneration = generation == this.program.generations().get(this.program.generations().size() - 1);
			run(generation.steps());
		}
		return String.join("; ", this.trace);
	}

	private void run(List<Step> steps) {
		steps.forEach((step) -> step.accept(this));
	}

	private Outcome start(Operand operand) {
		return operand.accept(this);
	}

	private String nextKey() {
		return this.scope + "." + this.calls++;
	}

	private Outcome.Work work(String key, int failures, boolean nonRetriable, String data) {
		Outcome.Work work = this.works.computeIfAbsent(key,
				(absent) -> new Outcome.Work(new Call(this.root, key, failures, nonRetriable, data),
						this.program == this.scenario.root()));
		work.lastGeneration = this.lastGeneration;
		return work;
	}

	// ---- steps

	@Override
	public void await(Step.Await step) {
		Outcome outcome = start(step.operand());
		if (step.operand() instanceof Operand.Activity && this.program == this.scenario.root()) {
			outcome.works().forEach((work) -> work.inOrder = true);
		}
		this.trace.add(outcome.get());
	}

	@Override
	public void overlap(Step.Overlap step) {
		Outcome outcome = start(step.operand());
		run(step.meanwhile());
		this.trace.add(outcome.get());
	}

	@Override
	public void abandon(Step.Abandon step) {
		start(step.operand());
	}

	@Override
	public void cancel(Step.Cancel step) {
		Outcome outcome = start(step.operand());
		run(step.meanwhile());
		this.trace.add("cancel true true");
		this.trace.add("canceled(The task '" + outcome.name() + "' was cancelled.)");
	}

	@Override
	public void attempt(Step.Try step) {
		try {
			run(step.body());
		}
		catch (RuntimeException ex) {
			this.trace.add(Texts.of(ex));
			run(step.handler());
		}
	}

	@Override
	public void status(Step.Status step) {
		this.customStatus = step.text();
	}

	@Override
	public void uuid(Step.Uuid step) {
		nextKey();
		this.trace.add("uuid");
	}

	@Override
	public void sendNowhere(Step.SendNowhere step) {
		// Without effect
	}

	@Override
	public void startOther(Step.StartOther step) {
		String key = nextKey();
		try {
			new ReferenceRun(this.scenario, this.root, step.program(), key, this.works).run();
		}
		catch (RuntimeException ex) {
			// Nobody hears of it
		}
		// One with a given ID is started after the checkpoint
		if (step.givenId() && !this.lastGeneration) {
			endedOf(key).forEach((work) -> work.settled = false);
		}
		this.trace.add("started");
	}

	private List<Outcome.Work> endedOf(String key) {
		return this.works.values()
			.stream()
			.filter((work) -> work.settled && work.call.key().startsWith(key + "."))
			.toList();
	}

	@Override
	public void answer(Step.Answer step) {
		// The one who waits for it knows what it is
	}

	@Override
	public void fail(Step.Fail step) {
		throw step.nonRetriable() ? new FinalProgramFailure(step.message()) : new ProgramFailure(step.message());
	}

	// ---- operands

	@Override
	public Outcome activity(Operand.Activity operand) {
		String key = nextKey();
		Outcome.Work work = work(key, operand.failures(), operand.nonRetriable(), "after " + this.trace.size());
		return repeat(Activities.WORK, operand.retry(), () -> {
			if (++work.attempts > operand.failures()) {
				return Outcome.value(Activities.WORK, "done " + key, work);
			}
			String message = "failure " + work.attempts + " of " + key;
			return failed(Activities.WORK,
					operand.nonRetriable() ? new FinalProgramFailure(message) : new ProgramFailure(message),
					List.of(work));
		});
	}

	private static Outcome failed(String name, RuntimeException failure, List<Outcome.Work> works) {
		return Outcome.failure(name, new TaskFailedException(name, 0, FailureDetails.of(failure)), works);
	}

	private static Outcome repeat(String name, Retry retry, Supplier<Outcome> call) {
		Outcome outcome = call.get();
		for (int attempt = 1; outcome.failure() instanceof TaskFailedException failure && retry != null
				&& !failure.getErrorDetails().isNonRetriable() && retry.follows(attempt); attempt++) {
			outcome = call.get();
		}
		return outcome;
	}

	@Override
	public Outcome timer(Operand.Timer operand) {
		return Outcome.value("timer", "timer");
	}

	@Override
	public Outcome farTimer(Operand.FarTimer operand) {
		return Outcome.never("timer");
	}

	@Override
	public Outcome event(Operand.Event operand) {
		String key = nextKey();
		return switch (operand.source()) {
			case EARLY -> Outcome.value(operand.name(), "early " + operand.name() + " " + next(operand.name()));
			case CALLER -> Outcome.value(operand.name(), "caller " + next(operand.name()));
			case CHILD -> Outcome.value(operand.name(), "answer " + operand.name());
			case ITSELF -> Outcome.value(key, "itself " + key);
			case ACTIVITY -> {
				Outcome.Work work = work(key, 0, false, null);
				work.attempts++;
				yield Outcome.value(key, "activity " + key, work);
			}
			case STATUS -> {
				this.customStatus = "please raise event-" + key;
				yield Outcome.value(key, "client event-" + key);
			}
		};
	}

	private int next(String name) {
		return this.eventsConsumed.merge(name, 1, Integer::sum) - 1;
	}

	@Override
	public Outcome noEvent(Operand.NoEvent operand) {
		String name = "none-" + nextKey();
		if (operand.timeout() == null) {
			return Outcome.never(name);
		}
		return Outcome.failure(name, new TaskCanceledException(
				"Timeout of %s expired while waiting for an event named '%s'.".formatted(operand.timeout(), name), name,
				-1), List.of());
	}

	@Override
	public Outcome child(Operand.Child operand) {
		String key = nextKey();
		Outcome outcome = repeat(Activities.PROGRAM, operand.retry(), () -> {
			ReferenceRun child = new ReferenceRun(this.scenario, this.root, operand.program(), key, this.works);
			try {
				return Outcome.value(Activities.PROGRAM, child.run());
			}
			catch (RuntimeException ex) {
				return failed(Activities.PROGRAM, ex, List.of());
			}
		});
		// What the child has waited for has ended only if somebody waits for the child
		List<Outcome.Work> ended = endedOf(key);
		ended.forEach((work) -> work.settled = false);
		return new Outcome(outcome.name(), outcome.value(), outcome.failure(), false, ended);
	}

	@Override
	public Outcome all(Operand.All operand) {
		List<Outcome> outcomes = operand.members().stream().map(this::start).toList();
		if (outcomes.stream().anyMatch(Outcome::never)) {
			return Outcome.never("allOf");
		}
		List<RuntimeException> failures = outcomes.stream()
			.filter((outcome) -> outcome.failure() != null)
			.map(Outcome::failure)
			.toList();
		if (!failures.isEmpty()) {
			return Outcome.failure("allOf", new CompositeTaskFailedException(outcomes.size(), failures),
					Outcome.works(outcomes));
		}
		return new Outcome("allOf", outcomes.stream().map(Outcome::value).toList().toString(), null, false,
				Outcome.works(outcomes));
	}

	@Override
	public Outcome any(Operand.Any operand) {
		List<Outcome> outcomes = operand.members().stream().map(this::start).toList();
		List<Outcome> ending = outcomes.stream().filter((outcome) -> !outcome.never()).toList();
		if (operand.settled()) {
			ending.forEach(Outcome::settle);
		}
		if (ending.isEmpty()) {
			return Outcome.never("anyOf");
		}
		Outcome winner = ending.get(0);
		Outcome any = new Outcome("anyOf", winner.value(), winner.failure(), false, winner.works());
		return any.map((value) -> outcomes.indexOf(winner) + " of any: " + value);
	}

	@Override
	public Outcome mapped(Operand.Mapped operand) {
		return start(operand.operand()).map((value) -> "<" + value + ">");
	}

}
