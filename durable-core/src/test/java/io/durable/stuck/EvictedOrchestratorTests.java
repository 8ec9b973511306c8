package io.durable.stuck;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.durable.client.DurableTaskClient;
import io.durable.hub.TaskHub;
import io.durable.store.InDoubtException;
import io.durable.testing.NodeScenarios;
import io.durable.worker.Residency;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An orchestrator that takes its time in a {@code finally} block when its thread is taken
 * from it.
 */
class EvictedOrchestratorTests extends NodeScenarios {

	private final CountDownLatch unwinding = new CountDownLatch(1);

	private final CountDownLatch goOn = new CountDownLatch(1);

	private final AtomicBoolean done = new AtomicBoolean();

	private TaskHub start(int threads) {
		options((options) -> options.withResidency(new Residency(1 << 20, 0, threads, OptionalLong.empty())));
		this.builder.addOrchestration("Slow", (context) -> {
			try {
				context.waitForExternalEvent("First").await();
				context.waitForExternalEvent("Second").await();
				this.done.set(true);
				return "done";
			}
			finally {
				if (!this.done.get()) {
					this.unwinding.countDown();
					awaitUninterruptibly();
				}
			}
		});
		return start();
	}

	private void awaitUninterruptibly() {
		while (true) {
			try {
				if (this.goOn.await(1, TimeUnit.SECONDS) || this.atTheEnd.getCount() == 0) {
					return;
				}
			}
			catch (InterruptedException ex) {
				// It takes its time
			}
		}
	}

	private static String slow(DurableTaskClient client) throws Exception {
		String id = client.scheduleNewOrchestrationInstance("Slow", null, "slow");
		client.waitForInstanceStart(id, SOON);
		return id;
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void othersDoNotWaitForItAfterACommitThatWentWrong(boolean inDoubt) throws Exception {
		TaskHub hub = start(16);
		DurableTaskClient client = hub.client();
		String id = slow(client);
		AtomicBoolean armed = new AtomicBoolean(true);
		this.store.before((call) -> {
			if (call.commits(id) && armed.getAndSet(false)) {
				// It happens, and is then found to have happened
				this.data.worker().commit(call.checkpoint());
				if (inDoubt) {
					throw new InDoubtException("injected", null);
				}
			}
		});
		client.raiseEvent(id, "First");
		assertThat(this.unwinding.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertWorks(hub);
		this.goOn.countDown();
		client.raiseEvent(id, "Second");
		assertCompletes(client, id);
	}

	@Test
	void theOneThatGetsItsThreadDoesNotWaitForIt() throws Exception {
		TaskHub hub = start(1);
		DurableTaskClient client = hub.client();
		String id = slow(client);
		String other = waiting(client, "other");
		client.raiseEvent(other, "Go");
		assertCompletes(client, other);
		assertWorks(hub);
		this.goOn.countDown();
		client.raiseEvent(id, "First");
		client.raiseEvent(id, "Second");
		assertCompletes(client, id);
	}

	@Test
	void othersDoNotWaitForItWhenItsPartitionIsLost() throws Exception {
		TaskHub hub = start(16);
		slow(hub.client());
		this.store.leases().release(this.store.leases().take("thief", this.store.leases().owners()));
		hub.wakeUp();
		assertWorks(hub);
	}

	@Test
	void theNodeStopsAllTheSame() throws Exception {
		TaskHub hub = start(16);
		slow(hub.client());
		Thread stopping = beside("stopping", () -> hub.stop(Duration.ZERO));
		stopping.join(SOON.toMillis());
		assertThat(stopping.isAlive()).isFalse();
		hub.start();
		assertWorks(hub);
	}

}
