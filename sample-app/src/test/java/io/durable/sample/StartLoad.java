package io.durable.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Starts {@code HelloCities} from several threads until the server is gone, and remembers
 * the instances that were acknowledged.
 */
final class StartLoad {

	private static final int THREADS = 8;

	private final SampleClient client;

	private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

	private final Set<Integer> refusals = ConcurrentHashMap.newKeySet();

	private final List<Thread> threads = new ArrayList<>();

	private StartLoad(SampleClient client) {
		this.client = client;
	}

	static StartLoad on(SampleClient client) {
		StartLoad load = new StartLoad(client);
		for (int i = 0; i < THREADS; i++) {
			Thread thread = new Thread(load::run, "load-" + i);
			thread.start();
			load.threads.add(thread);
		}
		return load;
	}

	private void run() {
		try {
			while (true) {
				var response = this.client.post("/orchestrators/HelloCities");
				if (response.statusCode() == 202) {
					this.acknowledged.add(SampleClient.read(response, "$.id"));
				}
				else {
					this.refusals.add(response.statusCode());
				}
			}
		}
		catch (RuntimeException ex) {
			// The server is gone
		}
	}

	int count() {
		return this.acknowledged.size();
	}

	/**
	 * Wait until every thread has noticed that the server is gone.
	 * @return the acknowledged instances
	 * @throws InterruptedException if interrupted
	 */
	Set<String> join() throws InterruptedException {
		for (Thread thread : this.threads) {
			thread.join();
		}
		return this.acknowledged;
	}

	/**
	 * Return the statuses of starts that were not accepted.
	 * @return the statuses
	 */
	Set<Integer> refusals() {
		return this.refusals;
	}

}
