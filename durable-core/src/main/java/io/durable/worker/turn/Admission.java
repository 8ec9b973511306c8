package io.durable.worker.turn;

import io.durable.api.FailureDetails;
import io.durable.api.Versioning;
import io.durable.api.Versioning.FailureStrategy;
import io.durable.engine.EngineSettings;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.Unreadable;
import io.durable.store.StoredInstance;
import org.jspecify.annotations.Nullable;

/**
 * Says whether this node may run an instance.
 */
final class Admission {

	private final EngineSettings settings;

	Admission(EngineSettings settings) {
		this.settings = settings;
	}

	/**
	 * Return why this node leaves an instance to another one, or to somebody who mends
	 * it.
	 * @param state the instance
	 * @param intake what it takes in
	 * @return the reason to park it, or {@code null}
	 */
	@Nullable String refusal(InstanceState state, Intake intake) {
		StoredInstance row = state.row();
		String unreadable = unreadable(state, intake);
		if (unreadable != null) {
			return unreadable;
		}
		if (this.settings.functions().orchestrator(row.name()) == null) {
			return "No orchestrator named '%s' is registered here; registered are %s. Deploy it, or terminate the instance."
				.formatted(row.name(), this.settings.functions().orchestratorNames());
		}
		Versioning versioning = this.settings.versioning();
		if (!versioning.accepts(row.version()) && versioning.failureStrategy() == FailureStrategy.REJECT) {
			return "%s It waits for a node that does.".formatted(versionMismatch(row));
		}
		return null;
	}

	private static @Nullable String unreadable(InstanceState state, Intake intake) {
		Unreadable found = state.unreadable();
		for (HistoryEvent event : intake.events()) {
			found = (found == null && event instanceof Unreadable unreadable) ? unreadable : found;
		}
		return (found != null)
				? "An event of its history or inbox cannot be read: %s. Deploy a version that can read it, or terminate the instance."
					.formatted(found.problem())
				: null;
	}

	/**
	 * Return why an instance must fail here.
	 * @param row the instance
	 * @return the failure, or {@code null}
	 */
	@Nullable FailureDetails failure(StoredInstance row) {
		Versioning versioning = this.settings.versioning();
		if (versioning.accepts(row.version()) || versioning.failureStrategy() != FailureStrategy.FAIL) {
			return null;
		}
		return new FailureDetails("VersionMismatch", versionMismatch(row), null, true, null, null);
	}

	private String versionMismatch(StoredInstance row) {
		Versioning versioning = this.settings.versioning();
		return "Its version is %s, but this node has version %s and runs %s.".formatted(
				(row.version() != null) ? row.version() : "not set",
				(versioning.version() != null) ? versioning.version() : "not set", switch (versioning.matchStrategy()) {
					case NONE -> "every version";
					case STRICT -> "only that";
					case CURRENT_OR_OLDER -> "only that and older ones";
				});
	}

}
