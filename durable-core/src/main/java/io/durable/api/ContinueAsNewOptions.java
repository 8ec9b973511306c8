package io.durable.api;

import org.jspecify.annotations.Nullable;

/**
 * Options of
 * {@link TaskOrchestrationContext#continueAsNew(Object, ContinueAsNewOptions)}.
 */
public final class ContinueAsNewOptions {

	private @Nullable String newVersion;

	private boolean preserveUnprocessedEvents = true;

	/**
	 * Set the version of the new execution, so that an orchestration that never ends
	 * moves to new code.
	 * @param version the version, or {@code null} to keep the one it has
	 * @return these options
	 */
	public ContinueAsNewOptions setNewVersion(@Nullable String version) {
		this.newVersion = version;
		return this;
	}

	/**
	 * Set whether external events that were not consumed are handed to the new execution.
	 * @param preserve {@code true}, the default, to keep them
	 * @return these options
	 */
	public ContinueAsNewOptions setPreserveUnprocessedEvents(boolean preserve) {
		this.preserveUnprocessedEvents = preserve;
		return this;
	}

	public @Nullable String getNewVersion() {
		return this.newVersion;
	}

	public boolean isPreserveUnprocessedEvents() {
		return this.preserveUnprocessedEvents;
	}

}
