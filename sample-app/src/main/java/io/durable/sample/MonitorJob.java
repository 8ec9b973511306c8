package io.durable.sample;

import java.time.Duration;
import java.time.Instant;

import io.durable.api.Activity;
import io.durable.api.Orchestrator;
import io.durable.api.TaskOrchestrationContext;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Monitor: ask again and again for the status of something that goes on elsewhere, until
 * it is done or a deadline has passed.
 */
@Component
class MonitorJob {

	private static final String DONE = "Done";

	private static final Duration EVERY_SECOND = Duration.ofSeconds(1);

	private static final Duration ONE_MINUTE = Duration.ofMinutes(1);

	private final Jobs jobs;

	MonitorJob(Jobs jobs) {
		this.jobs = jobs;
	}

	/**
	 * Watch a job. One that is polled thousands of times should continue as new now and
	 * then, with the deadline in its input: that keeps the history short.
	 * @param context the context
	 * @param input what to watch, or {@code null} for some job
	 * @return the last status of the job, or {@code Deadline passed}
	 */
	@Orchestrator("MonitorJob")
	String monitorJob(TaskOrchestrationContext context, @Nullable Watch input) {
		Watch watch = (input != null) ? input : new Watch("job-1", EVERY_SECOND, ONE_MINUTE);
		Duration interval = (watch.interval() != null) ? watch.interval() : EVERY_SECOND;
		Duration limit = (watch.limit() != null) ? watch.limit() : ONE_MINUTE;
		Instant deadline = context.getCurrentInstant().plus(limit);
		while (context.getCurrentInstant().isBefore(deadline)) {
			String status = context.callActivity(MonitorJob::jobStatus, watch.jobId()).await();
			if (status.equals(DONE)) {
				return status;
			}
			context.createTimer(interval).await();
		}
		return "Deadline passed";
	}

	@Activity("JobStatus")
	String jobStatus(String jobId) {
		return this.jobs.isDone(jobId) ? DONE : "Running";
	}

	/**
	 * What to watch.
	 *
	 * @param jobId the job
	 * @param interval the time between two looks, as ISO 8601, or {@code null} for a
	 * second
	 * @param limit the time after which to give up, or {@code null} for a minute
	 */
	record Watch(String jobId, @Nullable Duration interval, @Nullable Duration limit) {

	}

}
