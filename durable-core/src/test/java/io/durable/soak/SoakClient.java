package io.durable.soak;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.TimeoutException;

import io.durable.client.DurableTaskClient;
import io.durable.client.NewOrchestrationInstanceOptions;
import io.durable.client.PurgeInstanceCriteria;
import io.durable.soak.SoakPrograms.Input;

/**
 * Starts instances and meddles with them, one call after the other.
 */
final class SoakClient {

	private static final int KNOWN = 40;

	private static final Duration MOMENT = Duration.ofMillis(20);

	private final DurableTaskClient client;

	private final SoakPrograms programs;

	private final SplittableRandom random;

	private final Instant begin;

	private final Deque<String> known = new ArrayDeque<>();

	private long calls;

	SoakClient(DurableTaskClient client, SoakPrograms programs, long seed, Instant begin) {
		this.client = client;
		this.programs = programs;
		this.random = new SplittableRandom(seed);
		this.begin = begin;
	}

	/**
	 * Do something. Refusals and injected errors come through to the caller of a client,
	 * which is as it should be.
	 */
	void act() {
		this.calls++;
		try {
			call();
		}
		catch (TimeoutException | RuntimeException ex) {
			// Not found, ended, full, not in time
			Thread.onSpinWait();
		}
		catch (Error ex) {
			if (!String.valueOf(ex.getMessage()).contains("injected")) {
				throw ex;
			}
		}
	}

	private void call() throws TimeoutException {
		String id = any();
		switch (this.random.nextInt(20)) {
			case 0, 1, 2, 3, 4 -> start();
			case 5, 6, 7, 8 -> this.client.raiseEvent(id, SoakPrograms.event(this.random),
					SoakPrograms.payload(this.programs.size(this.random)));
			case 9 -> {
				for (int i = this.random.nextInt(30); i > 0; i--) {
					this.client.raiseEvent(id, SoakPrograms.event(this.random), "burst");
				}
			}
			case 10 -> this.client.suspendInstance(id, "soak");
			case 11, 12 -> this.client.resumeInstance(id, "soak");
			case 13 -> this.client.terminate(id, "soak", this.random.nextBoolean());
			case 14 -> this.client.rewindInstance(id, "soak");
			case 15 -> this.client.purgeInstance(id, this.random.nextBoolean());
			case 16 -> {
				if (this.random.nextInt(10) == 0) {
					this.client.purgeInstances(new PurgeInstanceCriteria().setCreatedTimeFrom(this.begin));
				}
			}
			default -> this.client.waitForInstanceCompletion(id, MOMENT, this.random.nextBoolean());
		}
	}

	private void start() {
		NewOrchestrationInstanceOptions options = new NewOrchestrationInstanceOptions()
			.setInput(new Input(this.random.nextLong(), 0, 0, SoakPrograms.payload(this.programs.size(this.random))));
		if (this.random.nextInt(4) == 0) {
			options.setInstanceId(SoakPrograms.given(this.random));
		}
		this.known.add(this.client.scheduleNewOrchestrationInstance(SoakPrograms.NAME, options));
		if (this.known.size() > KNOWN) {
			this.known.remove();
		}
	}

	private String any() {
		if (this.known.isEmpty() || this.random.nextInt(4) == 0) {
			return SoakPrograms.given(this.random);
		}
		String id = this.known.remove();
		this.known.add(id);
		return id;
	}

	long calls() {
		return this.calls;
	}

}
