package io.durable.worker.instance;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.EventRaised;
import io.durable.history.HistoryEvent.ExecutionRewound;
import io.durable.history.HistoryEvent.ExecutionStarted;
import io.durable.history.HistoryEvent.ExecutionSuspended;
import io.durable.history.HistoryEvent.ExecutionTerminated;
import io.durable.history.HistoryEvent.TaskCompleted;
import io.durable.store.InboxMessage;
import io.durable.worker.turn.Delivery;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MailboxTests {

	private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

	private static final UUID EXECUTION = new UUID(0, 1);

	private static final int MOST = 1_000;

	private final Mailbox mailbox = new Mailbox();

	private long ids;

	private Delivery message(HistoryEvent event) {
		return new Delivery.Message(new InboxMessage(0, ++this.ids, "i", EXECUTION, null, event, null));
	}

	private Delivery event(String payload) {
		return message(new EventRaised(NOW, "E", payload));
	}

	private List<Delivery> addEvents(int count, String payload) {
		List<Delivery> added = IntStream.range(0, count).mapToObj((i) -> event(payload)).toList();
		added.forEach(this.mailbox::add);
		return added;
	}

	private List<Delivery> drain() {
		List<Delivery> batch = new ArrayList<>();
		this.mailbox.drainTo(batch);
		return batch;
	}

	private static long weight(List<Delivery> deliveries) {
		return deliveries.stream().mapToLong(Delivery::weight).sum();
	}

	@Test
	void oneTurnTakesABoundedNumber() {
		List<Delivery> added = addEvents(MOST + 5, null);
		assertThat(drain()).isEqualTo(added.subList(0, MOST));
		assertThat(this.mailbox.hasDeliveries()).isTrue();
		assertThat(drain()).isEqualTo(added.subList(MOST, MOST + 5));
		assertThat(this.mailbox.isUnused()).isTrue();
	}

	@Test
	void oneTurnTakesABoundedNumberOfBytes() {
		// Half a MiB each
		List<Delivery> added = addEvents(10, "x".repeat(256 * 1024));
		int taken = 0;
		while (taken < 10) {
			List<Delivery> batch = drain();
			assertThat(weight(batch)).isLessThanOrEqualTo(2L * 1024 * 1024);
			assertThat(batch).hasSizeGreaterThan(1).isEqualTo(added.subList(taken, taken + batch.size()));
			taken += batch.size();
			assertThat(this.mailbox.weight()).isEqualTo(weight(added.subList(taken, 10)));
		}
	}

	@Test
	void oneDeliveryAlwaysFits() {
		List<Delivery> added = addEvents(2, "x".repeat(3 * 1024 * 1024));
		assertThat(drain()).isEqualTo(added.subList(0, 1));
		assertThat(drain()).isEqualTo(added.subList(1, 2));
	}

	@Test
	void requestKeepsItsPlaceWithoutABacklog() {
		Delivery first = event("1");
		Delivery request = message(new ExecutionSuspended(NOW, null));
		Delivery last = event("2");
		List.of(first, request, last).forEach(this.mailbox::add);
		assertThat(drain()).containsExactly(first, request, last);
	}

	@Test
	void requestGetsPastABacklogAndTheRestKeepsItsOrder() {
		List<Delivery> added = addEvents(MOST + 2, null);
		Delivery request = message(new ExecutionTerminated(NOW, null, false));
		this.mailbox.add(request);
		Delivery last = event(null);
		this.mailbox.add(last);
		List<Delivery> batch = drain();
		assertThat(batch).hasSize(MOST + 1).endsWith(request);
		assertThat(batch.subList(0, MOST)).isEqualTo(added.subList(0, MOST));
		assertThat(drain()).containsExactly(added.get(MOST), added.get(MOST + 1), last);
	}

	@Test
	void priorityFollowsWhatItHolds() {
		assertThat(this.mailbox.priority()).isEqualTo(TurnThreads.Priority.ONGOING);
		this.mailbox.add(event(null));
		assertThat(this.mailbox.priority()).isEqualTo(TurnThreads.Priority.ONGOING);
		this.mailbox.add(message(new ExecutionSuspended(NOW, null)));
		assertThat(this.mailbox.priority()).isEqualTo(TurnThreads.Priority.URGENT);
		drain();
		assertThat(this.mailbox.priority()).isEqualTo(TurnThreads.Priority.ONGOING);
		this.mailbox.add(message(new ExecutionStarted(NOW, "A", null, null, null, Map.of(), null)));
		assertThat(this.mailbox.priority()).isEqualTo(TurnThreads.Priority.START);
	}

	@Test
	void whatIsPutBackComesFirstInItsOrder() {
		List<Delivery> added = addEvents(3, "x");
		List<Delivery> batch = drain();
		Delivery later = event("later");
		this.mailbox.add(later);
		this.mailbox.putBack(batch);
		assertThat(this.mailbox.weight()).isEqualTo(weight(added) + later.weight());
		assertThat(drain()).containsExactly(added.get(0), added.get(1), added.get(2), later);
		assertThat(this.mailbox.weight()).isZero();
	}

	@Test
	void requestThatIsPutBackIsStillUrgent() {
		this.mailbox.add(message(new ExecutionTerminated(NOW, null, false)));
		List<Delivery> batch = drain();
		this.mailbox.putBack(batch);
		assertThat(this.mailbox.priority()).isEqualTo(TurnThreads.Priority.URGENT);
	}

	@Test
	void requestToRewindGetsPastABacklog() {
		addEvents(1_001, "x");
		Delivery rewind = message(new ExecutionRewound(NOW, null, null));
		this.mailbox.add(rewind);
		assertThat(drain()).hasSize(1_001).contains(rewind);
	}

	@Test
	void messagesGoBackToTheStoreAndResultsStay() {
		Delivery message = event("message");
		Delivery result = new Delivery.Result(EXECUTION, new TaskCompleted(NOW, 0, "r"));
		this.mailbox.add(message);
		this.mailbox.add(result);
		assertThat(this.mailbox.removeMessages()).containsExactly(message);
		assertThat(this.mailbox.weight()).isEqualTo(result.weight());
		assertThat(drain()).containsExactly(result);
	}

	@Test
	void nothingIsLeftOfWhatIsCleared() {
		addEvents(3, "x");
		this.mailbox.clear();
		assertThat(this.mailbox.isUnused()).isTrue();
		assertThat(this.mailbox.weight()).isZero();
		assertThat(drain()).isEmpty();
	}

}
