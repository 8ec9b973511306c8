package io.durable.model;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.durable.api.StartOrchestrationOptions;
import io.durable.api.Task;
import io.durable.api.TaskCanceledException;
import io.durable.api.TaskOptions;
import io.durable.api.TaskOrchestrationContext;

/**
 * Runs a generation of a program as an orchestrator.
 */
final class ProgramRun implements Step.Visitor, Operand.Visitor<Task<String>> {

	static final Duration NEVER = Duration.ofDays(50 * 365);

	private final TaskOrchestrationContext context;

	private final Program program;

	private final Frame frame;

	private final List<String> trace;

	private int calls;

	ProgramRun(TaskOrchestrationContext context, Scenario scenario, Frame frame) {
		this.context = context;
		this.program = scenario.programs().get(frame.program());
		this.frame = frame;
		this.trace = new ArrayList<>(frame.trace());
		this.calls = frame.calls();
	}

	String run() {
		Program.Generation generation = this.program.generations().get(this.frame.generation());
		run(generation.steps());
		if (this.frame.generation() + 1 < this.program.generations().size()) {
			this.context.continueAsNew(this.frame.next(this.calls, this.trace), generation.preserveEvents());
			return null;
		}
		String output = String.join("; ", this.trace);
		if (this.program.explicitOutput()) {
			this.context.complete(output);
			return "not the output";
		}
		return output;
	}

	private void run(List<Step> steps) {
		steps.forEach((step) -> step.accept(this));
	}

	private Task<String> start(Operand operand) {
		return operand.accept(this);
	}

	private String nextKey() {
		return this.frame.scope() + "." + this.calls++;
	}

	private String anyCase(String name) {
		return (this.calls % 2 == 0) ? name.toUpperCase(Locale.ROOT) : name.toLowerCase(Locale.ROOT);
	}

	private static TaskOptions options(Retry retry) {
		return (retry != null) ? retry.options() : null;
	}

	private static boolean endsAtSomeTime(Operand operand) {
		return !(operand instanceof Operand.FarTimer)
				&& !(operand instanceof Operand.NoEvent wait && wait.timeout() == null);
	}

	// ---- steps

	@Override
	public void await(Step.Await step) {
		this.trace.add(start(step.operand()).await());
	}

	@Override
	public void overlap(Step.Overlap step) {
		Task<String> task = start(step.operand());
		run(step.meanwhile());
		this.trace.add(task.await());
	}

	@Override
	public void abandon(Step.Abandon step) {
		start(step.operand());
	}

	@Override
	public void cancel(Step.Cancel step) {
		Task<String> task = start(step.operand());
		run(step.meanwhile());
		this.trace.add("cancel " + task.cancel() + " " + task.isCancelled());
		try {
			this.trace.add(task.await());
		}
		catch (TaskCanceledException ex) {
			this.trace.add(Texts.of(ex));
		}
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
		this.context.setCustomStatus(step.text());
	}

	@Override
	public void uuid(Step.Uuid step) {
		Call call = new Call(this.frame.root(), nextKey(), 0, false, this.context.newUUID().toString());
		String echo = this.context.callActivity(Activities.ECHO, call, String.class).await();
		this.trace.add(echo.equals(call.data()) ? "uuid" : "instead of " + call.data() + " " + echo);
	}

	@Override
	public void sendNowhere(Step.SendNowhere step) {
		this.context.sendEvent("nobody-" + this.frame.root(), "Lost", "lost");
	}

	@Override
	public void startOther(Step.StartOther step) {
		String key = nextKey();
		String id = step.givenId() ? this.frame.root() + "-" + key : null;
		String started = this.context.startNewOrchestration(Activities.PROGRAM,
				this.frame.child(step.program().id(), key), new StartOrchestrationOptions().setInstanceId(id));
		this.trace.add((id == null || id.equals(started)) ? "started" : "started as " + started);
	}

	@Override
	public void answer(Step.Answer step) {
		this.context.sendEvent(this.context.getParentInstance().getInstanceId(), anyCase(step.name()),
				"answer " + step.name());
	}

	@Override
	public void fail(Step.Fail step) {
		throw step.nonRetriable() ? new FinalProgramFailure(step.message()) : new ProgramFailure(step.message());
	}

	// ---- operands

	@Override
	public Task<String> activity(Operand.Activity operand) {
		Call call = new Call(this.frame.root(), nextKey(), operand.failures(), operand.nonRetriable(),
				"after " + this.trace.size());
		return this.context.callActivity(Activities.WORK, call, options(operand.retry()), String.class);
	}

	@Override
	public Task<String> timer(Operand.Timer operand) {
		Instant due = this.context.getCurrentInstant().plus(operand.delay());
		return this.context.createTimer(operand.delay())
			.thenApply((nothing) -> this.context.getCurrentInstant().isBefore(due) ? "too early" : "timer");
	}

	@Override
	public Task<String> farTimer(Operand.FarTimer operand) {
		return this.context.createTimer(NEVER).thenApply((nothing) -> "never");
	}

	@Override
	public Task<String> event(Operand.Event operand) {
		String key = nextKey();
		String name = (operand.name() != null) ? operand.name() : "event-" + key;
		String self = this.context.getInstanceId();
		if (operand.source() == Operand.Source.ITSELF) {
			this.context.sendEvent(self, anyCase(name), "itself " + key);
		}
		else if (operand.source() == Operand.Source.ACTIVITY) {
			this.context.callActivity(Activities.RAISE, new Call(this.frame.root(), key, 0, false, self), String.class);
		}
		else if (operand.source() == Operand.Source.STATUS) {
			this.context.setCustomStatus("please raise " + name);
		}
		return this.context.waitForExternalEvent(anyCase(name), operand.timed() ? NEVER : null, String.class);
	}

	@Override
	public Task<String> noEvent(Operand.NoEvent operand) {
		return this.context.waitForExternalEvent("none-" + nextKey(), operand.timeout(), String.class);
	}

	@Override
	public Task<String> child(Operand.Child operand) {
		String key = nextKey();
		String id = operand.givenId() ? this.frame.root() + "-" + key : null;
		Task<String> child = this.context.callSubOrchestrator(Activities.PROGRAM,
				this.frame.child(operand.program().id(), key), id, options(operand.retry()), String.class);
		for (int i = 0; i < operand.events(); i++) {
			this.context.sendEvent(id, anyCase("Caller"), "caller " + i);
		}
		return child;
	}

	@Override
	public Task<String> all(Operand.All operand) {
		return this.context.allOf(operand.members().stream().map(this::start).toList())
			.thenApply((results) -> results.toString());
	}

	@Override
	public Task<String> any(Operand.Any operand) {
		List<Task<?>> tasks = new ArrayList<>();
		operand.members().forEach((member) -> tasks.add(start(member)));
		if (operand.settled()) {
			for (int i = 0; i < tasks.size(); i++) {
				if (endsAtSomeTime(operand.members().get(i))) {
					settle(tasks.get(i));
				}
			}
		}
		return this.context.anyOf(tasks).thenApply((winner) -> tasks.indexOf(winner) + " of any: " + winner.await());
	}

	private static void settle(Task<?> task) {
		try {
			task.await();
		}
		catch (RuntimeException ex) {
			// Ended is ended
		}
	}

	@Override
	public Task<String> mapped(Operand.Mapped operand) {
		return start(operand.operand()).thenApply((result) -> "<" + result + ">");
	}

}
