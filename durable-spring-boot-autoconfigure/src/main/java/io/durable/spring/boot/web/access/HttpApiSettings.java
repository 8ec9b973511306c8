package io.durable.spring.boot.web.access;

import java.time.Duration;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Settings of the HTTP API.
 *
 * @param basePath where the management API is, begins with a slash and ends without one
 * @param starterPath where orchestrations are started, in the same form, or {@code null}
 * if that is switched off
 * @param access who may call
 * @param publicUrl the URL at which clients reach the application, without a slash at its
 * end, or {@code null} to go by the request
 * @param allowedHosts hosts that may stand in URLs of answers, in lower case, with a port
 * or without
 * @param maxBody the greatest body of a request, in bytes
 * @param maxWait how long a request may wait at most
 */
public record HttpApiSettings(String basePath, @Nullable String starterPath, HttpAccess access,
		@Nullable String publicUrl, Set<String> allowedHosts, long maxBody, Duration maxWait) {

}
