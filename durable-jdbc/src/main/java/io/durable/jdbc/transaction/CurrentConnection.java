package io.durable.jdbc.transaction;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * A data source for what insists on one, although its connection is given already. Its
 * only connection is always the one that the thread has at that moment, so it does no
 * harm if somebody keeps it.
 */
public final class CurrentConnection extends AbstractDataSource {

	private final ThreadLocal<@Nullable Connection> current = new ThreadLocal<>();

	private final Connection connection = (Connection) Proxy.newProxyInstance(Connection.class.getClassLoader(),
			new Class<?>[] { Connection.class }, this::invoke);

	// Supply something that takes connections from here.
	public <T> T with(Connection given, Supplier<T> supplier) {
		Connection previous = this.current.get();
		this.current.set(given);
		try {
			return supplier.get();
		}
		finally {
			if (previous != null) {
				this.current.set(previous);
			}
			else {
				this.current.remove();
			}
		}
	}

	private @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
			throws Throwable {
		switch (method.getName()) {
			case "close":
				return null;
			case "equals":
				return arguments != null && proxy == arguments[0];
			case "hashCode":
				return System.identityHashCode(proxy);
			case "toString":
				return "the connection of the current call";
			default:
		}
		Connection given = this.current.get();
		if (given == null) {
			throw new SQLException("There is no current connection", "08003");
		}
		try {
			return method.invoke(given, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

	@Override
	public Connection getConnection() {
		return this.connection;
	}

	@Override
	public Connection getConnection(String username, String password) {
		return this.connection;
	}

}
