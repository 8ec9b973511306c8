package io.durable.sample;

import io.durable.api.Orchestrator;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * The smallest orchestrator: its output is its input, whatever JSON that is.
 */
@Component
class EchoInput {

	@Orchestrator("EchoInput")
	@Nullable Object echoInput(@Nullable Object input) {
		return input;
	}

}
