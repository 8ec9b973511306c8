package io.durable.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import io.durable.spring.boot.web.access.HttpAccess;
import io.durable.spring.boot.web.access.HttpApiSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * Configuration properties of the HTTP API.
 *
 * @param enabled Whether there is an HTTP API.
 * @param access Who may call it.
 * @param basePath Path of the management API, which starts orchestrations too.
 * @param starterEnabled Whether orchestrations can be started at the starter path.
 * @param starterPath Path at which orchestrations are started by name.
 * @param publicUrl URL at which clients reach the application, such as
 * https://app.example/app: what URLs in answers begin with. By default that follows from
 * the request.
 * @param allowedHosts Hosts that may stand in URLs of answers if a request names them,
 * such as app.example or app.example:8443. Without a port, the server's own and the
 * standard one are meant. Not needed with a public URL, nor where forwarded headers are
 * trusted.
 * @param maxBody Greatest size of the body of a request.
 * @param maxWait How long a request may wait for the end of an orchestration, and a purge
 * may take, before it is answered.
 */
@ConfigurationProperties("durable.http")
public record DurableHttpProperties(@DefaultValue("true") boolean enabled, @DefaultValue("auto") HttpAccess access,
		@DefaultValue("/runtime/webhooks/durabletask") String basePath, @DefaultValue("true") boolean starterEnabled,
		@DefaultValue("/orchestrators") String starterPath, @Nullable String publicUrl,
		@DefaultValue Set<String> allowedHosts, @DefaultValue("2112KB") DataSize maxBody,
		@DefaultValue("100s") Duration maxWait) {

	public DurableHttpProperties {
		publicUrl = checkUrl(publicUrl);
		allowedHosts = allowedHosts.stream()
			.map((host) -> host.strip().toLowerCase(Locale.ROOT))
			.collect(Collectors.toUnmodifiableSet());
		Assert.isTrue(maxBody.toBytes() > 0, "durable.http.max-body must be positive");
		Assert.isTrue(!maxWait.isNegative(), "durable.http.max-wait must not be negative");
		basePath = normalize("durable.http.base-path", basePath);
		starterPath = normalize("durable.http.starter-path", starterPath);
	}

	private static @Nullable String checkUrl(@Nullable String url) {
		if (!StringUtils.hasText(url)) {
			return null;
		}
		String trimmed = url.strip();
		Assert.isTrue(trimmed.matches("https?://[^/?#@\\s]+(/[^?#\\s]*)?"),
				() -> "durable.http.public-url must be a URL such as https://app.example/app, but is '%s'"
					.formatted(url));
		return StringUtils.trimTrailingCharacter(trimmed, '/');
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

	HttpApiSettings settings() {
		return new HttpApiSettings(this.basePath, this.starterEnabled ? this.starterPath : null, this.access,
				this.publicUrl, this.allowedHosts, this.maxBody.toBytes(), this.maxWait);
	}

}
