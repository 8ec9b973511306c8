package io.durable.stuck;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.Task;
import io.durable.api.TaskFailedException;
import io.durable.client.DurableTaskClient;
import io.durable.hub.TaskHub;
import io.durable.testing.NodeScenarios;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sub-orchestrations whose ID is given, while all activity threads are taken.
 */
class GivenChildTests extends NodeScenarios {

	private TaskHub startWithAllThreadsTaken() throws Exception {
		AtomicInteger blocked = new AtomicInteger();
		options((options) -> options.withActivityThreads(2));
		this.builder.addActivity("Count", (context) -> {
			blocked.incrementAndGet();
			this.atTheEnd.await();
			return null;
		})
			.addOrchestration("Counted", (context) -> context.callActivity("Count").await())
			.addOrchestration("Parent",
					(context) -> context.callSubOrchestrator("Waits", null, "child", String.class).await())
			.addOrchestration("Talks", (context) -> {
				Task<String> child = context.callSubOrchestrator("Waits", null, "child", String.class);
				context.waitForExternalEvent("Now").await();
				context.sendEvent("child", "Go", "sent");
				return child.await();
			});
		TaskHub hub = start();
		for (int i = 0; i < 2; i++) {
			hub.client().scheduleNewOrchestrationInstance("Counted");
		}
		await("both threads are taken", () -> blocked.get() == 2);
		return hub;
	}

	@Test
	void childDoesNotWaitBehindActivities() throws Exception {
		TaskHub hub = startWithAllThreadsTaken();
		DurableTaskClient client = hub.client();
		String parent = client.scheduleNewOrchestrationInstance("Parent");
		await("the child runs", () -> client.getInstanceMetadata("child", false).isInstanceFound());
		client.raiseEvent("child", "Go", "on");
		assertThat(assertCompletes(client, parent).readOutputAs(String.class)).isEqualTo("on");
	}

	@Test
	void whatIsSentToAChildWaitsForItsStart() throws Exception {
		TaskHub hub = startWithAllThreadsTaken();
		DurableTaskClient client = hub.client();
		String parent = client.scheduleNewOrchestrationInstance("Talks");
		client.waitForInstanceStart(parent, SOON);
		client.raiseEvent(parent, "Now");
		assertThat(assertCompletes(client, parent).readOutputAs(String.class)).isEqualTo("sent");
	}

	@Test
	void noChildStartsAfterItsParentWasTerminated() throws Exception {
		TaskHub hub = startWithAllThreadsTaken();
		DurableTaskClient client = hub.client();
		String parent = client.scheduleNewOrchestrationInstance("Parent");
		client.waitForInstanceStart(parent, SOON);
		client.terminate(parent, null, true);
		assertEnds(client, parent, OrchestrationRuntimeStatus.TERMINATED);
		this.atTheEnd.countDown();
		hub.stop(Duration.ofSeconds(5));
		hub.start();
		assertWorks(hub);
		// Unless it was never started
		if (client.getInstanceMetadata("child", false).isInstanceFound()) {
			assertEnds(client, "child", OrchestrationRuntimeStatus.TERMINATED);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 10 })
	void childStartsAlthoughTheFirstTriesEndWithErrors(int times) throws Exception {
		this.builder.addOrchestration("Parent",
				(context) -> context.callSubOrchestrator("Waits", null, "child", String.class).await());
		TaskHub hub = start();
		AtomicInteger left = new AtomicInteger(times);
		this.store.before((call) -> {
			if ("start".equals(call.method()) && Thread.currentThread().getName().startsWith("durable-")
					&& left.getAndDecrement() > 0) {
				throw new OutOfMemoryError("injected");
			}
		});
		DurableTaskClient client = hub.client();
		String parent = client.scheduleNewOrchestrationInstance("Parent");
		await("the child runs", () -> client.getInstanceMetadata("child", false).isInstanceFound());
		client.raiseEvent("child", "Go", "on");
		assertThat(assertCompletes(client, parent).readOutputAs(String.class)).isEqualTo("on");
		assertThat(left.get()).isLessThanOrEqualTo(0);
		assertNoThreadHasDied();
	}

	@Test
	void theFirstOfTwoStartsOfOneIdWins() throws Exception {
		options((options) -> options.withActivityThreads(4));
		TaskHub hub = startTwice();
		for (int i = 0; i < 50; i++) {
			String id = hub.client().scheduleNewOrchestrationInstance("Twice", "same-" + i);
			assertThat(assertCompletes(hub.client(), id).readOutputAs(String.class)).isIn("first", "first, second");
		}
	}

	private TaskHub startTwice() {
		this.builder.addOrchestration("Echo", (context) -> context.getInput(String.class))
			.addOrchestration("Twice", (context) -> {
				String same = context.getInput(String.class);
				List<Task<String>> tasks = List.of(context.callSubOrchestrator("Echo", "first", same, String.class),
						context.callSubOrchestrator("Echo", "second", same, String.class));
				String outcome = tasks.get(0).await();
				try {
					return outcome + ", " + tasks.get(1).await();
				}
				catch (TaskFailedException ex) {
					return outcome;
				}
			});
		return start();
	}

}
