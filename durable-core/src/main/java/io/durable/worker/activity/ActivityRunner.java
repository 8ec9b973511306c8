package io.durable.worker.activity;

import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

import io.durable.api.FailureDetails;
import io.durable.engine.EngineSettings;
import io.durable.function.FunctionRegistry.ActivityFunction;
import io.durable.history.HistoryEvent.Completion;
import io.durable.history.HistoryEvent.TaskCompleted;
import io.durable.history.HistoryEvent.TaskFailed;
import io.durable.history.HistoryEvent.TaskScheduled;
import io.durable.store.TransientStoreException;
import io.durable.store.WorkerStore;
import io.durable.worker.memory.MemoryBudget;
import io.durable.worker.memory.Share;
import io.durable.worker.runtime.CleanRun;
import io.durable.worker.runtime.Report;
import io.durable.worker.runtime.TaskSlots;
import io.durable.worker.runtime.TaskThreads;
import io.durable.worker.runtime.WorkerEvents;
import io.durable.worker.runtime.WorkerRuntime;
import io.durable.worker.turn.ScheduledActivity;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs activities where their instance lives. Their only durable record is the
 * {@code TaskScheduled} event; an activity that does not end here is started again by the
 * next owner of the partition. Thread-safe.
 */
public final class ActivityRunner {

	private static final Logger logger = LoggerFactory.getLogger(ActivityRunner.class);

	private static final Duration READ_AGAIN = Duration.ofSeconds(1);

	private final WorkerStore store;

	private final EngineSettings settings;

	private final InstantSource clock;

	private final WorkerRuntime runtime;

	private final MemoryBudget budget;

	private final WorkerEvents events;

	private final BooleanSupplier noTurnWaits;

	private final BooleanSupplier mayBegin;

	private final ActivityQueue queue;

	private final TaskSlots slots;

	private final Set<UserCode> running = ConcurrentHashMap.newKeySet();

	private volatile boolean abandoned;

	/**
	 * Create a runner.
	 * @param store where inputs are read that were not kept in memory
	 * @param settings the functions and what they share
	 * @param clock the clock of results
	 * @param runtime the time
	 * @param threads the threads
	 * @param limit how many activities run at the same time
	 * @param maxConcurrent how many of a name run at the same time, where that is limited
	 * @param budget takes inputs and results
	 * @param events hears of ends
	 * @param noTurnWaits whether a thread with a result may take the turn itself
	 * @param mayBegin whether activities may begin; whoever lets them begin again wakes
	 * them
	 */
	public ActivityRunner(WorkerStore store, EngineSettings settings, InstantSource clock, WorkerRuntime runtime,
			TaskThreads threads, int limit, Map<String, Integer> maxConcurrent, MemoryBudget budget,
			WorkerEvents events, BooleanSupplier noTurnWaits, BooleanSupplier mayBegin) {
		this.store = store;
		this.settings = settings;
		this.clock = clock;
		this.runtime = runtime;
		this.budget = budget;
		this.events = events;
		this.noTurnWaits = noTurnWaits;
		this.mayBegin = mayBegin;
		this.queue = new ActivityQueue(maxConcurrent);
		this.slots = new TaskSlots(threads, limit, this::next);
		budget.onRoom(Share.RESULTS, this.slots::wake);
	}

	/**
	 * Start an activity, unless it runs already or is left to the next owner.
	 * @param owner for whom
	 * @param instanceId the instance ID
	 * @param activity the call
	 */
	public void start(WorkOwner owner, String instanceId, ScheduledActivity activity) {
		TaskScheduled call = activity.call();
		ActivityFunction function = this.settings.functions().activity(call.name());
		if (function == null) {
			Report.warn(logger,
					"The instance '{}' waits for the activity '{}', which is not registered here; registered are {}. "
							+ "It is started by the next node that has it.",
					instanceId, call.name(), this.settings.functions().activityNames());
			this.events.activityMissing(instanceId, call.name());
			return;
		}
		// One whose history is gone cannot be found again
		boolean stored = activity.sequenceNumber() >= 0;
		if ((stored && !this.queue.hasRoom(owner, instanceId)) || !owner.begin(activity.work())) {
			return;
		}
		try {
			this.queue.add(queued(owner, instanceId, activity, function.name(), stored));
		}
		catch (Throwable ex) {
			// Nobody has it: whoever looks again begins it
			owner.giveUp(activity.work());
			throw ex;
		}
		this.slots.wakeUnlessOurs();
	}

	private QueuedActivity queued(WorkOwner owner, String instanceId, ScheduledActivity activity, String name,
			boolean stored) {
		long weight = activity.call().weight();
		boolean kept = this.budget.tryTake(Share.ACTIVITY_INPUTS, weight);
		if (!kept && !stored) {
			this.budget.take(Share.ACTIVITY_INPUTS, weight);
			kept = true;
		}
		return new QueuedActivity(owner, instanceId, activity.work(), name, activity.storedIn(),
				activity.sequenceNumber(), kept ? activity.call() : null, kept ? weight : 0);
	}

	private @Nullable Runnable next() {
		if (!this.budget.hasRoom(Share.RESULTS) || !this.mayBegin.getAsBoolean()) {
			return null;
		}
		QueuedActivity activity = this.queue.next();
		if (activity == null) {
			return null;
		}
		if (!this.queue.isEmpty()) {
			this.slots.wake();
		}
		return () -> run(activity);
	}

