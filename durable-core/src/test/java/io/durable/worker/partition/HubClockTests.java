package io.durable.worker.partition;

import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;

import io.durable.worker.testing.ManualRuntime;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The estimated clock of a store.
 */
class HubClockTests {

	private static final Duration DAY = Duration.ofDays(1);

	// Each question takes a nanosecond of its own
	private static final Duration TINY = Duration.ofNanos(1000);

	private final ManualRuntime runtime = new ManualRuntime();

	private Duration jumped = Duration.ZERO;

	private Duration before = Duration.ZERO;

	private Duration after = Duration.ZERO;

	// The clock of the store, which goes as fast as ours
	private Instant truth() {
		return Instant.parse("2026-01-01T00:00:00Z").plusNanos(this.runtime.nanoTime()).plus(this.jumped);
	}

	private Instant read() {
		this.runtime.advance(this.before);
		Instant answer = truth();
		this.runtime.advance(this.after);
		return answer;
	}

	private void assertNotAheadAndBehindByAtMost(HubClock clock, Duration most) {
		Instant shown = clock.instant();
		Instant truth = truth();
		assertThat(shown).isBefore(truth);
		assertThat(Duration.between(shown, truth)).isLessThan(most.plus(TINY));
	}

	@Test
	void waitBeforeTheAnswerCountsForNothing() {
		this.before = Duration.ofSeconds(2);
		HubClock clock = new HubClock(this::read, this.runtime);
		assertNotAheadAndBehindByAtMost(clock, Duration.ZERO);
		this.before = Duration.ofSeconds(30);
		clock.synchronize();
		assertNotAheadAndBehindByAtMost(clock, Duration.ZERO);
	}

	@Test
	void neverAheadWhateverTheAnswersTake() {
		HubClock clock = new HubClock(this::read, this.runtime);
		SplittableRandom random = new SplittableRandom(1);
		for (int i = 0; i < 1000; i++) {
			this.before = Duration.ofMillis(random.nextInt(20_000));
			this.after = Duration.ofMillis(random.nextInt(20_000));
			clock.synchronize();
			// The first answer was immediate
			assertNotAheadAndBehindByAtMost(clock, Duration.ZERO);
			this.runtime.advance(Duration.ofSeconds(random.nextInt(10)));
			assertNotAheadAndBehindByAtMost(clock, Duration.ZERO);
		}
	}

	@Test
	void laterAnswerThatTookLessTimeMendsAnEarlierOne() {
		this.after = Duration.ofSeconds(14);
		HubClock clock = new HubClock(this::read, this.runtime);
		assertNotAheadAndBehindByAtMost(clock, Duration.ofSeconds(14));
		this.after = Duration.ofMillis(60);
		clock.synchronize();
		assertNotAheadAndBehindByAtMost(clock, Duration.ofMillis(60));
	}

	@Test
	void jumpOfTheStoresClockIsFollowedForwardAndBack() {
		this.after = Duration.ofMillis(5);
		HubClock clock = new HubClock(this::read, this.runtime);
		for (Duration jump : new Duration[] { DAY, DAY.negated(), Duration.ofMinutes(1), Duration.ofSeconds(-50) }) {
			this.jumped = this.jumped.plus(jump);
			clock.synchronize();
			assertNotAheadAndBehindByAtMost(clock, Duration.ofMillis(5));
		}
	}

}
