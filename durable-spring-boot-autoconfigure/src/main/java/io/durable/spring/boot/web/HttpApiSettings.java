package io.durable.spring.boot.web;

import org.jspecify.annotations.Nullable;

/**
 * Settings of the HTTP API.
 *
 * @param basePath where the management API is, begins with a slash and ends without one
 * @param starterPath where orchestrations are started, in the same form, or {@code null}
 * if that is switched off
 * @param access who may call
 */
public record HttpApiSettings(String basePath, @Nullable String starterPath, HttpAccess access) {

}