	private void run(QueuedActivity activity) {
		Execution execution = new Execution();
		try {
			if (!this.abandoned && activity.owner().tryExecute()) {
				execute(activity, execution);
			}
			else {
				// It has not begun, so the next owner begins it
				activity.owner().giveUp(activity.work());
			}
		}
		finally {
			ended(activity, execution);
		}
		// Not before: the turn is the orchestrator's time, not the activity's
		if (execution.turn != null) {
			execution.turn.run();
		}
	}

	private void ended(QueuedActivity activity, Execution execution) {
		this.queue.ended(activity);
		if (execution.again) {
			again(activity);
		}
		else {
			this.budget.give(Share.ACTIVITY_INPUTS, activity.weight());
		}
		Map.Entry<String, WorkOwner> waiting = this.queue.nextOverflow();
		if (waiting != null) {
			waiting.getValue().lookAgain(waiting.getKey());
		}
	}

	private void execute(QueuedActivity activity, Execution execution) {
		try {
			TaskScheduled call = (activity.call() != null) ? activity.call() : read(activity);
			if (call != null) {
				execution.turn = perform(activity, call);
			}
		}
		catch (TransientStoreException ex) {
			execution.again = true;
		}
		catch (Throwable ex) {
			Report.error(logger, "The activity '{}' of the instance '{}' could not be run; it is tried again",
					activity.name(), activity.instanceId(), ex);
			execution.again = true;
		}
		finally {
			activity.owner().executed();
		}
	}

	// Returns the turn that the calling thread is to take, or null
	private @Nullable Runnable perform(QueuedActivity activity, TaskScheduled call) {
		ActivityFunction function = this.settings.functions().activity(activity.name());
		if (function == null) {
			activity.owner().giveUp(activity.work());
			return null;
		}
		long begin = this.runtime.nanoTime();
		AtomicReference<Completion> completion = new AtomicReference<>();
		CleanRun.activity(this.runtime, activity.instanceId(), function.name(),
				() -> completion.set(call(activity, call, function)));
		if (this.abandoned) {
			Report.info(logger, "The activity '{}' of the instance '{}' was interrupted: it is repeated",
					function.name(), activity.instanceId());
			return null;
		}
		boolean here = this.queue.isEmpty() && this.noTurnWaits.getAsBoolean();
		// Results first, listeners after
		Runnable turn = activity.owner()
			.completed(activity.instanceId(), activity.work().executionId(), completion.get(), here);
		this.events.activityEnded(function.name(), completion.get() instanceof TaskCompleted,
				Duration.ofNanos(this.runtime.nanoTime() - begin));
		return turn;
	}

	// Returns null if the execution is over, or goes on elsewhere
	private @Nullable TaskScheduled read(QueuedActivity activity) {
		if (this.store.readEvent(activity.owner().partition(), activity.storedIn(),
				activity.sequenceNumber()) instanceof TaskScheduled call) {
			return call;
		}
		activity.owner().giveUp(activity.work());
		activity.owner().lookAgain(activity.instanceId());
		return null;
	}

	private void again(QueuedActivity activity) {
		this.runtime.schedule(() -> {
			this.queue.add(activity);
			this.slots.wake();
		}, READ_AGAIN);
	}

	private Completion call(QueuedActivity activity, TaskScheduled call, ActivityFunction function) {
		UserCode code = new UserCode();
		this.running.add(code);
		try {
			ActivityContext context = new ActivityContext(activity.instanceId(), activity.work().executionId(), call,
					this.settings.converter());
			String result = code.call(() -> this.settings.limits()
				.check("The result of the activity '" + call.name() + "'",
						this.settings.converter().serialize(function.code().run(context))));
			return new TaskCompleted(this.clock.instant().truncatedTo(ChronoUnit.MILLIS), call.taskId(), result);
		}
		catch (Throwable ex) {
			// Whatever it is: the orchestrator waits for an answer
			return failed(activity, call, ex);
		}
		finally {
			this.running.remove(code);
		}
	}

	private TaskFailed failed(QueuedActivity activity, TaskScheduled call, Throwable failure) {
		FailureDetails details;
		try {
			Report.debug(logger, "The activity '{}' of the instance '{}' failed", call.name(), activity.instanceId(),
					failure);
			details = this.settings.describe(failure);
		}
		catch (Throwable ex) {
			details = new FailureDetails(failure.getClass().getName(), "", null, false, null, null);
		}
		return new TaskFailed(this.clock.instant().truncatedTo(ChronoUnit.MILLIS), call.taskId(), details);
	}

	/**
	 * Look whether an activity waits that nobody runs, since no thread could be made for
	 * it.
	 */
	public void wakeIfWaiting() {
		if (!isIdle()) {
			this.slots.wake();
		}
	}

	/**
	 * Return whether no activity waits for a slot.
	 * @return {@code true} if there is nothing else to do
	 */
	public boolean isIdle() {
		return this.queue.isEmpty();
	}

	/**
	 * Return how many activities wait for a slot.
	 * @return the number of activities
	 */
	public int waiting() {
		return this.queue.waiting();
	}

	/**
	 * Drop what still runs, since its time is up: the next owner repeats it.
	 */
	public void abandon() {
		this.abandoned = true;
		this.slots.stop();
	}

	/**
	 * Interrupt what still runs.
	 */
	public void interrupt() {
		this.running.forEach(UserCode::interrupt);
	}

	/**
	 * What has become of an activity.
	 */
	private static final class Execution {

		private boolean again;

		private @Nullable Runnable turn;

	}

}
