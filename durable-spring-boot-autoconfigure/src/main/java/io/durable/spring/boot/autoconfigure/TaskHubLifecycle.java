package io.durable.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;

import io.durable.function.FunctionRegistry;
import io.durable.hub.TaskHub;
import io.durable.spring.boot.autoconfigure.DurableProperties.Worker;
import io.durable.store.TaskHubDescription;
import io.durable.worker.runtime.CleanThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the worker of the task hub after everything else, the web server included: the
 * client works without it. Stops it before everything else, so that running activities
 * still find whatever they need, and the partitions go back to the store over an open
 * connection pool.
 */
final class TaskHubLifecycle implements SmartLifecycle, DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(TaskHubLifecycle.class);

	private static final ThreadFactory SHUTDOWN = CleanThreads.platform("durable-shutdown-",
			TaskHubLifecycle.class.getClassLoader());

	private final TaskHub taskHub;

	private final Worker worker;

	private final KeepAlive keepAlive = new KeepAlive();

	private final Duration grace;

	TaskHubLifecycle(TaskHub taskHub, Worker worker, Duration grace) {
		this.taskHub = taskHub;
		this.worker = worker;
		this.grace = grace;
	}

	@Override
	public void start() {
		logStart();
		if (this.worker.enabled()) {
			this.taskHub.start();
			if (this.worker.keepAlive()) {
				this.keepAlive.start();
			}
		}
	}

	private void logStart() {
		TaskHubDescription store = this.taskHub.store().description();
		FunctionRegistry functions = this.taskHub.functions();
		logger.info(
				"Task hub on {} at {}, schema version {}: node {}{}, {} partitions, {} orchestrators, {} activities",
				store.kind(), store.location(), store.schemaVersion(), this.taskHub.options().nodeId(),
				this.worker.enabled() ? "" : " (client only)", store.partitionCount(),
				functions.orchestratorNames().size(), functions.activityNames().size());
		this.taskHub.options()
			.maxConcurrent()
			.keySet()
			.stream()
			.filter((name) -> functions.activity(name) == null)
			.forEach((name) -> logger.warn(
					"There is no activity '{}' that durable.activities.{}.max-concurrent could limit: registered are {}",
					name, name, functions.activityNames()));
		if (store.volatileData() && store.kind().startsWith("H2")) {
			logger.warn("The task hub is in memory: all instances are lost when the application ends. "
					+ "To keep them, use a file, for example spring.datasource.url=jdbc:h2:file:./data/durable");
		}
	}

	@Override
	public void stop() {
		try {
			this.taskHub.stop(this.grace);
		}
		finally {
			this.keepAlive.stop();
		}
	}

	// Where the context did not start, it is not stopped either
	@Override
	public void destroy() {
		this.keepAlive.stop();
	}

	@Override
	public void stop(Runnable callback) {
		SHUTDOWN.newThread(() -> {
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
		}).start();
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
