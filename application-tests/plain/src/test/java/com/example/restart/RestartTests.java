package com.example.restart;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import io.durable.jdbc.PostgresServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application is started again and again in one Java virtual machine, with its classes
 * loaded anew beside a library that is not, as DevTools does it.
 */
class RestartTests {

	private final ClassLoader classLoader = Thread.currentThread().getContextClassLoader();

	@AfterEach
	void asBefore() {
		Thread.currentThread().setContextClassLoader(this.classLoader);
		List.of("spring.datasource.url", "spring.datasource.username", "spring.datasource.password",
				"durable.jdbc.initialize-schema")
			.forEach(System::clearProperty);
	}

	private static String run() throws Exception {
		ClassLoader restarted = new RestartedClasses(RestartTests.class.getClassLoader());
		Thread.currentThread().setContextClassLoader(restarted);
		Object application = restarted.loadClass(TicketApplication.class.getName())
			.getDeclaredConstructor()
			.newInstance();
		assertThat(application).isNotInstanceOf(TicketApplication.class);
		return String.valueOf(((Callable<?>) application).call());
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdbc:h2:mem:restarted;DB_CLOSE_DELAY=-1", "jdbc:h2:file:%s/restarted",
			"jdbc:h2:file:%s/served;AUTO_SERVER=TRUE" })
	void aRestartedApplicationGoesOn(String url, @TempDir Path directory) throws Exception {
		set(Map.of("url", url.formatted(directory)));
		assertThat(run()).isEqualTo("left");
		assertThat(run()).isEqualTo("sold out [1]");
	}

	@Test
	void aRestartedApplicationGoesOnWithPostgreSql() throws Exception {
		PostgresServer.Database database = PostgresServer.createDatabase();
		set(Map.of("url", database.url(), "username", database.username(), "password", database.password()));
		System.setProperty("durable.jdbc.initialize-schema", "always");
		assertThat(run()).isEqualTo("left");
		assertThat(run()).isEqualTo("sold out [1]");
	}

	private static void set(Map<String, String> database) {
		database.forEach((name, value) -> System.setProperty("spring.datasource." + name, value));
	}

	@Test
	void whatEndsWithItsDatabaseBeginsAnew() throws Exception {
		assertThat(run()).isEqualTo("left");
		assertThat(run()).isEqualTo("left");
	}

	/**
	 * The classes of the application, anew.
	 */
	private static final class RestartedClasses extends ClassLoader {

		RestartedClasses(ClassLoader parent) {
			super(parent);
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (!name.startsWith("com.example.restart.Ticket")) {
				return super.loadClass(name, resolve);
			}
			synchronized (getClassLoadingLock(name)) {
				Class<?> loaded = findLoadedClass(name);
				return (loaded != null) ? loaded : define(name);
			}
		}

		private Class<?> define(String name) throws ClassNotFoundException {
			try (InputStream file = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
				byte[] code = file.readAllBytes();
				return defineClass(name, code, 0, code.length);
			}
			catch (IOException ex) {
				throw new ClassNotFoundException(name, ex);
			}
		}

	}

}
