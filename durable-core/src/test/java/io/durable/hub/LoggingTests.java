package io.durable.hub;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.worker.Residency;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.MDC;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.AbstractLogger;
import org.slf4j.helpers.MessageFormatter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What orchestrators log.
 */
class LoggingTests extends HubScenarios {

	@Override
	protected Residency residency() {
		return Residency.off();
	}

	@Test
	void replaySafeLoggerSaysEachMessageOnceAndNamesTheInstance() throws Exception {
		Recorder recorder = new Recorder();
		this.builder.addActivity("Any", (context) -> {
			recorder.info("in the activity");
			return null;
		});
		this.builder.addOrchestration("Test", (context) -> {
			Logger logger = context.createReplaySafeLogger(recorder);
			for (int i = 0; i < 3; i++) {
				logger.info("step {} of {}", i, 3);
				context.callActivity("Any").await();
			}
			logger.warn("done", new IllegalStateException("only for the log"));
			return null;
		});
		String id = start().scheduleNewOrchestrationInstance("Test", null, "the-instance");
		awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED);
		assertThat(recorder.lines).containsExactly("INFO step 0 of 3 [the-instance Test null] null",
				"INFO in the activity [the-instance null Any] null", "INFO step 1 of 3 [the-instance Test null] null",
				"INFO in the activity [the-instance null Any] null", "INFO step 2 of 3 [the-instance Test null] null",
				"INFO in the activity [the-instance null Any] null",
				"WARN done [the-instance Test null] only for the log");
		assertThat(MDC.get("durable.instanceId")).isNull();
	}

	/**
	 * Writes what it is told into a list.
	 */
	private static final class Recorder extends AbstractLogger {

		private static final long serialVersionUID = 1L;

		private final transient List<String> lines = new CopyOnWriteArrayList<>();

		@Override
		protected String getFullyQualifiedCallerName() {
			return Recorder.class.getName();
		}

		@Override
		protected void handleNormalizedLoggingCall(Level level, Marker marker, String message, Object[] arguments,
				Throwable throwable) {
			String text = MessageFormatter.arrayFormat(message, arguments).getMessage();
			this.lines.add("%s %s [%s %s %s] %s".formatted(level, text, MDC.get("durable.instanceId"),
					MDC.get("durable.orchestration"), MDC.get("durable.activity"),
					(throwable != null) ? throwable.getMessage() : null));
		}

		@Override
		public boolean isTraceEnabled() {
			return true;
		}

		@Override
		public boolean isTraceEnabled(Marker marker) {
			return true;
		}

		@Override
		public boolean isDebugEnabled() {
			return true;
		}

		@Override
		public boolean isDebugEnabled(Marker marker) {
			return true;
		}

		@Override
		public boolean isInfoEnabled() {
			return true;
		}

		@Override
		public boolean isInfoEnabled(Marker marker) {
			return true;
		}

		@Override
		public boolean isWarnEnabled() {
			return true;
		}

		@Override
		public boolean isWarnEnabled(Marker marker) {
			return true;
		}

		@Override
		public boolean isErrorEnabled() {
			return true;
		}

		@Override
		public boolean isErrorEnabled(Marker marker) {
			return true;
		}

	}

}
