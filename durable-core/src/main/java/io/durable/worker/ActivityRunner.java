package io.durable.worker;

import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.durable.api.FailureDetails;
import io.durable.engine.EngineSettings;
import io.durable.function.FunctionRegistry.ActivityFunction;
import io.durable.history.HistoryEvent.Completion;
import io.durable.history.HistoryEvent.TaskCompleted;
import io.durable.history.HistoryEvent.TaskFailed;
import io.durable.history.HistoryEvent.TaskScheduled;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs activities where their instance lives. Their only durable record is the
 * {@code TaskScheduled} event; an activity that does not end here is started again by the
 * next owner of the partition. Thread-safe.
 */
final class ActivityRunner {

	private static final Logger logger = LoggerFactory.getLogger(ActivityRunner.class);

	private final ExecutorService threads;

	private final EngineSettings settings;

	private final InstantSource clock;

	private final WorkerListeners listeners;

	private final PendingWork running = new PendingWork();

	private volatile boolean accepting = true;

	private volatile boolean abandoned;

	ActivityRunner(ExecutorService threads, EngineSettings settings, InstantSource clock, WorkerListeners listeners) {
		this.threads = threads;
		this.settings = settings;
		this.clock = clock;
		this.listeners = listeners;
	}

	/**
	 * Start an activity, unless it runs already or the worker is about to stop.
	 * @param partition the partition of the instance
	 * @param instanceId the instance ID
	 * @param executionId the execution that scheduled it
	 * @param scheduled the call
	 */
	void start(Partition partition, String instanceId, UUID executionId, TaskScheduled scheduled) {
		ActivityFunction function = this.settings.functions().activity(scheduled.name());
		if (function == null) {
			logger.warn(
					"The instance '{}' waits for the activity '{}', which is not registered here; registered are {}. "
							+ "It is started by the next node that has it.",
					instanceId, scheduled.name(), this.settings.functions().activityNames());
			this.listeners.activityMissing(instanceId, scheduled.name());
			return;
		}
		RunningWork work = new RunningWork(executionId, scheduled.taskId());
		// Work that is left to the next owner counts as running: it has not ended
		if (!partition.begin(work) || !this.accepting) {
			return;
		}
		this.running.begin();
		try {
			this.threads.execute(() -> {
				try {
					LoggingScope.activity(instanceId, function.name(),
							() -> run(partition, instanceId, executionId, scheduled, function));
				}
				finally {
					this.running.end();
				}
			});
		}
		catch (RejectedExecutionException ex) {
			this.running.end();
		}
	}

	private void run(Partition partition, String instanceId, UUID executionId, TaskScheduled scheduled,
			ActivityFunction function) {
		if (!this.accepting || partition.isLost()) {
			// Waited for a thread until the stop: it has not begun, so the next owner
			// begins it
			return;
		}
		long begin = System.nanoTime();
		Completion completion = call(new ActivityContext(instanceId, executionId, scheduled, this.settings.converter()),
				scheduled, function);
		if (this.abandoned) {
			logger.info("The activity '{}' of the instance '{}' was interrupted: it is repeated", scheduled.name(),
					instanceId);
			return;
		}
		this.listeners.activityEnded(function.name(), completion instanceof TaskCompleted,
				Duration.ofNanos(System.nanoTime() - begin));
		partition.deliver(instanceId, new Delivery.Result(executionId, completion));
	}

	private Completion call(ActivityContext context, TaskScheduled scheduled, ActivityFunction function) {
		try {
			String result = this.settings.limits()
				.check("The result of the activity '" + scheduled.name() + "'",
						this.settings.converter().serialize(function.code().run(context)));
			return new TaskCompleted(this.clock.instant().truncatedTo(ChronoUnit.MILLIS), scheduled.taskId(), result);
		}
		catch (Throwable ex) {
			// Whatever it is: the orchestrator waits for an answer
			logger.debug("The activity '{}' of the instance '{}' failed", scheduled.name(), context.getInstanceId(),
					ex);
			return new TaskFailed(this.clock.instant().truncatedTo(ChronoUnit.MILLIS), scheduled.taskId(),
					FailureDetails.of(ex, this.settings.failures()));
		}
	}

	/**
	 * Begin nothing more, and wait for what runs.
	 * @param grace how long to wait; the result of what runs longer is dropped
	 */
	void drain(Duration grace) {
		this.accepting = false;
		if (!this.running.awaitNone(grace)) {
			this.abandoned = true;
		}
		this.threads.shutdown();
	}

	/**
	 * Interrupt what still runs. Not before everything else has stopped: an interrupt in
	 * the middle of a write makes an embedded H2 close the database for all.
	 */
	void interrupt() {
		this.threads.shutdownNow();
		try {
			this.threads.awaitTermination(1, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
