package io.durable.jdbc.dialect;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says what a database refused in our own words. The driver's may hold whole batches with
 * all values that were bound, which must not get into logs, reasons or exceptions.
 */
public final class SqlProblem {

	/**
	 * States, or how they begin, the closest one first.
	 */
	private static final Map<String, String> SENTENCES = sentences();

	/**
	 * Of failures of the environment the driver's own words help most, and they have no
	 * values.
	 */
	private static final List<String> QUOTED = List.of("08", "28", "3D", "53", "57P", "90020", "90067", "90098",
			"90121");

	private static final Pattern COLUMN = Pattern.compile("(?i)column \"(\\w{1,40})");

	private static final Set<String> COLUMNS = Set.of("instance_id", "name", "version", "status", "input",
			"custom_status", "parent_name", "parent_instance_id", "tags", "tag_key", "tag_value", "event_id",
			"event_type", "event_timestamp", "result", "failure", "attributes", "parked_reason", "due_at", "created_at",
			"scheduled_start_at", "completed_at", "node_id", "owner", "message_id", "sequence_number", "task_id");

	private SqlProblem() {
	}

	private static Map<String, String> sentences() {
		Map<String, String> sentences = new LinkedHashMap<>();
		sentences.put("22001", "A value is too long");
		sentences.put("22021", "A text has characters that the database cannot store");
		sentences.put("22P05", "A text has characters that the database cannot store");
		sentences.put("22007", "A time is out of range");
		sentences.put("22008", "A time is out of range");
		sentences.put("23502", "A value is missing");
		sentences.put("23505", "There is a row with that key");
		sentences.put("42501", "The user of the database lacks a right");
		sentences.put("90096", "The user of the database lacks a right");
		sentences.put("90040", "The user of the database lacks a right");
		sentences.put("3F", "The schema does not exist");
		sentences.put("90079", "The schema does not exist");
		sentences.put("55P03", "A lock was not obtained in time");
		sentences.put("57014", "It took too long");
		sentences.put("HYT00", "A lock was not obtained in time");
		sentences.put("22", "The database cannot store a value");
		sentences.put("23", "The database does not allow these values together");
		sentences.put("25", "The transaction does not allow it");
		sentences.put("40", "It was in the way of another transaction");
		sentences.put("42", "The tables are not as they should be");
		sentences.put("53", "The database is short of resources");
		sentences.put("54", "A limit of the database is exceeded");
		sentences.put("57", "The database interrupted it");
		sentences.put("08", "The connection failed");
		return sentences;
	}

	/**
	 * Say what was refused.
	 * @param exception what the driver says
	 * @return a sentence without values and without the statement
	 */
	public static String describe(SQLException exception) {
		if (exception instanceof StoreDataException || isQuoted(exception)) {
			return StorableText.of(String.valueOf(exception.getMessage()), StorableText.SHORT);
		}
		String state = SqlFailure.state(exception);
		String sentence = SENTENCES.entrySet()
			.stream()
			.filter((entry) -> state.startsWith(entry.getKey()))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElse("The database refused it");
		String column = column(exception);
		return sentence + (column.isEmpty() ? "" : ": column '" + column + "'") + " (SQL state "
				+ StorableText.of(state, 10) + ")";
	}

	/**
	 * Return an exception that may be the cause of one of ours.
	 * @param exception what the driver says
	 * @return the same, without its words
	 */
	public static SQLException withoutValues(SQLException exception) {
		if (exception instanceof StoreDataException || isQuoted(exception)) {
			return exception;
		}
		SQLException plain = new SQLException(describe(exception), SqlFailure.state(exception),
				exception.getErrorCode());
		plain.setStackTrace(exception.getStackTrace());
		return plain;
	}

	private static boolean isQuoted(SQLException exception) {
		if (exception instanceof BatchUpdateException || exception.getNextException() != null) {
			return false;
		}
		return exception instanceof SQLTransientConnectionException
				|| (exception.getSQLState() != null && QUOTED.stream().anyMatch(exception.getSQLState()::startsWith));
	}

	// Only names that are known to be those of columns: what looks like one may be a
	// value
	private static String column(SQLException exception) {
		for (Throwable next : exception) {
			Matcher matcher = COLUMN.matcher(String.valueOf(next.getMessage()));
			while (matcher.find()) {
				String column = matcher.group(1).toLowerCase(Locale.ROOT);
				if (COLUMNS.contains(column)) {
					return column;
				}
			}
		}
		return "";
	}

}
