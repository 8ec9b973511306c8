package io.durable.load;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import io.durable.api.Task;
import io.durable.api.TaskOrchestrationContext;
import io.durable.hub.TaskHub;
import io.durable.store.memory.InMemoryTaskHubStore;
import io.durable.worker.WorkerListener;

/**
 * Fans out to ten thousand activities on a store in memory, then lets another node replay
 * it all. Run in a process of its own, so that its heap can be bounded.
 */
public final class LargeFanOut {

	private static final int ACTIVITIES = 10_000;

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private final AtomicLong replayed = new AtomicLong();

	private LargeFanOut() {
	}

	public static void main(String[] args) throws Exception {
		new LargeFanOut().run();
	}

	private void run() throws Exception {
		InMemoryTaskHubStore store = new InMemoryTaskHubStore();
		TaskHub first = hub(store);
		first.start();
		String id = first.client().scheduleNewOrchestrationInstance("FanOut", ACTIVITIES);
		while (!"\"done\"".equals(first.client().getInstanceMetadata(id, false).getSerializedCustomStatus())) {
			Thread.onSpinWait();
		}
		// Listeners have heard everything after that
		first.stop(Duration.ZERO);
		long whileItRan = this.replayed.getAndSet(0);
		TaskHub second = hub(store);
		second.start();
		second.client().raiseEvent(id, "Finish");
		Integer sum = second.client().waitForInstanceCompletion(id, TIMEOUT, true).readOutputAs(Integer.class);
		int events = second.client().getOrchestrationHistory(id).size();
		second.close();
		// Read by the test
		System.out.println("sum=" + sum + " events=" + events + " replayedWhileItRan=" + whileItRan
				+ " replayedByTheNextNode=" + this.replayed.get());
		System.exit(0);
	}

	private TaskHub hub(InMemoryTaskHubStore store) {
		return TaskHub.on(store)
			.addOrchestration("FanOut", LargeFanOut::fanOut)
			.addActivity("Double", (context) -> 2 * context.getInput(Integer.class))
			.addListener(new WorkerListener() {

				@Override
				public void historyReplayed(int count) {
					LargeFanOut.this.replayed.addAndGet(count);
				}

			})
			.build();
	}

	private static int fanOut(TaskOrchestrationContext context) {
		List<Task<Integer>> tasks = IntStream.range(0, context.getInput(Integer.class))
			.mapToObj((i) -> context.callActivity("Double", i, Integer.class))
			.toList();
		int sum = context.allOf(tasks).await().stream().mapToInt(Integer::intValue).sum();
		context.setCustomStatus("done");
		context.waitForExternalEvent("Finish").await();
		return sum;
	}

}
