package io.durable.soak;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.durable.client.DurableTaskClient;
import io.durable.hub.TaskHub;
import io.durable.store.InDoubtException;
import io.durable.store.InboxRead;
import io.durable.store.TransientStoreException;
import io.durable.store.key.PartitionHash;
import io.durable.testing.NodeScenarios;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Several instances of one partition have messages that are to be read again, and the
 * read of the first fails.
 */
class LeftBehindReadFailureTests extends NodeScenarios {

	private static final int INSTANCES = 3;

	private final CountDownLatch dropped = new CountDownLatch(INSTANCES);

	private final CountDownLatch raised = new CountDownLatch(1);

	private final AtomicBoolean failed = new AtomicBoolean();

	private final AtomicBoolean armed = new AtomicBoolean();

	private final Set<String> doubted = ConcurrentHashMap.newKeySet();

	private List<String> idsOfOnePartition() {
		Map<Integer, List<String>> ids = IntStream.range(0, 100)
			.mapToObj((i) -> "id-" + i)
			.collect(Collectors
				.groupingBy((id) -> PartitionHash.partition(id, this.data.description().partitionCount())));
		return ids.values()
			.stream()
			.filter((some) -> some.size() >= INSTANCES)
			.findFirst()
			.orElseThrow()
			.subList(0, INSTANCES);
	}

	@Test
	void failureToReadForOneInstanceLosesNoOther() throws Exception {
		List<String> ids = idsOfOnePartition();
		TaskHub hub = start();
		DurableTaskClient client = hub.client();
		for (String id : ids) {
			waiting(client, id);
		}
		this.store.before((call) -> {
			if (!this.armed.get()) {
				return;
			}
			if (ids.stream().anyMatch(call::commits)) {
				// So that all of them have what they are to lose
				this.raised.await();
			}
			List<String> first = ids.stream().filter((id) -> call.commits(id) && this.doubted.add(id)).toList();
			first.forEach((id) -> this.dropped.countDown());
			if (!first.isEmpty()) {
				throw new InDoubtException("injected", null);
			}
			if (call.method().equals("readInbox")) {
				// So that all of them are to be read at the same time
				this.dropped.await();
				InboxRead read = (InboxRead) call.arguments().get(0);
				if (read.instanceId() != null && this.failed.compareAndSet(false, true)) {
					throw new TransientStoreException("injected", null);
				}
			}
		});
		this.armed.set(true);
		for (String id : ids) {
			client.raiseEvent(id, "Go", "on");
		}
		this.raised.countDown();
		for (String id : ids) {
			assertCompletes(client, id);
		}
		assertThat(this.failed).isTrue();
	}

}
