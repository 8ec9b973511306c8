package com.example.headless;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application without a web server lives as long as its worker.
 */
class HeadlessTests {

	@TempDir
	private Path directory;

	private int run(String... arguments) throws Exception {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
						"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
						HeadlessApplication.class.getName(), "--spring.sql.init.mode=never"));
		command.addAll(List.of(arguments));
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("output.txt").toFile());
		Process process = builder.start();
		try {
			assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
			return process.exitValue();
		}
		finally {
			process.destroyForcibly();
		}
	}

	@Test
	void timersFireAlthoughTheMainMethodHasReturned() throws Exception {
		assertThat(run()).isEqualTo(42);
	}

	@Test
	void theApplicationMaySayThatItEndsWithItsMainMethod() throws Exception {
		assertThat(run("--durable.worker.keep-alive=false")).isZero();
	}

}
