package io.durable.worker.runtime;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Logging that throws nothing: what an appender throws must not keep a turn from its end,
 * nor a thread of the worker from its next round.
 */
public final class Report {

	private Report() {
	}

	public static void debug(Logger logger, String message, @Nullable Object... arguments) {
		try {
			logger.debug(message, arguments);
		}
		catch (Throwable ex) {
			giveWay();
		}
	}

	public static void info(Logger logger, String message, @Nullable Object... arguments) {
		try {
			logger.info(message, arguments);
		}
		catch (Throwable ex) {
			giveWay();
		}
	}

	public static void warn(Logger logger, String message, @Nullable Object... arguments) {
		try {
			logger.warn(message, arguments);
		}
		catch (Throwable ex) {
			giveWay();
		}
	}

	public static void error(Logger logger, String message, @Nullable Object... arguments) {
		try {
			logger.error(message, arguments);
		}
		catch (Throwable ex) {
			giveWay();
		}
	}

	// There is nobody left to tell
	private static void giveWay() {
		Thread.yield();
	}

}
