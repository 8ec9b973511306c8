package io.durable.engine;

/**
 * Unwinds an orchestrator that cannot go on now. An {@link Error}, so that
 * {@code catch (Exception)} does not swallow it, and a fresh one each time, since the
 * same instance thrown twice in a try-with-resources would suppress itself. Applications
 * must not catch it.
 */
public final class OrchestratorYield extends Error {

	OrchestratorYield() {
		super("The orchestrator waits. This is not a failure: do not catch it", null, false, false);
	}

}
