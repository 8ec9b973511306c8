package io.durable.stuck;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import io.durable.client.DurableTaskClient;
import io.durable.hub.TaskHub;
import io.durable.testing.NodeScenarios;
import io.durable.worker.Residency;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Orchestrators that block the threads which turns are taken on.
 */
class BlockedOrchestratorTests extends NodeScenarios {

	private static final int THREADS = 4;

	private final Object monitor = new Object();

	private final CountDownLatch allBlocked = new CountDownLatch(THREADS);

	static Stream<Residency> residencies() {
		return Stream.of(Residency.off(), Residency.on(), new Residency(1 << 20, 0, 64, OptionalLong.empty()));
	}

	private TaskHub start(Residency residency) {
		options((options) -> options.withResidency(residency)
			.withOrchestratorThreads(THREADS)
			.withSlowTurn(Duration.ofMillis(200)));
		this.builder.addOrchestration("Synchronized", (context) -> {
			synchronized (this.monitor) {
				for (int i = 0; i < 20; i++) {
					context.callActivity("SayHello", i, String.class).await();
				}
				return "done";
			}
		}).addOrchestration("Sleeper", (context) -> {
			this.allBlocked.countDown();
			fallAsleep();
			return "awake";
		});
		return start();
	}

	private void fallAsleep() {
		try {
			this.atTheEnd.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@ParameterizedTest
	@MethodSource("residencies")
	void orchestratorsThatShareAMonitorComplete(Residency residency) throws Exception {
		TaskHub hub = start(residency);
		DurableTaskClient client = hub.client();
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			ids.add(client.scheduleNewOrchestrationInstance("Synchronized"));
		}
		assertWorks(hub);
		for (String id : ids) {
			assertCompletes(client, id);
		}
	}

	@ParameterizedTest
	@MethodSource("residencies")
	void othersCompleteWhileAsManyAsThereAreThreadsAreBlocked(Residency residency) throws Exception {
		TaskHub hub = start(residency);
		blockAll(hub.client());
		assertWorks(hub);
	}

	private void blockAll(DurableTaskClient client) throws InterruptedException {
		for (int i = 0; i < 2 * THREADS; i++) {
			client.scheduleNewOrchestrationInstance("Sleeper", null, "sleeper-" + i);
		}
		assertThat(this.allBlocked.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
	}

	@ParameterizedTest
	@MethodSource("residencies")
	void blockedOrchestratorIsNamedWithItsStack(Residency residency) throws Exception {
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		log.start();
		Logger logger = (Logger) LoggerFactory.getLogger("io.durable");
		logger.addAppender(log);
		try {
			TaskHub hub = start(residency);
			hub.client().scheduleNewOrchestrationInstance("Sleeper", null, "the-sleeper");
			await("a warning", () -> textOf(log).anyMatch((text) -> text.contains("the-sleeper")
					&& text.contains("Sleeper") && text.contains("BlockedOrchestratorTests.fallAsleep")));
		}
		finally {
			logger.detachAppender(log);
		}
	}

	private static Stream<String> textOf(ListAppender<ILoggingEvent> log) {
		List<ILoggingEvent> events;
		// As those that append to it do
		synchronized (log) {
			events = List.copyOf(log.list);
		}
		return events.stream().map((event) -> {
			IThrowableProxy thrown = event.getThrowableProxy();
			return event.getFormattedMessage()
					+ ((thrown != null) ? Arrays.toString(thrown.getStackTraceElementProxyArray()) : "");
		});
	}

	@Test
	void nodeStopsAlthoughAllItsThreadsAreBlocked() throws Exception {
		TaskHub hub = start(Residency.on());
		blockAll(hub.client());
		Thread stopping = beside("stopping", () -> hub.stop(Duration.ofMillis(100)));
		stopping.join(2 * SOON.toMillis());
		assertThat(stopping.isAlive()).isFalse();
		assertThat(this.data.leases().owners()).allMatch((partition) -> partition.owner() == null);
	}

}
