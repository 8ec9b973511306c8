package io.durable.spring.boot.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * The time that activities get at a shutdown: it must leave some of the timeout of the
 * shutdown phase, in which the last results are stored and the partitions given back.
 *
 * @param phaseTimeout the timeout of the shutdown phase
 */
record ShutdownGrace(Duration phaseTimeout) {

	private static final Duration RESERVE = Duration.ofSeconds(2);

	private static final int RESERVE_FRACTION = 5;

	static ShutdownGrace within(@Nullable LifecycleProperties properties) {
		return new ShutdownGrace(
				((properties != null) ? properties : new LifecycleProperties()).getTimeoutPerShutdownPhase());
	}

	Duration orDefault(@Nullable Duration configured) {
		if (configured == null) {
			Duration fraction = this.phaseTimeout.dividedBy(RESERVE_FRACTION);
			return this.phaseTimeout.minus((fraction.compareTo(RESERVE) < 0) ? fraction : RESERVE);
		}
		if (configured.isNegative() || configured.compareTo(this.phaseTimeout) >= 0) {
			throw new InvalidConfigurationPropertyValueException("durable.shutdown.grace", configured,
					"It must not be negative, and shorter than spring.lifecycle.timeout-per-shutdown-phase, which is %d ms."
						.formatted(this.phaseTimeout.toMillis()));
		}
		return configured;
	}

}
