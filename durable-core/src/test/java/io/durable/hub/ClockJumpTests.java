package io.durable.hub;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;

import io.durable.api.RetryPolicy;
import io.durable.api.TaskCanceledException;
import io.durable.api.TaskOptions;
import io.durable.api.TaskOrchestration;
import io.durable.client.DurableTaskClient;
import io.durable.store.DueTimer;
import io.durable.testing.NodeScenarios;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The store's clock is a day ahead for a while, and then it is set back.
 */
class ClockJumpTests extends NodeScenarios {

	private static final Duration DAY = Duration.ofDays(1);

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private static final String ID = "steps";

	private TaskHub first;

	// One that has had a turn while the clock was ahead, and then does something
	private DurableTaskClient afterAJump(TaskOrchestration then) throws Exception {
		this.builder.addOrchestration("Steps", (context) -> {
			if (context.getInput(String.class) == null) {
				context.waitForExternalEvent("Ahead", String.class).await();
				context.setCustomStatus("has been ahead");
				context.waitForExternalEvent("Back", String.class).await();
			}
			return then.run(context);
		}).addActivity("Fails", (context) -> {
			if (this.clock.instant().isBefore(Instant.parse("2026-01-01T00:00:30Z"))) {
				throw new IllegalStateException("not yet");
			}
			return "done";
		});
		this.first = start();
		DurableTaskClient client = this.first.client();
		client.scheduleNewOrchestrationInstance("Steps", null, ID);
		client.waitForInstanceStart(ID, SOON);
		this.clock.advance(DAY);
		client.raiseEvent(ID, "Ahead", "x");
		await("a turn that is ahead",
				() -> client.getInstanceMetadata(ID, true).readCustomStatusAs(String.class) != null);
		this.clock.advance(DAY.negated());
		client.raiseEvent(ID, "Back", "x");
		await("a timer", () -> !timers(Duration.ofDays(30)).isEmpty());
		return client;
	}

	private List<DueTimer> timers(Duration within) {
		List<Integer> all = IntStream.range(0, this.data.description().partitionCount()).boxed().toList();
		return this.data.worker().readTimers(all, null, this.clock.instant().plus(within), 10);
	}

	private void assertEndsInAMinute(DurableTaskClient client) throws Exception {
		assertThat(timers(MINUTE.minusMillis(1))).isEmpty();
		assertThat(timers(MINUTE)).hasSize(1);
		this.clock.advance(MINUTE);
		assertCompletes(client, ID);
	}

	@Test
	void timerOfAMinuteTakesAMinute() throws Exception {
		assertEndsInAMinute(afterAJump((context) -> context.createTimer(MINUTE).await()));
	}

	@Test
	void timeoutOfAMinuteTakesAMinute() throws Exception {
		assertEndsInAMinute(afterAJump((context) -> {
			try {
				return context.waitForExternalEvent("Never", MINUTE, String.class).await();
			}
			catch (TaskCanceledException ex) {
				return "timeout";
			}
		}));
	}

	@Test
	void retryAfterAMinuteTakesAMinute() throws Exception {
		assertEndsInAMinute(afterAJump((context) -> context
			.callActivity("Fails", null, new TaskOptions(new RetryPolicy(2, MINUTE)), String.class)
			.await()));
	}

	@Test
	void timerOfTheNextGenerationTakesAMinute() throws Exception {
		assertEndsInAMinute(afterAJump((context) -> {
			if (context.getInput(String.class) == null) {
				context.continueAsNew("again");
				return null;
			}
			return context.createTimer(MINUTE).await();
		}));
	}

	@Test
	void timerWithATimeIsDueThen() throws Exception {
		Instant due = this.clock.instant().plus(Duration.ofDays(3));
		afterAJump((context) -> context.createTimer(due.atZone(ZoneOffset.UTC)).await());
		assertThat(timers(Duration.ofDays(3).minusMillis(1))).isEmpty();
		assertThat(timers(Duration.ofDays(3))).hasSize(1);
	}

	@Test
	void replayComesToTheSame() throws Exception {
		DurableTaskClient client = afterAJump((context) -> {
			context.createTimer(MINUTE).await();
			context.createTimer(MINUTE).await();
			return null;
		});
		this.clock.advance(MINUTE);
		await("the second timer", () -> timers(MINUTE).size() == 1 && timers(Duration.ofSeconds(30)).isEmpty());
		// Another node replays it
		TaskHub second = build();
		this.first.stop(Duration.ZERO);
		second.start();
		assertEndsInAMinute(client);
	}

}
