package io.durable.api;

import java.time.Duration;

/**
 * How often, and after which waits, a failed task is repeated. Each wait is a durable
 * timer.
 */
public final class RetryPolicy {

	private final int maxNumberOfAttempts;

	private final Duration firstRetryInterval;

	private double backoffCoefficient = 1.0;

	private Duration maxRetryInterval = Duration.ZERO;

	private Duration retryTimeout = Duration.ZERO;

	/**
	 * Create a policy.
	 * @param maxNumberOfAttempts the greatest number of attempts, the first one included
	 * @param firstRetryInterval the wait before the second attempt
	 * @throws IllegalArgumentException if either is not positive
	 */
	public RetryPolicy(int maxNumberOfAttempts, Duration firstRetryInterval) {
		check(maxNumberOfAttempts > 0, "maxNumberOfAttempts must be greater than zero");
		check(!firstRetryInterval.isNegative() && !firstRetryInterval.isZero(),
				"firstRetryInterval must be greater than zero");
		this.maxNumberOfAttempts = maxNumberOfAttempts;
		this.firstRetryInterval = firstRetryInterval;
	}

	private static void check(boolean condition, String message) {
		if (!condition) {
			throw new IllegalArgumentException(message);
		}
	}

	/**
	 * Set the factor by which each wait is longer than the one before.
	 * @param backoffCoefficient at least 1.0, which is the default
	 * @return this policy
	 */
	public RetryPolicy setBackoffCoefficient(double backoffCoefficient) {
		check(Double.isFinite(backoffCoefficient) && backoffCoefficient >= 1.0,
				"backoffCoefficient must be at least 1.0");
		this.backoffCoefficient = backoffCoefficient;
		return this;
	}

	/**
	 * Set the longest wait.
	 * @param maxRetryInterval at least the first interval; zero, the default, for no
	 * bound
	 * @return this policy
	 */
	public RetryPolicy setMaxRetryInterval(Duration maxRetryInterval) {
		check(maxRetryInterval.isZero() || maxRetryInterval.compareTo(this.firstRetryInterval) >= 0,
				"maxRetryInterval must be at least firstRetryInterval");
		this.maxRetryInterval = maxRetryInterval;
		return this;
	}

	/**
	 * Set the time, counted from the first attempt, after which no retry begins.
	 * @param retryTimeout at least the first interval; zero, the default, for no bound
	 * @return this policy
	 */
	public RetryPolicy setRetryTimeout(Duration retryTimeout) {
		check(retryTimeout.isZero() || retryTimeout.compareTo(this.firstRetryInterval) >= 0,
				"retryTimeout must be at least firstRetryInterval");
		this.retryTimeout = retryTimeout;
		return this;
	}

	/**
	 * Return the wait after a failed attempt.
	 * @param attempt the number of the attempt that failed, counted from one
	 * @return the wait: {@code firstRetryInterval × backoffCoefficient^(attempt - 1)},
	 * bounded
	 */
	public Duration delayAfter(int attempt) {
		double millis = this.firstRetryInterval.toMillis() * Math.pow(this.backoffCoefficient, attempt - 1);
		long bound = this.maxRetryInterval.isZero() ? Long.MAX_VALUE / 2 : this.maxRetryInterval.toMillis();
		return Duration.ofMillis((long) Math.min(Math.max(millis, 1), bound));
	}

	public int getMaxNumberOfAttempts() {
		return this.maxNumberOfAttempts;
	}

	public Duration getFirstRetryInterval() {
		return this.firstRetryInterval;
	}

	public double getBackoffCoefficient() {
		return this.backoffCoefficient;
	}

	public Duration getMaxRetryInterval() {
		return this.maxRetryInterval;
	}

	public Duration getRetryTimeout() {
		return this.retryTimeout;
	}

}
