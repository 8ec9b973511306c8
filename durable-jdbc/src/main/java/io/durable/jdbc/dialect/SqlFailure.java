package io.durable.jdbc.dialect;

import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientException;
import java.util.List;
import java.util.Set;

import io.durable.store.TransientStoreException;

/**
 * What a failed statement means for the work that it was part of.
 */
public enum SqlFailure {

	/**
	 * The work may succeed later as it is: the connection broke, a lock was not obtained,
	 * or the database is not as it should be.
	 */
	TRANSIENT,

	/**
	 * There is a row with that key.
	 */
	DUPLICATE_KEY,

	/**
	 * The database cannot take this data.
	 */
	DATA;

	private static final String DUPLICATE = "23505";

	/**
	 * Classes of states that say nothing about the data: connection, transaction state,
	 * authorization, missing or wrong objects, resources, operator, system, and the
	 * driver's own. An orchestration must not be parked for them.
	 */
	private static final List<String> ENVIRONMENT = List.of("08", "0A", "25", "28", "3D", "3F", "40", "42", "53", "55",
			"57", "58", "F0", "HY", "XX");

	/**
	 * H2: connection broken or closed, database closed, closing or opened exclusively,
	 * concurrent update, schema not found.
	 */
	private static final Set<String> H2_ENVIRONMENT = Set.of("90007", "90020", "90028", "90030", "90031", "90067",
			"90079", "90098", "90121", "90131", "90135");

	private static final List<String> NOT_AS_IT_SHOULD_BE = List.of("42", "3F", "0A");

	private static final List<String> STALE_SESSION = List.of("08", "25006", "25P03", "57P01", "57P02", "57P03",
			"57P05", "90007", "90067", "90098", "90121");

	/**
	 * PostgreSQL: insufficient privilege. H2: rights for an object, or of an
	 * administrator.
	 */
	private static final Set<String> NOT_PERMITTED = Set.of("42501", "90096", "90040");

	private static final Set<String> MISSING_TABLE = Set.of("42P01", "3F000", "42S02", "42S03", "42S04", "90079");

	/**
	 * Data, constraints, states and names (2 and 3), rollback, wrong statements, limits,
	 * resources, locks, cancellation, and what functions raise.
	 */
	private static final List<String> ROLLED_BACK = List.of("0A", "2", "3", "40", "42", "44", "53", "54", "55", "57014",
			"HYT00", "P0");

	public static SqlFailure of(SQLException exception) {
		if (exception instanceof SQLTransientException || exception instanceof SQLRecoverableException
				|| exception instanceof SQLTimeoutException) {
			return TRANSIENT;
		}
		String state = state(exception);
		if (state.equals(DUPLICATE)) {
			return DUPLICATE_KEY;
		}
		boolean environment = H2_ENVIRONMENT.contains(state) || ENVIRONMENT.stream().anyMatch(state::startsWith);
		return environment ? TRANSIENT : DATA;
	}

	// Return whether a commit, or a statement that commits by itself, may have happened
	// although it failed: not if the database says what was wrong with it.
	public static boolean isInDoubt(SQLException exception) {
		return ROLLED_BACK.stream().noneMatch(state(exception)::startsWith);
	}

	// Return whether the session can do no work of the store's any more: it is broken,
	// was
	// ended, or is on a server that has become read-only.
	public static boolean isStaleSession(SQLException exception) {
		return exception instanceof SQLRecoverableException
				|| STALE_SESSION.stream().anyMatch(state(exception)::startsWith);
	}

	// Return whether other sessions that were opened before must be expected to be stale
	// as well: the server is another one, or the network has forgotten them.
	public static boolean hasStaleNeighbours(SQLException exception) {
		if (isReadOnly(exception) || state(exception).startsWith("57P0")) {
			return true;
		}
		for (Throwable next : exception) {
			if (next instanceof SocketTimeoutException) {
				return true;
			}
		}
		return false;
	}

	// Return whether the session or the transaction may not write: nothing has happened.
	public static boolean isReadOnly(SQLException exception) {
		return state(exception).equals("25006");
	}

	// Return whether a lock was not obtained in time.
	public static boolean isLockTimeout(SQLException exception) {
		String state = state(exception);
		return state.equals("55P03") || state.equals("HYT00") || state.equals("90131");
	}

	// Return whether the work was in the way of other work: alone it may succeed.
	public static boolean isConflict(SQLException exception) {
		return isLockTimeout(exception) || state(exception).startsWith("40");
	}

	// Return whether a table, or its schema, does not exist.
	public static boolean isMissingTable(SQLException exception) {
		return MISSING_TABLE.contains(state(exception));
	}

	// Return whether the user of the database lacks a right.
	public static boolean isNotPermitted(SQLException exception) {
		return NOT_PERMITTED.contains(state(exception));
	}

	// A batch wraps what happened to a statement of it.
	static String state(SQLException exception) {
		for (SQLException next = exception; next != null; next = next.getNextException()) {
			if (next.getSQLState() != null && !next.getSQLState().isEmpty()) {
				return next.getSQLState();
			}
		}
		return "08000";
	}

	// For clients, which must not repeat what cannot succeed: a statement that is wrong
	// or
	// not allowed, or a table that is not there.
	public static RuntimeException translateForClient(String action, SQLException exception) {
		return (NOT_AS_IT_SHOULD_BE.stream().anyMatch(state(exception)::startsWith)) ? notAllowed(action, exception)
				: translate(action, exception);
	}

	// For clients in a transaction of the application, which is as it is.
	public static RuntimeException translateForTransaction(String action, SQLException exception) {
		return state(exception).startsWith("25") ? notAllowed(action, exception)
				: translateForClient(action, exception);
	}

	private static IllegalStateException notAllowed(String action, SQLException exception) {
		return new IllegalStateException(action + " failed: " + SqlProblem.describe(exception),
				SqlProblem.withoutValues(exception));
	}

	// For callers that can only repeat the call or give up. The action that failed is the
	// beginning of a sentence.
	public static RuntimeException translate(String action, SQLException exception) {
		if (of(exception) == DATA) {
			return new IllegalArgumentException(action + " failed: " + SqlProblem.describe(exception),
					SqlProblem.withoutValues(exception));
		}
		return new TransientStoreException(action + " failed: " + SqlProblem.describe(exception),
				SqlProblem.withoutValues(exception));
	}

}
