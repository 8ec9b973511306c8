package io.durable.worker.activity;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.durable.worker.turn.RunningWork;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ActivityQueueTests {

	private static final UUID EXECUTION = new UUID(0, 1);

	private static final int FULL = 50_000;

	private final WorkOwner owner = new IdleOwner();

	private int tasks;

	private QueuedActivity activity(String instanceId, String name) {
		return new QueuedActivity(this.owner, instanceId, new RunningWork(EXECUTION, this.tasks++), name, EXECUTION, 0,
				null, 0);
	}

	private void add(ActivityQueue queue, int count, String instanceId, String name) {
		for (int i = 0; i < count; i++) {
			queue.add(activity(instanceId, name));
		}
	}

	private static List<String> takeAll(ActivityQueue queue) {
		List<String> taken = new ArrayList<>();
		for (QueuedActivity next = queue.next(); next != null; next = queue.next()) {
			taken.add(next.name() + "/" + next.instanceId());
		}
		return taken;
	}

	@Test
	void namesTakeTurns() {
		ActivityQueue queue = new ActivityQueue(Map.of());
		add(queue, 3, "i", "A");
		add(queue, 1, "i", "B");
		add(queue, 2, "i", "C");
		assertThat(takeAll(queue)).containsExactly("A/i", "B/i", "C/i", "A/i", "C/i", "A/i");
	}

	@Test
	void instancesTakeTurnsWithinAName() {
		ActivityQueue queue = new ActivityQueue(Map.of());
		add(queue, 3, "many", "A");
		add(queue, 1, "one", "A");
		add(queue, 2, "two", "A");
		assertThat(takeAll(queue)).containsExactly("A/many", "A/one", "A/two", "A/many", "A/two", "A/many");
	}

	@Test
	void activitiesOfAnInstanceAndNameKeepTheirOrder() {
		ActivityQueue queue = new ActivityQueue(Map.of());
		List<QueuedActivity> added = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			added.add(activity("i", "A"));
			queue.add(added.get(i));
		}
		for (QueuedActivity expected : added) {
			assertThat(queue.next()).isSameAs(expected);
		}
	}

	@Test
	void nameThatHasItsMostRunningWaitsAndHoldsUpNobody() {
		ActivityQueue queue = new ActivityQueue(Map.of("Slow", 2));
		add(queue, 4, "i", "sLOW");
		add(queue, 3, "i", "Fast");
		List<QueuedActivity> running = new ArrayList<>();
		for (QueuedActivity next = queue.next(); next != null; next = queue.next()) {
			running.add(next);
		}
		assertThat(running).extracting(QueuedActivity::name).containsExactly("sLOW", "Fast", "sLOW", "Fast", "Fast");
		assertThat(queue.waiting()).isEqualTo(2);
		queue.ended(running.get(1));
		assertThat(queue.next()).isNull();
		queue.ended(running.get(0));
		assertThat(queue.next()).extracting(QueuedActivity::name).isEqualTo("sLOW");
		assertThat(queue.next()).isNull();
	}

	@Test
	void limitHoldsAlthoughAllOfTheNameHadEndedInBetween() {
		ActivityQueue queue = new ActivityQueue(Map.of("A", 1));
		for (int round = 0; round < 3; round++) {
			add(queue, 2, "i", "A");
			QueuedActivity first = queue.next();
			assertThat(first).isNotNull();
			assertThat(queue.next()).isNull();
			queue.ended(first);
			QueuedActivity second = queue.next();
			assertThat(second).isNotNull();
			queue.ended(second);
			assertThat(queue.isEmpty()).isTrue();
			assertThat(queue.next()).isNull();
		}
	}

	@Test
	void instanceThatFindsNoRoomComesBackOnceWhenHalfIsFree() {
		ActivityQueue queue = new ActivityQueue(Map.of());
		add(queue, FULL - 1, "many", "A");
		assertThat(queue.hasRoom(this.owner, "late")).isTrue();
		add(queue, 1, "many", "A");
		for (int i = 0; i < 3; i++) {
			assertThat(queue.hasRoom(this.owner, "late")).isFalse();
		}
		assertThat(queue.hasRoom(this.owner, "later")).isFalse();
		for (int left = FULL; left > FULL / 2; left--) {
			assertThat(queue.nextOverflow()).isNull();
			assertThat(queue.next()).isNotNull();
		}
		assertThat(queue.nextOverflow()).isEqualTo(Map.entry("late", this.owner));
		assertThat(queue.nextOverflow()).isEqualTo(Map.entry("later", this.owner));
		assertThat(queue.nextOverflow()).isNull();
	}

	@Test
	void whatIsTakenIsGone() {
		ActivityQueue queue = new ActivityQueue(Map.of());
		assertThat(queue.isEmpty()).isTrue();
		add(queue, 2, "i", "A");
		assertThat(queue.waiting()).isEqualTo(2);
		assertThat(takeAll(queue)).hasSize(2);
		assertThat(queue.isEmpty()).isTrue();
	}

}
