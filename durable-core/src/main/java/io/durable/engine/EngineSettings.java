package io.durable.engine;

import io.durable.api.DataConverter;
import io.durable.function.FunctionRegistry;

/**
 * What all runs have in common.
 *
 * @param converter reads and writes payloads
 * @param functions the orchestrators and activities
 * @param awaitGuard called before an orchestrator waits; it throws if waiting is not
 * allowed there, for instance inside a transaction
 */
public record EngineSettings(DataConverter converter, FunctionRegistry functions, Runnable awaitGuard) {

}
