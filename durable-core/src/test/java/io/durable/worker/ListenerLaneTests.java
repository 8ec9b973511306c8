package io.durable.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

import io.durable.worker.runtime.TaskThreads;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ListenerLane}.
 */
class ListenerLaneTests {

	private final ManualThreads threads = new ManualThreads();

	private final List<Integer> heard = new ArrayList<>();

	private final ListenerLane lane = new ListenerLane(new WorkerListener() {

		@Override
		public void historyRead(int events) {
			if (events < 0) {
				throw new OutOfMemoryError("injected");
			}
			ListenerLaneTests.this.heard.add(events);
		}

	}, this.threads);

	private void tell(int number) {
		this.lane.tell((listener) -> listener.historyRead(number));
	}

	@Test
	void tellsInOrderOnOneThread() {
		tell(1);
		tell(2);
		assertThat(this.heard).isEmpty();
		assertThat(this.threads.tasks).hasSize(1);
		this.threads.run();
		tell(3);
		this.threads.run();
		assertThat(this.heard).containsExactly(1, 2, 3);
	}

	@Test
	void goesOnAfterWhatAListenerThrows() {
		tell(1);
		tell(-1);
		tell(2);
		this.threads.run();
		assertThat(this.heard).containsExactly(1, 2);
	}

	@Test
	void whatAListenerLeavesBehindIsNotSeenByTheNextOne() {
		List<String> seen = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			this.lane.tell((listener) -> {
				seen.add(String.valueOf(MDC.get("user")));
				MDC.put("user", "alice");
			});
		}
		this.threads.run();
		assertThat(seen).containsExactly("null", "null");
		assertThat(MDC.get("user")).isNull();
	}

	@Test
	void missesWhatIsTooMuch() {
		for (int i = 0; i < ListenerLane.MOST_WAITING + 5; i++) {
			tell(i);
		}
		this.threads.run();
		assertThat(this.heard).hasSize(ListenerLane.MOST_WAITING).doesNotHaveDuplicates().startsWith(0, 1);
		tell(-2);
		tell(7);
		this.threads.run();
		assertThat(this.heard).endsWith(7);
	}

	@Test
	void triesAgainWithTheNextEventIfThereIsNoThread() {
		this.threads.failure = new OutOfMemoryError("unable to create native thread");
		tell(1);
		this.threads.failure = new RejectedExecutionException("injected");
		tell(2);
		this.threads.failure = null;
		tell(3);
		this.threads.run();
		assertThat(this.heard).containsExactly(1, 2, 3);
	}

	/**
	 * Runs tasks when the test says so.
	 */
	private static final class ManualThreads implements TaskThreads {

		private final List<Runnable> tasks = new ArrayList<>();

		private Throwable failure;

		@Override
		public void execute(Runnable task) {
			if (this.failure instanceof Error error) {
				throw error;
			}
			if (this.failure instanceof RuntimeException exception) {
				throw exception;
			}
			this.tasks.add(task);
		}

		private void run() {
			List<Runnable> ready = List.copyOf(this.tasks);
			this.tasks.clear();
			ready.forEach(Runnable::run);
		}

		@Override
		public void shutdown() {
			this.tasks.clear();
		}

		@Override
		public boolean awaitEnd(Duration timeout) {
			return this.tasks.isEmpty();
		}

	}

}
