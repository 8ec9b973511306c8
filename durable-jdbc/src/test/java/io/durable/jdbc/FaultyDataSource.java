package io.durable.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * A data source that counts commits and lets a test step in before calls reach the
 * database and after they have.
 */
final class FaultyDataSource extends DelegatingDataSource {

	private final AtomicInteger commits = new AtomicInteger();

	private volatile Fault before = (call) -> {
	};

	private volatile Fault after = (call) -> {
	};

	FaultyDataSource(DataSource target) {
		super(target);
	}

	int commits() {
		return this.commits.get();
	}

	// Step in before a call: commit, which is also a statement that commits, or
	// executeQuery and the like
	void before(Fault fault) {
		this.before = fault;
	}

	// Step in after a call that has succeeded
	void after(Fault fault) {
		this.after = fault;
	}

	void heal() {
		before((call) -> {
		});
		after((call) -> {
		});
	}

	@Override
	public Connection getConnection() throws SQLException {
		return proxy(Connection.class, super.getConnection(), false);
	}

	private <T> T proxy(Class<T> type, T target, boolean commits) {
		InvocationHandler handler = (proxy, method, arguments) -> invoke(target, method, arguments, commits);
		return type
			.cast(Proxy.newProxyInstance(FaultyDataSource.class.getClassLoader(), new Class<?>[] { type }, handler));
	}

	private @Nullable Object invoke(Object target, Method method, @Nullable Object[] arguments, boolean commits)
			throws Throwable {
		boolean executes = method.getName().startsWith("execute");
		String call = (commits && executes) ? "commit" : method.getName();
		if (executes || call.equals("commit")) {
			this.before.apply(call);
		}
		Object result;
		try {
			result = method.invoke(target, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
		if (call.equals("commit")) {
			this.commits.incrementAndGet();
		}
		if (executes || call.equals("commit")) {
			this.after.apply(call);
		}
		if (result instanceof PreparedStatement statement) {
			boolean commit = arguments[0] instanceof String sql
					&& (sql.endsWith("COMMIT") || sql.startsWith("WITH fence"));
			return proxy(PreparedStatement.class, statement, commit);
		}
		return (result instanceof Statement statement) ? proxy(Statement.class, statement, false) : result;
	}

	/**
	 * What happens at a call.
	 */
	@FunctionalInterface
	interface Fault {

		void apply(String call) throws SQLException;

	}

}
