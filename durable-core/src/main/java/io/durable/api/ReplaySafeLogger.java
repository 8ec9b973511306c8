package io.durable.api;

import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.AbstractLogger;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Hands to another logger what the orchestrator says for the first time, and nothing
 * while it replays.
 */
final class ReplaySafeLogger extends AbstractLogger {

	private static final long serialVersionUID = 1L;

	private final transient Logger logger;

	private final transient BooleanSupplier replaying;

	ReplaySafeLogger(Logger logger, BooleanSupplier replaying) {
		this.name = logger.getName();
		this.logger = logger;
		this.replaying = replaying;
	}

	@Override
	protected String getFullyQualifiedCallerName() {
		return ReplaySafeLogger.class.getName();
	}

	@Override
	protected void handleNormalizedLoggingCall(Level level, @Nullable Marker marker, @Nullable String message,
			Object @Nullable [] arguments, @Nullable Throwable throwable) {
		LoggingEventBuilder event = this.logger.atLevel(level);
		if (marker != null) {
			event = event.addMarker(marker);
		}
		if (throwable != null) {
			event = event.setCause(throwable);
		}
		if (arguments != null) {
			event.log(message, arguments);
		}
		else {
			event.log(message);
		}
	}

	private boolean isLive(boolean enabled) {
		return enabled && !this.replaying.getAsBoolean();
	}

	@Override
	public boolean isTraceEnabled() {
		return isLive(this.logger.isTraceEnabled());
	}

	@Override
	public boolean isTraceEnabled(Marker marker) {
		return isLive(this.logger.isTraceEnabled(marker));
	}

	@Override
	public boolean isDebugEnabled() {
		return isLive(this.logger.isDebugEnabled());
	}

	@Override
	public boolean isDebugEnabled(Marker marker) {
		return isLive(this.logger.isDebugEnabled(marker));
	}

	@Override
	public boolean isInfoEnabled() {
		return isLive(this.logger.isInfoEnabled());
	}

	@Override
	public boolean isInfoEnabled(Marker marker) {
		return isLive(this.logger.isInfoEnabled(marker));
	}

	@Override
	public boolean isWarnEnabled() {
		return isLive(this.logger.isWarnEnabled());
	}

	@Override
	public boolean isWarnEnabled(Marker marker) {
		return isLive(this.logger.isWarnEnabled(marker));
	}

	@Override
	public boolean isErrorEnabled() {
		return isLive(this.logger.isErrorEnabled());
	}

	@Override
	public boolean isErrorEnabled(Marker marker) {
		return isLive(this.logger.isErrorEnabled(marker));
	}

}
