package io.durable.jdbc.table;

import org.jspecify.annotations.Nullable;

/**
 * Puts the names of a task hub's tables into statements.
 */
public final class TableNames {

	private final String prefix;

	private final String qualifiedPrefix;

	public TableNames(String prefix, @Nullable String schema) {
		this.prefix = prefix;
		this.qualifiedPrefix = (schema != null) ? schema + "." + prefix : prefix;
	}

	// Complete a statement that has %PREFIX% in place of the prefix.
	public String in(String sql) {
		return sql.replace("%PREFIX%", this.qualifiedPrefix);
	}

	// Adapt a shipped script. An index lies in the schema of its table, so its own name
	// takes the prefix only.
	public String inScript(String script) {
		String index = "INDEX IF NOT EXISTS ";
		return script.replace(index + "durable_", index + "%INDEX%")
			.replaceAll("\\bdurable_", this.qualifiedPrefix)
			.replace("%INDEX%", this.prefix);
	}

}
