package io.durable.api;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * How often, and after which waits, a failed task is repeated. Each wait is a durable
 * timer.
 */
public final class RetryPolicy {

	private int maxNumberOfAttempts;

	private Duration firstRetryInterval;

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
		this.maxNumberOfAttempts = checkAttempts(maxNumberOfAttempts);
		this.firstRetryInterval = checkInterval(firstRetryInterval);
	}

	private static int checkAttempts(int maxNumberOfAttempts) {
		check(maxNumberOfAttempts > 0, "maxNumberOfAttempts must be greater than zero");
		return maxNumberOfAttempts;
	}

	private static Duration checkInterval(@Nullable Duration firstRetryInterval) {
		check(firstRetryInterval != null && !firstRetryInterval.isNegative() && !firstRetryInterval.isZero(),
				"firstRetryInterval must be greater than zero");
		return Objects.requireNonNull(firstRetryInterval);
	}

	private static void check(boolean condition, String message) {
		if (!condition) {
			throw new IllegalArgumentException(message);
		}
	}

	/**
	 * Set the greatest number of attempts.
	 * @param maxNumberOfAttempts the number, the first attempt included
	 * @return this policy
	 */
	public RetryPolicy setMaxNumberOfAttempts(int maxNumberOfAttempts) {
		this.maxNumberOfAttempts = checkAttempts(maxNumberOfAttempts);
		return this;
	}

	/**
	 * Set the wait before the second attempt.
	 * @param firstRetryInterval the wait, greater than zero
	 * @return this policy
	 */
	public RetryPolicy setFirstRetryInterval(Duration firstRetryInterval) {
		this.firstRetryInterval = checkInterval(firstRetryInterval);
		return this;
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
	 * @param maxRetryInterval at least the first interval; zero, the default, or
	 * {@code null} for no bound
	 * @return this policy
	 */
	public RetryPolicy setMaxRetryInterval(@Nullable Duration maxRetryInterval) {
		this.maxRetryInterval = checkBound("maxRetryInterval", maxRetryInterval);
		return this;
	}

	/**
	 * Set the time, counted from the first attempt, after which no retry is planned. One
	 * that is late, since no node ran or the instance was suspended, is made.
	 * @param retryTimeout at least the first interval; zero, the default, or {@code null}
	 * for no bound
	 * @return this policy
	 */
	public RetryPolicy setRetryTimeout(@Nullable Duration retryTimeout) {
		this.retryTimeout = checkBound("retryTimeout", retryTimeout);
		return this;
	}

	private Duration checkBound(String name, @Nullable Duration bound) {
		if (bound == null) {
			return Duration.ZERO;
		}
		check(bound.isZero() || bound.compareTo(this.firstRetryInterval) >= 0,
				name + " must be at least firstRetryInterval");
		return bound;
	}

	/**
	 * Return the wait after a failed attempt.
	 * @param attempt the number of the attempt that failed, counted from one
	 * @return the wait: {@code firstRetryInterval × backoffCoefficient^(attempt - 1)},
	 * bounded
	 */
	public Duration delayAfter(int attempt) {
		double millis = Times.millis(this.firstRetryInterval) * Math.pow(this.backoffCoefficient, attempt - 1);
		long bound = this.maxRetryInterval.isZero() ? Long.MAX_VALUE / 2 : Times.millis(this.maxRetryInterval);
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
