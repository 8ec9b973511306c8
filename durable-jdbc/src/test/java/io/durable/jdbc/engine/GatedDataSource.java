package io.durable.jdbc.engine;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

import javax.sql.DataSource;

import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * A data source whose statements, commits and rollbacks pass a gate: a network that is
 * slow, or a node that is cut off.
 */
final class GatedDataSource extends DelegatingDataSource {

	private static final Set<String> ENDS = Set.of("commit", "rollback");

	private volatile Gate gate = () -> {
	};

	GatedDataSource(DataSource target) {
		super(target);
	}

	/**
	 * Set what every statement passes.
	 * @param newGate may wait, and may throw
	 */
	void gate(Gate newGate) {
		this.gate = newGate;
	}

	@Override
	public Connection getConnection() throws SQLException {
		return gated(Connection.class, super.getConnection());
	}

	private <T> T gated(Class<T> type, T target) {
		return type.cast(Proxy.newProxyInstance(GatedDataSource.class.getClassLoader(), new Class<?>[] { type },
				(proxy, method, arguments) -> {
					if (method.getName().startsWith("execute") || ENDS.contains(method.getName())) {
						this.gate.pass();
					}
					try {
						Object result = method.invoke(target, arguments);
						return (result instanceof PreparedStatement statement)
								? gated(PreparedStatement.class, statement)
								: (result instanceof Statement other) ? gated(Statement.class, other) : result;
					}
					catch (InvocationTargetException ex) {
						throw ex.getTargetException();
					}
				}));
	}

	/**
	 * What a statement passes on its way.
	 */
	@FunctionalInterface
	interface Gate {

		void pass() throws SQLException;

	}

}
