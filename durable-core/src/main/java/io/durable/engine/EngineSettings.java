package io.durable.engine;

import io.durable.api.DataConverter;
import io.durable.api.ExceptionPropertiesProvider;
import io.durable.api.FailureDetails;
import io.durable.api.Limits;
import io.durable.api.Versioning;
import io.durable.function.FunctionRegistry;

/**
 * What all runs have in common.
 *
 * @param converter reads and writes payloads
 * @param functions the orchestrators and activities
 * @param awaitGuard called before an orchestrator waits; it throws if waiting is not
 * allowed there, for instance inside a transaction
 * @param limits the bounds of what one instance may do
 * @param versioning which versions are run, and the default one
 * @param failures says what to keep of exceptions
 * @param failOnNonDeterminism whether an instance whose code does not do what its history
 * says fails, instead of being parked
 */
public record EngineSettings(DataConverter converter, FunctionRegistry functions, Runnable awaitGuard, Limits limits,
		Versioning versioning, ExceptionPropertiesProvider failures, boolean failOnNonDeterminism) {

	/**
	 * Describe why something failed.
	 * @param exception the exception, whatever it does when it is asked
	 * @return what is kept of it
	 */
	public FailureDetails describe(Throwable exception) {
		return FailureDetails.of(exception, this.failures, this.limits);
	}

}
