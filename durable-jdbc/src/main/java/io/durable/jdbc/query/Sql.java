package io.durable.jdbc.query;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.durable.jdbc.codec.Columns;
import io.durable.store.InstanceQuery.Position;

/**
 * A piece of a statement with the values of its parameters, in their order.
 */
final class Sql {

	private final StringBuilder text = new StringBuilder();

	private final List<Parameter> parameters = new ArrayList<>();

	static Sql of(String text, Parameter... values) {
		return new Sql().add(text, values);
	}

	static Parameter value(String value) {
		return (statement, parameter) -> statement.setString(parameter, value);
	}

	static Parameter value(Instant value) {
		return (statement, parameter) -> Columns.setInstant(statement, parameter, value);
	}

	static Parameter[] values(Position position) {
		return new Parameter[] { value(position.time()),
				(statement, parameter) -> Columns.setUuid(statement, parameter, position.incarnationId()) };
	}

	Sql add(String more, Parameter... values) {
		this.text.append(more);
		this.parameters.addAll(List.of(values));
		return this;
	}

	Sql add(Sql more) {
		this.text.append(more.text);
		this.parameters.addAll(more.parameters);
		return this;
	}

	Sql addAll(List<Sql> pieces, String separator) {
		for (int i = 0; i < pieces.size(); i++) {
			add((i > 0) ? separator : "").add(pieces.get(i));
		}
		return this;
	}

	String text() {
		return this.text.toString();
	}

	void bind(PreparedStatement statement) throws SQLException {
		for (int i = 0; i < this.parameters.size(); i++) {
			this.parameters.get(i).bind(statement, i + 1);
		}
	}

	/**
	 * Sets a parameter.
	 */
	interface Parameter {

		void bind(PreparedStatement statement, int parameter) throws SQLException;

	}

}
