package io.durable.sample;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample in a virtual machine of its own, which can be killed.
 */
final class SampleProcess implements AutoCloseable {

	private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

	private final Process process;

	private final File log;

	private final SampleClient client;

	private SampleProcess(Process process, File log, SampleClient client) {
		this.process = process;
		this.log = log;
		this.client = client;
	}

	/**
	 * Start the sample and wait until it serves requests.
	 * @param directory where to run it, and to leave its log
	 * @param arguments its arguments
	 * @return the running sample
	 * @throws IOException if it cannot be started
	 */
	static SampleProcess start(Path directory, List<String> arguments) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of("-Xmx384m", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
		command.add(SampleApplication.class.getName());
		command.addAll(List.of("--server.port=0", "--spring.main.banner-mode=off"));
		command.addAll(arguments);
		File log = Files.createTempFile(directory, "sample-", ".log").toFile();
		Process process = new ProcessBuilder(command).directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(log)
			.start();
		try {
			SampleProcess sample = new SampleProcess(process, log, SampleClient.of(awaitPort(process, log)));
			sample.awaitReady();
			return sample;
		}
		catch (RuntimeException | Error ex) {
			process.destroyForcibly();
			throw ex;
		}
	}

	// The one that the process has found free, so that nobody else can have it
	private static int awaitPort(Process process, File log) {
		return Awaitility.await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(100)).until(() -> {
			Matcher port = PORT.matcher(Files.readString(log.toPath()));
			boolean found = port.find();
			assertThat(found || process.isAlive()).as("it has ended: %s", log).isTrue();
			return found ? Integer.valueOf(port.group(1)) : null;
		}, Objects::nonNull);
	}

	private void awaitReady() {
		Awaitility.await()
			.atMost(Duration.ofSeconds(90))
			.pollInterval(Duration.ofMillis(100))
			.ignoreExceptionsMatching((ex) -> this.process.isAlive())
			.until(() -> this.client.get("/actuator/health").statusCode() == 200);
	}

	SampleClient client() {
		return this.client;
	}

	/**
	 * Return where the output of the process is.
	 * @return the file
	 */
	File log() {
		return this.log;
	}

	/**
	 * Kill the process as a power cut would: SIGKILL.
	 * @throws InterruptedException if interrupted
	 */
	void kill() throws InterruptedException {
		this.process.destroyForcibly();
		this.process.waitFor();
	}

	/**
	 * Ask the process to end: SIGTERM.
	 * @param limit how long it may take
	 * @return whether it has ended within that time
	 * @throws InterruptedException if interrupted
	 */
	boolean terminate(Duration limit) throws InterruptedException {
		this.process.destroy();
		return this.process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
