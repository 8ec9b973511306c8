package io.durable.api;

import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * {@link ReplaySafeLogger} for {@code java.util.logging}.
 */
final class ReplaySafeJavaLogger extends Logger {

	private final Logger logger;

	private final BooleanSupplier replaying;

	ReplaySafeJavaLogger(Logger logger, BooleanSupplier replaying) {
		super(logger.getName(), null);
		this.logger = logger;
		this.replaying = replaying;
	}

	@Override
	public boolean isLoggable(Level level) {
		return this.logger.isLoggable(level) && !this.replaying.getAsBoolean();
	}

	@Override
	public void log(LogRecord record) {
		if (isLoggable(record.getLevel())) {
			// Found on the stack, while this class is not between it and the caller
			record.getSourceClassName();
			this.logger.log(record);
		}
	}

}
