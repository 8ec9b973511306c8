package io.durable.spring.boot.autoconfigure;

import java.time.Duration;

import io.durable.function.FunctionRegistry;
import io.durable.hub.TaskHub;
import io.durable.store.TaskHubDescription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

/**
 * Starts the worker of the task hub after everything else, the web server included: the
 * client works without it. Stops it before everything else, so that running activities
 * still find whatever they need, and the partitions go back to the store over an open
 * connection pool.
 */
final class TaskHubLifecycle implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(TaskHubLifecycle.class);

	private final TaskHub taskHub;

	private final boolean worker;

	private final Duration grace;

	TaskHubLifecycle(TaskHub taskHub, boolean worker, Duration grace) {
		this.taskHub = taskHub;
		this.worker = worker;
		this.grace = grace;
	}

	@Override
	public void start() {
		logStart();
		if (this.worker) {
			this.taskHub.start();
		}
	}

	private void logStart() {
		TaskHubDescription store = this.taskHub.store().description();
		FunctionRegistry functions = this.taskHub.functions();
		logger.info(
				"Task hub on {} at {}, schema version {}: node {}{}, {} partitions, {} orchestrators, {} activities",
				store.kind(), store.location(), store.schemaVersion(), this.taskHub.options().nodeId(),
				this.worker ? "" : " (client only)", store.partitionCount(), functions.orchestratorNames().size(),
				functions.activityNames().size());
		if (store.volatileData() && store.kind().startsWith("H2")) {
			logger.warn("The task hub is in memory: all instances are lost when the application ends. "
					+ "To keep them, use a file, for example spring.datasource.url=jdbc:h2:file:./data/durable");
		}
	}

	@Override
	public void stop() {
		this.taskHub.stop(this.grace);
	}

	@Override
	public void stop(Runnable callback) {
		Thread thread = new Thread(() -> {
			try {
				stop();
			}
			catch (RuntimeException ex) {
				logger
					.warn("The worker of the task hub was not stopped cleanly: its partitions are free when the lease "
							+ "of node {} has run out", this.taskHub.options().nodeId(), ex);
			}
			finally {
				callback.run();
			}
		}, "durable-shutdown");
		thread.start();
	}

	@Override
	public boolean isRunning() {
		return this.taskHub.isRunning();
	}

	@Override
	public int getPhase() {
		return SmartLifecycle.DEFAULT_PHASE;
	}

}
