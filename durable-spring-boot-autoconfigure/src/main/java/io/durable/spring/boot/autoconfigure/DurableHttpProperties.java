package io.durable.spring.boot.autoconfigure;

import io.durable.spring.boot.web.HttpAccess;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration properties of the HTTP API.
 *
 * @param enabled Whether there is an HTTP API.
 * @param access Who may call it.
 * @param basePath Path of the management API, which starts orchestrations too.
 * @param starterEnabled Whether orchestrations can be started at the starter path.
 * @param starterPath Path at which orchestrations are started by name.
 */
@ConfigurationProperties("durable.http")
public record DurableHttpProperties(@DefaultValue("true") boolean enabled, @DefaultValue("auto") HttpAccess access,
		@DefaultValue("/runtime/webhooks/durabletask") String basePath, @DefaultValue("true") boolean starterEnabled,
		@DefaultValue("/orchestrators") String starterPath) {

	public DurableHttpProperties {
		basePath = normalize("durable.http.base-path", basePath);
		starterPath = normalize("durable.http.starter-path", starterPath);
	}

	private static String normalize(String property, String path) {
		String trimmed = path.strip();
		if (!trimmed.matches("/?[\\w.~-]+(/[\\w.~-]+)*/?")) {
			throw new IllegalArgumentException(
					"%s must be a path such as /orchestrators, of letters, digits and - . _ ~, but is '%s'"
						.formatted(property, path));
		}
		String start = trimmed.startsWith("/") ? trimmed : "/" + trimmed;
		return start.endsWith("/") ? start.substring(0, start.length() - 1) : start;
	}

	/**
	 * Return where orchestrations are started besides the management API.
	 * @return the path, or {@code null} if that is switched off
	 */
	@Nullable String starterPathIfEnabled() {
		return this.starterEnabled ? this.starterPath : null;
	}

}
