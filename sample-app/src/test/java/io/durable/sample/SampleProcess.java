package io.durable.sample;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;

/**
 * The sample in a virtual machine of its own, which can be killed.
 */
final class SampleProcess implements AutoCloseable {

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
		int port = freePort();
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of("-Xmx384m", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
		command.add(SampleApplication.class.getName());
		command.addAll(List.of("--server.port=" + port, "--spring.main.banner-mode=off"));
		command.addAll(arguments);
		File log = directory.resolve("sample-" + port + ".log").toFile();
		Process process = new ProcessBuilder(command).directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(log)
			.start();
		SampleProcess sample = new SampleProcess(process, log, SampleClient.of(port));
		sample.awaitReady();
		return sample;
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
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
