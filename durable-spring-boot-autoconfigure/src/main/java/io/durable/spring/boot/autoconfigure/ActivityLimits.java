package io.durable.spring.boot.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.durable.worker.WorkerOptions;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;

/**
 * How many activities of a name run at the same time:
 * {@code durable.activities.<name>.max-concurrent}. The names stand beside
 * {@code durable.activities.threads}, so they are no map that a properties class could
 * have.
 *
 * @param byName the limits by name
 */
record ActivityLimits(Map<String, Integer> byName) {

	private static final String PREFIX = "durable.activities";

	// As environment variables have it too, which know neither dashes nor upper case
	private static final Pattern KEY = Pattern.compile("(.+)\\.max[-_.]?concurrent", Pattern.CASE_INSENSITIVE);

	/**
	 * Read the limits.
	 * @param environment the environment
	 * @return the limits
	 * @throws InvalidConfigurationPropertyValueException if one is no positive number
	 */
	static ActivityLimits in(Environment environment) {
		Map<String, Integer> limits = new LinkedHashMap<>();
		Binder.get(environment)
			.bind(PREFIX, Bindable.mapOf(String.class, String.class))
			.ifBound((properties) -> properties.forEach((key, value) -> {
				Matcher limited = KEY.matcher(key);
				if (limited.matches()) {
					limits.put(limited.group(1), limit(PREFIX + "." + key, value));
				}
			}));
		return new ActivityLimits(limits);
	}

	private static int limit(String property, String value) {
		try {
			int limit = Integer.parseInt(value.trim());
			if (limit > 0) {
				return limit;
			}
		}
		catch (NumberFormatException ex) {
			// The same answer as to 0
		}
		throw new InvalidConfigurationPropertyValueException(property, value,
				"It must be a number of at least 1, which is how many of these activities may run on this node at the same time. "
						+ "Leave it out for as many as there are threads.");
	}

	WorkerOptions applyTo(WorkerOptions options) {
		WorkerOptions limited = options;
		for (Map.Entry<String, Integer> limit : this.byName.entrySet()) {
			limited = limited.withMaxConcurrent(limit.getKey(), limit.getValue());
		}
		return limited;
	}

}
