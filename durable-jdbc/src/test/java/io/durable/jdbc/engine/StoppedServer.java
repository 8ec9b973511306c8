package io.durable.jdbc.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import io.durable.jdbc.PostgresServer;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The server that the test run has started, stopped for a while with all its sessions.
 */
final class StoppedServer {

	private StoppedServer() {
	}

	static void pause(PostgresServer.Database database, Duration pause) throws Exception {
		long server = process(database);
		List<String> sessions = List.of();
		try {
			// Stopped first, it begins no more, and what ends does not vanish
			signal("STOP", List.of(Long.toString(server)));
			sessions = descendants(server);
			signal("STOP", sessions);
			LockSupport.parkNanos(pause.toNanos());
		}
		finally {
			signal("CONT", sessions);
			signal("CONT", List.of(Long.toString(server)));
		}
	}

	private static long process(PostgresServer.Database database) throws IOException {
		String directory = new JdbcTemplate(
				new DriverManagerDataSource(database.url(), database.username(), database.password()))
			.queryForObject("SHOW data_directory", String.class);
		return Long.parseLong(Files.readAllLines(Path.of(directory, "postmaster.pid")).get(0).trim());
	}

	private static List<String> descendants(long process) {
		return ProcessHandle.of(process)
			.orElseThrow()
			.descendants()
			.map((descendant) -> Long.toString(descendant.pid()))
			.toList();
	}

	private static void signal(String signal, List<String> processes) throws Exception {
		if (processes.isEmpty()) {
			return;
		}
		List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
		command.addAll(processes);
		assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
	}

}
