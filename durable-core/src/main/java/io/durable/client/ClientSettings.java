package io.durable.client;

import java.time.InstantSource;

import io.durable.api.DataConverter;
import io.durable.api.Limits;
import io.durable.function.FunctionRegistry;
import org.jspecify.annotations.Nullable;

/**
 * What a client needs besides the store.
 *
 * @param functions the registered functions, for method references
 * @param converter reads and writes payloads
 * @param limits the bounds of what it sends
 * @param defaultVersion the version of instances that it starts without naming one, or
 * {@code null} for none
 * @param clock gives the times of what it sends
 */
public record ClientSettings(FunctionRegistry functions, DataConverter converter, Limits limits,
		@Nullable String defaultVersion, InstantSource clock) {

}
