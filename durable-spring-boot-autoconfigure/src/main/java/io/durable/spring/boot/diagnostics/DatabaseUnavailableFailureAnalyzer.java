package io.durable.spring.boot.diagnostics;

import java.sql.SQLException;
import java.util.Locale;

import io.durable.jdbc.dialect.DatabaseUnavailableException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * {@link AbstractFailureAnalyzer} for a {@link DatabaseUnavailableException}.
 */
class DatabaseUnavailableFailureAnalyzer extends AbstractFailureAnalyzer<DatabaseUnavailableException> {

	private static final String H2_IN_USE = "90020";

	private static final String OTHER_DATABASE = """
			\s   - Give the task hub a database of its own, with a DataSource bean marked @DurableDataSource
			\s   - Switch durable orchestrations off with durable.enabled=false""";

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, DatabaseUnavailableException cause) {
		SQLException reason = cause.getReason();
		String state = String.valueOf(reason.getSQLState());
		String where = where(cause.getLocation());
		if (state.equals(H2_IN_USE)) {
			return new FailureAnalysis("The H2 file%s is open in another process, and H2 lets only one have it."
				.formatted(where), """
						Choose one:
						    - Stop the other process: another instance of this application, a test, or a tool such as \
						the H2 console
						    - Use another file, in spring.datasource.url
						    - Use PostgreSQL, where several processes share one task hub""", cause);
		}
		return new FailureAnalysis(
				"The database of the task hub%s cannot be reached: %s".formatted(where, reason(reason)),
				"Choose one:\n    - " + hint(state, String.valueOf(cause.getLocation())) + "\n" + OTHER_DATABASE,
				cause);
	}

	private static String where(@Nullable String location) {
		return (location != null) ? " at " + location : "";
	}

	private static String reason(SQLException reason) {
		String message = String.valueOf(reason.getMessage()).strip();
		return message + (message.endsWith(".") ? "" : ".");
	}

	private static String hint(String state, String location) {
		boolean ownH2 = location.startsWith("jdbc:h2:") && !location.matches("jdbc:h2:(tcp|ssl):.*");
		return switch (state.substring(0, Math.min(2, state.length())).toUpperCase(Locale.ROOT)) {
			case "28" -> "Correct spring.datasource.username and spring.datasource.password";
			case "3D" -> "Create the database, or correct its name in spring.datasource.url";
			case "53" -> "Let the database accept more connections, or make connection pools smaller";
			// There is no server that could be started
			default -> ownH2
					? "Correct spring.datasource.url: path and settings must be those of a database of this version of H2"
					: "Start the database, or correct host and port in spring.datasource.url";
		};
	}

}
