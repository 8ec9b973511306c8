package io.durable.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A clock that stands still until a test moves it.
 */
public final class TestClock implements InstantSource {

	private final AtomicReference<Instant> now;

	public TestClock() {
		this(Instant.parse("2026-01-01T00:00:00Z"));
	}

	public TestClock(Instant begin) {
		this.now = new AtomicReference<>(begin);
	}

	@Override
	public Instant instant() {
		return this.now.get();
	}

	public void advance(Duration duration) {
		this.now.updateAndGet((instant) -> instant.plus(duration));
	}

}
