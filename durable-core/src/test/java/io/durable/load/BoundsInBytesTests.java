package io.durable.load;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import io.durable.api.Limits;
import io.durable.client.DurableTaskClient;
import io.durable.hub.TaskHub;
import io.durable.store.InDoubtException;
import io.durable.testing.NodeScenarios;
import io.durable.worker.Residency;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What waits in memory is bounded in bytes, however large the single parts are. A
 * character counts two bytes, and a page more than the budget is forgiven.
 */
class BoundsInBytesTests extends NodeScenarios {

	private static final long MEMORY = 32L * MIB;

	private static final long BOUND = 2 * MEMORY;

	private static final int INSTANCES = 30;

	private static final int EACH = 10;

	private final AtomicInteger runs = new AtomicInteger();

	private final AtomicLong mostHeld = new AtomicLong();

	private void build(int activityThreads) {
		Limits limits = Limits.defaults();
		options((options) -> options.withMemory(MEMORY)
			.withActivityThreads(activityThreads)
			// Nothing is kept between turns
			.withResidency(new Residency(4L * MIB, Integer.MAX_VALUE, 0, OptionalLong.empty())));
		this.builder
			.limits(new Limits(limits.payloadBytes(), limits.payloadBytes(), 1L << 30, 1L << 30, limits.historyEvents(),
					limits.historyWarnEvents(), limits.openTasks(), limits.actionsPerTurn(), limits.unreadEvents(),
					limits.customStatusBytes(), limits.queryPage()))
			.addOrchestration("Collects", (context) -> {
				int length = 0;
				for (int i = 0; i < EACH; i++) {
					length += context.waitForExternalEvent("Data", String.class).await().length();
				}
				return length;
			})
			.addOrchestration("Takes", (context) -> context.getInput(String.class).length())
			.addActivity("Length", (context) -> {
				int run = this.runs.incrementAndGet();
				if (run % 20 == 0) {
					this.mostHeld.accumulateAndGet(this.store.heldBytes(), Math::max);
				}
				return context.getInput(String.class).length();
			})
			.addOrchestration("CallsOne",
					(context) -> context.callActivity("Length", context.getInput(String.class), Integer.class).await());
	}

	private List<String> schedule(DurableTaskClient client, String name, int instances, String input) {
		return IntStream.range(0, instances)
			.mapToObj((n) -> client.scheduleNewOrchestrationInstance(name, input))
			.toList();
	}

	private void raiseAll(DurableTaskClient client, List<String> ids) {
		for (int i = 0; i < EACH; i++) {
			ids.forEach((id) -> client.raiseEvent(id, "Data", MEGABYTE));
		}
	}

	// Each look collects garbage, so not at each commit
	private void lookAtWhatIsHeld() {
		this.store.trackingMessages();
		AtomicInteger commits = new AtomicInteger();
		this.store.before((call) -> {
			if (call.isCommit() && commits.incrementAndGet() % 8 == 0) {
				this.mostHeld.accumulateAndGet(this.store.heldBytes(), Math::max);
			}
		});
	}

	private static void assertAllComplete(DurableTaskClient client, List<String> ids) throws Exception {
		for (String id : ids) {
			assertCompletes(client, id);
		}
	}

	@Test
	void unreadEventsStayInTheStoreWhenANodeStarts() throws Exception {
		build(4);
		lookAtWhatIsHeld();
		TaskHub hub = build();
		List<String> ids = schedule(hub.client(), "Collects", INSTANCES, null);
		raiseAll(hub.client(), ids);
		hub.start();
		assertAllComplete(hub.client(), ids);
		assertThat(this.mostHeld.get()).isBetween(1L, BOUND);
	}

	@Test
	void unreadEventsStayInTheStoreAfterARestart() throws Exception {
		build(4);
		lookAtWhatIsHeld();
		TaskHub hub = start();
		List<String> ids = schedule(hub.client(), "Collects", INSTANCES, null);
		for (String id : ids) {
			hub.client().waitForInstanceStart(id, SOON);
		}
		hub.stop(SOON);
		raiseAll(hub.client(), ids);
		hub.start();
		assertAllComplete(hub.client(), ids);
		assertThat(this.mostHeld.get()).isBetween(1L, BOUND);
	}

	@Test
	void unreadEventsStayInTheStoreAfterACommitInDoubt() throws Exception {
		build(4);
		lookAtWhatIsHeld();
		TaskHub hub = build();
		List<String> ids = schedule(hub.client(), "Collects", INSTANCES, null);
		raiseAll(hub.client(), ids);
		AtomicInteger commits = new AtomicInteger();
		this.store.after((call) -> {
			if (call.isCommit() && commits.incrementAndGet() == 3) {
				throw new InDoubtException("injected", null);
			}
		});
		hub.start();
		assertAllComplete(hub.client(), ids);
		assertThat(commits.get()).isGreaterThan(3);
		assertThat(this.mostHeld.get()).isBetween(1L, BOUND);
	}

	@Test
	void unreadStartsStayInTheStore() throws Exception {
		build(4);
		this.store.tracking();
		TaskHub hub = build();
		List<String> ids = schedule(hub.client(), "Takes", 300, MEGABYTE);
		AtomicInteger commits = new AtomicInteger();
		this.store.before((call) -> {
			if (call.isCommit() && commits.incrementAndGet() <= 3) {
				this.mostHeld.accumulateAndGet(this.store.heldBytes(), Math::max);
			}
		});
		hub.start();
		assertAllComplete(hub.client(), ids);
		assertThat(this.mostHeld.get()).isBetween(1L, BOUND);
	}

	@Test
	void whatIsHandedOverWithoutAReadIsBoundedToo() throws Exception {
		build(4);
		this.store.tracking();
		TaskHub hub = start();
		List<String> ids = schedule(hub.client(), "Collects", INSTANCES, null);
		for (String id : ids) {
			hub.client().waitForInstanceStart(id, SOON);
		}
		CountDownLatch allSent = new CountDownLatch(1);
		this.store.before((call) -> {
			if (call.isCommit()) {
				allSent.await();
			}
		});
		raiseAll(hub.client(), ids);
		long held = this.store.heldBytes();
		allSent.countDown();
		assertAllComplete(hub.client(), ids);
		assertThat(held).isBetween(1L, BOUND);
	}

	@Test
	@Timeout(180)
	void inputsOfActivitiesThatWaitStayInTheStore() throws Exception {
		build(2);
		this.store.tracking();
		TaskHub hub = start();
		assertAllComplete(hub.client(), schedule(hub.client(), "CallsOne", 200, MEGABYTE));
		assertThat(this.mostHeld.get()).isBetween(1L, BOUND);
	}

	@Test
	void inputsOfActivitiesThatARestartFindsOpenStayInTheStore() throws Exception {
		build(2);
		this.store.tracking();
		CountDownLatch stopped = new CountDownLatch(1);
		TaskHub first = newBuilder((options) -> options).addActivity("Length", (context) -> {
			stopped.await();
			return null;
		})
			.addOrchestration("CallsOne",
					(context) -> context.callActivity("Length", context.getInput(String.class), Integer.class).await())
			.build();
		first.start();
		List<String> ids = schedule(first.client(), "CallsOne", 200, MEGABYTE);
		for (String id : ids) {
			first.client().waitForInstanceStart(id, SOON);
		}
		first.close();
		TaskHub second = start();
		assertAllComplete(second.client(), ids);
		assertThat(this.runs.get()).isGreaterThanOrEqualTo(200);
		assertThat(this.mostHeld.get()).isBetween(1L, BOUND);
	}

}
