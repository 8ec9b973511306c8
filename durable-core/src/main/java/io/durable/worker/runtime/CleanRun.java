package io.durable.worker.runtime;

import org.slf4j.MDC;

/**
 * Runs the code of an instance on a thread that others use before and after it. It starts
 * clean and leaves nothing behind: who is logged in, the locale, the logging context, the
 * context class loader and a pending interrupt belong to one run. The logging context
 * (MDC) names the instance meanwhile, so that whatever the code logs can be found by it.
 */
public final class CleanRun {

	private static final String INSTANCE_ID = "durable.instanceId";

	private static final String ORCHESTRATION = "durable.orchestration";

	private static final String ACTIVITY = "durable.activity";

	private CleanRun() {
	}

	public static void orchestration(WorkerRuntime runtime, String instanceId, String name, Runnable code) {
		run(runtime, instanceId, ORCHESTRATION, name, code);
	}

	public static void activity(WorkerRuntime runtime, String instanceId, String name, Runnable code) {
		run(runtime, instanceId, ACTIVITY, name, code);
	}

	private static void run(WorkerRuntime runtime, String instanceId, String key, String name, Runnable code) {
		clean(runtime);
		Thread thread = Thread.currentThread();
		String threadName = thread.getName();
		MDC.put(INSTANCE_ID, instanceId);
		MDC.put(key, name);
		try {
			code.run();
		}
		finally {
			// It was for the code, or set by it, and the thread goes on with other work
			Thread.interrupted();
			if (!thread.getName().equals(threadName)) {
				thread.setName(threadName);
			}
			clean(runtime);
		}
	}

	private static void clean(WorkerRuntime runtime) {
		MDC.clear();
		runtime.cleanThread();
	}

}
