package io.durable.sample;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.stereotype.Component;

/**
 * Stands in for a system elsewhere that runs jobs. Each is done when somebody asks for it
 * the third time.
 */
@Component
class Jobs {

	private static final int LOOKS = 3;

	private final Map<String, Integer> looks = new ConcurrentHashMap<>();

	boolean isDone(String jobId) {
		return this.looks.merge(jobId, 1, Integer::sum) >= LOOKS;
	}

}
