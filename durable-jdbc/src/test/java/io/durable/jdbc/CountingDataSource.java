package io.durable.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * A data source that writes down what is sent to the database.
 */
final class CountingDataSource extends DelegatingDataSource {

	private final List<String> calls = new ArrayList<>();

	CountingDataSource(DataSource target) {
		super(target);
	}

	// Return what was sent since the last time: each statement with the number of its
	// rows in a batch, and each end of a transaction
	synchronized List<String> take() {
		List<String> taken = List.copyOf(this.calls);
		this.calls.clear();
		return taken;
	}

	private synchronized void add(String call) {
		this.calls.add(call);
	}

	@Override
	public Connection getConnection() throws SQLException {
		return proxy(Connection.class, super.getConnection(), null);
	}

	private <T> T proxy(Class<T> type, T target, @Nullable String sql) {
		int[] rows = new int[1];
		InvocationHandler handler = (proxy, method, arguments) -> invoke(target, method, arguments, sql, rows);
		return type
			.cast(Proxy.newProxyInstance(CountingDataSource.class.getClassLoader(), new Class<?>[] { type }, handler));
	}

	private @Nullable Object invoke(Object target, Method method, @Nullable Object[] arguments, @Nullable String sql,
			int[] rows) throws Throwable {
		String name = method.getName();
		if (name.equals("addBatch")) {
			rows[0]++;
		}
		if (name.startsWith("execute")) {
			add(((rows[0] > 0) ? rows[0] + " x " : "") + ((sql != null) ? sql : arguments[0]));
			rows[0] = 0;
		}
		if (List.of("commit", "rollback", "setTransactionIsolation").contains(name)) {
			add(name);
		}
		try {
			Object result = method.invoke(target, arguments);
			if (result instanceof PreparedStatement statement) {
				return proxy(PreparedStatement.class, statement, (String) arguments[0]);
			}
			return (result instanceof Statement statement) ? proxy(Statement.class, statement, null) : result;
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

}
