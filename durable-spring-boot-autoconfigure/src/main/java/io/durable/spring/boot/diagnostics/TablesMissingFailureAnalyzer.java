package io.durable.spring.boot.diagnostics;

import java.util.Locale;

import io.durable.jdbc.JdbcStoreOptions;
import io.durable.jdbc.schema.TablesMissingException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/**
 * {@link AbstractFailureAnalyzer} for a {@link TablesMissingException}.
 */
class TablesMissingFailureAnalyzer extends AbstractFailureAnalyzer<TablesMissingException> {

	private static final String INITIALIZE_SCHEMA = "durable.jdbc.initialize-schema";

	private final Environment environment;

	TablesMissingFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, TablesMissingException cause) {
		String mode = this.environment.getProperty(INITIALIZE_SCHEMA, "embedded").toLowerCase(Locale.ROOT);
		String description = "The tables of the task hub are missing: %s.".formatted(cause.getMessage());
		return new FailureAnalysis(description + " " + reason(mode), """
				Choose one:
				    - Let the application create the tables at start-up: %s=always
				    - Create them with your migration tool or by hand, from %s%s""".formatted(INITIALIZE_SCHEMA,
				script(cause.getDatabase()), otherPrefix()), cause);
	}

	private static String reason(String mode) {
		return switch (mode) {
			case "never" -> "They are not created, because %s is never.".formatted(INITIALIZE_SCHEMA);
			case "always" -> "The script of %s has not created it.".formatted("durable.jdbc.schema");
			default ->
				"They are not created, because %s is embedded (the default) and this is not an embedded database."
					.formatted(INITIALIZE_SCHEMA);
		};
	}

	private static String script(String database) {
		String lowerCase = database.toLowerCase(Locale.ROOT);
		String platform = lowerCase.contains("postgresql") ? "postgresql"
				: lowerCase.contains("h2") ? "h2" : "<platform>";
		return "classpath:io/durable/jdbc/schema-%s.sql".formatted(platform);
	}

	private String otherPrefix() {
		String prefix = this.environment.getProperty("durable.jdbc.table-prefix",
				JdbcStoreOptions.DEFAULT_TABLE_PREFIX);
		return prefix.equals(JdbcStoreOptions.DEFAULT_TABLE_PREFIX) ? ""
				: ", with '%s' in place of '%s'".formatted(prefix, JdbcStoreOptions.DEFAULT_TABLE_PREFIX);
	}

}
