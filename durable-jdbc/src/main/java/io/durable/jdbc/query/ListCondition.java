package io.durable.jdbc.query;

/**
 * A condition of a list on the rows {@code i} of the instances.
 *
 * @param kind which one
 * @param key the key of the tag, otherwise an empty text
 * @param sql the condition
 */
record ListCondition(Kind kind, String key, Sql sql) {

	/**
	 * What a condition is about.
	 */
	enum Kind {

		STATUS, NAME, PREFIX, PARENT, TAG, CREATED, COMPLETED

	}

}
