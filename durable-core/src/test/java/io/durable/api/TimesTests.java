package io.durable.api;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

import io.durable.hub.TaskHub;
import io.durable.worker.WorkerOptions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Times and durations of callers saturate.
 */
class TimesTests {

	private static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

	private static final Duration LONGEST_AGO = Duration.ofSeconds(Long.MIN_VALUE);

	@Test
	void timesAreCutToWhatCanBeStored() {
		assertThat(Times.floorIfAny(null)).isNull();
		assertThat(Times.floorIfAny(Instant.MAX)).isEqualTo(Times.MAX);
		assertThat(Times.floorIfAny(Instant.MIN)).isEqualTo(Times.MIN);
		assertThat(Times.floorIfAny(Instant.ofEpochSecond(1, 1_999_999))).isEqualTo(Instant.ofEpochMilli(1001));
		assertThat(Times.ceiling(Instant.MAX)).isEqualTo(Times.MAX);
		assertThat(Times.ceiling(Instant.MIN)).isEqualTo(Times.MIN);
		assertThat(Times.ceiling(Instant.ofEpochSecond(1, 1))).isEqualTo(Instant.ofEpochMilli(1001));
	}

	@Test
	void sumsSaturate() {
		assertThat(Times.plus(Instant.EPOCH, FOREVER)).isEqualTo(Times.MAX);
		assertThat(Times.plus(Instant.EPOCH, LONGEST_AGO)).isEqualTo(Times.MIN);
		assertThat(Times.plus(Instant.MAX, Duration.ofSeconds(1))).isEqualTo(Times.MAX);
		assertThat(Times.plus(Instant.MIN, Duration.ofSeconds(-1))).isEqualTo(Times.MIN);
		assertThat(Times.plus(Instant.EPOCH, Duration.ofMillis(7))).isEqualTo(Instant.ofEpochMilli(7));
		assertThat(Times.plus(Instant.EPOCH, Duration.ofMillis(Long.MAX_VALUE))).isEqualTo(Times.MAX);
	}

	@Test
	void durationsSaturate() {
		assertThat(Times.millis(FOREVER)).isPositive();
		assertThat(Times.millis(LONGEST_AGO)).isNegative();
		assertThat(Times.millis(Duration.ofSeconds(2))).isEqualTo(2000);
		assertThat(Times.waitNanos(FOREVER)).isPositive();
		assertThat(Times.waitNanos(LONGEST_AGO)).isZero();
		assertThat(Times.waitNanos(Duration.ofSeconds(2))).isEqualTo(2_000_000_000L);
	}

	@Test
	void theDurationsOfAWorkerSaturate() {
		Duration forever = ChronoUnit.FOREVER.getDuration();
		WorkerOptions options = WorkerOptions.defaults()
			.withNode("node", forever)
			.withIntervals(forever, forever)
			.withSlowTurn(forever);
		for (Duration duration : List.of(options.leaseDuration(), options.pollInterval(), options.sweepInterval(),
				options.slowTurn())) {
			assertThat(duration.toNanos()).isPositive();
		}
		TaskHub hub = TaskHub.inMemory().options(options).build();
		hub.start();
		hub.stop(forever);
		hub.close();
	}

	@Test
	void aRetryPolicyTakesForever() {
		RetryPolicy policy = new RetryPolicy(3, Duration.ofSeconds(1)).setBackoffCoefficient(1e10)
			.setMaxRetryInterval(FOREVER)
			.setRetryTimeout(FOREVER);
		assertThat(policy.delayAfter(1)).isEqualTo(Duration.ofSeconds(1));
		assertThat(policy.delayAfter(1000)).isPositive();
		assertThat(new RetryPolicy(3, FOREVER).delayAfter(2)).isPositive();
	}

}
