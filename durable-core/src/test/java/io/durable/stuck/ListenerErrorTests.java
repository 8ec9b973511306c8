package io.durable.stuck;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.client.DurableTaskClient;
import io.durable.hub.TaskHub;
import io.durable.store.TransientStoreException;
import io.durable.testing.NodeScenarios;
import io.durable.worker.Residency;
import io.durable.worker.WorkerListener;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Listeners and a log that fail: neither is a reason to lose a result.
 */
class ListenerErrorTests extends NodeScenarios {

	static Stream<Arguments> failures() {
		return Stream.of(WorkerListener.class.getMethods())
			.map((method) -> method.getName())
			.distinct()
			.sorted()
			.flatMap((method) -> Stream
				.of(new IllegalStateException("injected"), new AssertionError("injected"),
						new OutOfMemoryError("injected"))
				.map((failure) -> Arguments.of(method, failure)));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void resultsArriveWhateverAListenerThrows(String method, Throwable failure) throws Exception {
		boolean blocks = "turnBlocked".equals(method);
		options((options) -> options.withResidency(Residency.off())
			.withSlowTurn(blocks ? Duration.ofMillis(10) : options.slowTurn()));
		AtomicInteger calls = new AtomicInteger();
		this.builder.addListener((WorkerListener) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { WorkerListener.class }, (proxy, called, arguments) -> {
					if (called.getName().equals(method)) {
						calls.incrementAndGet();
						throw failure;
					}
					return "toString".equals(called.getName()) ? "failing listener" : null;
				}));
		if (blocks) {
			this.builder.addOrchestration("Blocks", (context) -> {
				while (calls.get() == 0 && this.atTheEnd.getCount() > 0) {
					Thread.onSpinWait();
				}
				return null;
			});
		}
		this.builder.addOrchestration("CallsNothing", (context) -> context.callActivity("Nothing").await());
		TaskHub hub = start();
		DurableTaskClient client = hub.client();
		assertWorks(hub);
		if (blocks) {
			assertCompletes(client, client.scheduleNewOrchestrationInstance("Blocks"));
		}
		String missing = client.scheduleNewOrchestrationInstance("CallsNothing");
		String parked = client.scheduleNewOrchestrationInstance("Unknown");
		awaitParked(client, parked);
		await("it is missed", () -> hub.missingActivities().contains("Nothing"));
		client.terminate(missing, null);
		client.terminate(parked, null);
		assertEnds(client, missing, OrchestrationRuntimeStatus.TERMINATED);
		assertEnds(client, parked, OrchestrationRuntimeStatus.TERMINATED);
		assertThat(hub.missingActivities()).containsExactly("Nothing");
		// Listeners hear of it later
		await("a call", () -> calls.get() > 0);
		assertNoThreadHasDied();
	}

	@ParameterizedTest
	@ValueSource(strings = { "commit", "readInbox", "readTimers", "load", "openInstances", "beat" })
	void logThatFailsEndsNoThread(String method) throws Exception {
		options((options) -> options.withResidency(Residency.off()));
		TaskHub hub = start();
		assertWorks(hub);
		FailingAppender appender = new FailingAppender();
		appender.start();
		Logger logger = (Logger) LoggerFactory.getLogger("io.durable");
		logger.addAppender(appender);
		try {
			for (Throwable failure : List.of(new TransientStoreException("injected", null),
					new OutOfMemoryError("injected"))) {
				AtomicInteger left = this.store.failNext(method, 3, () -> failure);
				DurableTaskClient client = hub.client();
				await("the failures", () -> {
					stealAndGiveBack();
					hub.wakeUp();
					client.raiseEvent(client.scheduleNewOrchestrationInstance("Waits"), "Go");
					return left.get() == 0;
				});
				assertWorks(hub);
			}
			await("a line of the log", () -> appender.events.get() > 0);
		}
		finally {
			logger.detachAppender(appender);
		}
		assertNoThreadHasDied();
	}

	private void stealAndGiveBack() {
		try {
			this.store.leases().release(this.store.leases().take("thief", this.store.leases().owners()));
		}
		catch (TransientStoreException | OutOfMemoryError ex) {
			// Meant for the node
		}
	}

	/**
	 * Has no memory for a line of the log.
	 */
	private static final class FailingAppender extends AppenderBase<ILoggingEvent> {

		private final AtomicInteger events = new AtomicInteger();

		@Override
		protected void append(ILoggingEvent event) {
			if (Thread.currentThread().getName().startsWith("durable-")) {
				this.events.incrementAndGet();
				throw new OutOfMemoryError("injected into the log");
			}
		}

	}

}
