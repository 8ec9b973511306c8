package io.durable.soak;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.client.DurableTaskClient;
import io.durable.hub.TaskHub;
import io.durable.testing.NodeScenarios;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A request to rewind comes behind an event that was sent before the failure.
 */
class RewindBehindEventTests extends NodeScenarios {

	private final CountDownLatch runs = new CountDownLatch(1);

	private final CountDownLatch sent = new CountDownLatch(1);

	private final AtomicBoolean mended = new AtomicBoolean();

	private int others;

	@Test
	void smallEventAheadOfTheRewindWaitsForIt() throws Exception {
		assertThat(rewindBehind("x", 1)).isEqualTo(1);
	}

	@Test
	void eventThatFillsTheMailboxDoesNotKeepTheRewindOut() throws Exception {
		assertThat(rewindBehind("x".repeat(200_000), 1)).isEqualTo(200_000);
	}

	// Whatever else is between them
	@Test
	void eventsThatTakeAllMemoryDoNotKeepTheRewindOut() throws Exception {
		this.others = 3;
		assertThat(rewindBehind("x".repeat(65_000), 2)).isEqualTo(65_000);
	}

	private int rewindBehind(String payload, int events) throws Exception {
		// So that the request is read later, and not handed over during that turn
		this.store.shared();
		options((options) -> options.withMemory(MIB));
		this.builder.addOrchestration("FailsOnce", (context) -> {
			if (!this.mended.get()) {
				this.runs.countDown();
				this.sent.await();
				throw new IllegalStateException("not mended");
			}
			return context.waitForExternalEvent("E", String.class).await().length();
		});
		TaskHub hub = start();
		DurableTaskClient client = hub.client();
		for (int i = 0; i < this.others; i++) {
			waiting(client, "other-" + i);
		}
		AtomicBoolean begun = new AtomicBoolean();
		CountDownLatch rewound = new CountDownLatch(1);
		this.store.before((call) -> {
			// The turn with the event begins after the failure: that is when it is
			// rewound
			if (call.method().equals("load") && call.arguments().contains("fails") && this.mended.get()
					&& begun.compareAndSet(false, true)) {
				for (int i = 0; i < this.others; i++) {
					client.raiseEvent("other-" + i, "Go", "x".repeat(65_000));
				}
				client.rewindInstance("fails", null);
				rewound.countDown();
			}
			else if (call.method().equals("readInbox") && begun.get()) {
				rewound.await();
			}
		});
		client.scheduleNewOrchestrationInstance("FailsOnce", null, "fails");
		this.runs.await();
		for (int i = 0; i < events; i++) {
			client.raiseEvent("fails", "E", payload);
		}
		this.mended.set(true);
		this.sent.countDown();
		rewound.await();
		int length = assertEnds(client, "fails", OrchestrationRuntimeStatus.COMPLETED).readOutputAs(Integer.class);
		for (int i = 0; i < this.others; i++) {
			assertCompletes(client, "other-" + i);
		}
		await("no memory is used", () -> hub.load().used().values().stream().allMatch((used) -> used == 0));
		return length;
	}

}
