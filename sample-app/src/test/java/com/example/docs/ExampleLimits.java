package com.example.docs;

import io.durable.api.Limits;

/**
 * Limits that a test can reach.
 */
final class ExampleLimits {

	private ExampleLimits() {
	}

	static Limits unreadEvents(int unreadEvents) {
		Limits defaults = Limits.defaults();
		return new Limits(defaults.payloadBytes(), defaults.payloadWarnBytes(), defaults.historyBytes(),
				defaults.historyWarnBytes(), defaults.historyEvents(), defaults.historyWarnEvents(),
				defaults.openTasks(), defaults.actionsPerTurn(), unreadEvents, defaults.customStatusBytes(),
				defaults.queryPage());
	}

	static Limits historyEvents(int historyEvents) {
		Limits defaults = Limits.defaults();
		return new Limits(defaults.payloadBytes(), defaults.payloadWarnBytes(), defaults.historyBytes(),
				defaults.historyWarnBytes(), historyEvents, defaults.historyWarnEvents(), defaults.openTasks(),
				defaults.actionsPerTurn(), defaults.unreadEvents(), defaults.customStatusBytes(), defaults.queryPage());
	}

}
