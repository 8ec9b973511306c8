package io.durable.soak;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;

import io.durable.api.DataConverter;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.serialization.JacksonDataConverter;
import io.durable.store.InDoubtException;
import io.durable.store.TransientStoreException;
import io.durable.testing.WatchedStore;
import io.durable.worker.WorkerListener;
import org.jspecify.annotations.Nullable;

/**
 * Throws errors at random, as long as it is on.
 */
final class Chaos {

	private static final List<Supplier<Error>> ERRORS = List.of(() -> new OutOfMemoryError("injected"),
			() -> new StackOverflowError("injected"), () -> new NoClassDefFoundError("injected"),
			() -> new AssertionError("injected"));

	private final SplittableRandom random;

	private final Map<String, Integer> thrown = new TreeMap<>();

	private volatile boolean on = true;

	Chaos(long seed) {
		this.random = new SplittableRandom(seed);
	}

	void end() {
		this.on = false;
	}

	synchronized int choose(int bound) {
		return this.random.nextInt(bound);
	}

	/**
	 * Throw an error now and then.
	 * @param place where
	 * @param oneOf one of how many times
	 */
	void strike(String place, int oneOf) {
		if (hits(place, oneOf)) {
			throw ERRORS.get(choose(ERRORS.size())).get();
		}
	}

	private synchronized boolean hits(String place, int oneOf) {
		boolean hits = this.on && this.random.nextInt(oneOf) == 0;
		if (hits) {
			this.thrown.merge(place, 1, Integer::sum);
		}
		return hits;
	}

	/**
	 * Disturb the calls that an engine makes. Those of the test are left alone.
	 * @param store the store
	 */
	void disturb(WatchedStore store) {
		store.before((call) -> {
			if (isEngine()) {
				strike(call.method(), 60);
				if (hits(call.method() + " unreachable", 60)) {
					throw new TransientStoreException("injected", null);
				}
			}
		});
		store.after((call) -> {
			if (isEngine()) {
				strike(call.method() + " done", 100);
				if (call.isCommit() && hits("commit in doubt", 60)) {
					throw new InDoubtException("injected", null);
				}
			}
		});
	}

	private static boolean isEngine() {
		return Thread.currentThread().getName().startsWith("durable-");
	}

	DataConverter converter() {
		JacksonDataConverter delegate = new JacksonDataConverter();
		return new DataConverter() {

			@Override
			public @Nullable String serialize(@Nullable Object value) {
				strike("serialize", 300);
				return delegate.serialize(value);
			}

			@Override
			public @Nullable Object deserialize(@Nullable String data, Type type) {
				strike("deserialize", 300);
				return delegate.deserialize(data, type);
			}

		};
	}

	WorkerListener listener() {
		return new WorkerListener() {

			@Override
			public void instanceChanged(String instanceId, String name, OrchestrationRuntimeStatus status) {
				strike("instanceChanged", 20);
			}

			@Override
			public void instanceParked(String instanceId, String name, String reason) {
				strike("instanceParked", 4);
			}

			@Override
			public void activityEnded(String name, boolean succeeded, Duration duration) {
				strike("activityEnded", 20);
			}

			@Override
			public void checkpointCommitted(int turns, Duration duration) {
				strike("checkpointCommitted", 20);
			}

			@Override
			public void historyRead(int events) {
				strike("historyRead", 50);
			}

			@Override
			public void historyReplayed(int events) {
				strike("historyReplayed", 50);
			}

		};
	}

	@Override
	public synchronized String toString() {
		return "thrown: " + this.thrown;
	}

}
