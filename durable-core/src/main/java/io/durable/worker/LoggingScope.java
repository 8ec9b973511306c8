package io.durable.worker;

import org.slf4j.MDC;

/**
 * Names the instance in the logging context (MDC) while its code runs, so that whatever
 * the code logs can be found by it.
 */
final class LoggingScope {

	private static final String INSTANCE_ID = "durable.instanceId";

	private static final String ORCHESTRATION = "durable.orchestration";

	private static final String ACTIVITY = "durable.activity";

	private LoggingScope() {
	}

	static void orchestration(String instanceId, String name, Runnable code) {
		with(INSTANCE_ID, instanceId, () -> with(ORCHESTRATION, name, code));
	}

	static void activity(String instanceId, String name, Runnable code) {
		with(INSTANCE_ID, instanceId, () -> with(ACTIVITY, name, code));
	}

	private static void with(String key, String value, Runnable code) {
		String before = MDC.get(key);
		MDC.put(key, value);
		try {
			code.run();
		}
		finally {
			if (before != null) {
				MDC.put(key, before);
			}
			else {
				MDC.remove(key);
			}
		}
	}

}
