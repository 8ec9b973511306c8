package io.durable.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A node in a Java process of its own, with a small heap, that is killed unless it has
 * ended. It reports in lines of words; see {@link NodeReport}.
 */
final class NodeProcess implements AutoCloseable {

	static final int HEAP_MEGABYTES = 512;

	private static final List<String> END = List.of("end");

	private final Process process;

	private final BlockingQueue<List<String>> reports = new LinkedBlockingQueue<>();

	private NodeProcess(Process process) {
		this.process = process;
		Thread reader = new Thread(this::read, "node-output");
		reader.setDaemon(true);
		reader.start();
	}

	/**
	 * Start a node.
	 * @param main the class to run
	 * @param location its database, which is passed on first
	 * @param arguments what else the class wants
	 * @return the process
	 * @throws IOException if it cannot be started
	 */
	static NodeProcess start(Class<?> main, Location location, Object... arguments) throws IOException {
		List<String> command = new ArrayList<>(List.of(
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx" + HEAP_MEGABYTES + "m",
				"-XX:+ExitOnOutOfMemoryError", "-classpath", System.getProperty("java.class.path"), main.getName(),
				location.name(), location.url(), location.user()));
		for (Object argument : arguments) {
			command.add(argument.toString());
		}
		return new NodeProcess(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
	}

	private void read() {
		try (BufferedReader lines = new BufferedReader(
				new InputStreamReader(this.process.getInputStream(), StandardCharsets.UTF_8))) {
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				if (line.startsWith(NodeReport.MARK)) {
					this.reports.add(List.of(line.substring(NodeReport.MARK.length()).split(" ")));
				}
				else {
					System.out.println(line);
				}
			}
		}
		catch (IOException ex) {
			// It was killed
		}
		this.reports.add(END);
	}

	/**
	 * Wait for the next report.
	 * @param seconds how long
	 * @return its words, or {@code null} if the node has ended in order
	 * @throws Exception if it has died or reports nothing for so long
	 */
	@Nullable List<String> next(long seconds) throws Exception {
		List<String> report = this.reports.poll(seconds, TimeUnit.SECONDS);
		if (report == null) {
			throw new IllegalStateException("The node has reported nothing for " + seconds + " seconds");
		}
		if (report != END) {
			return report;
		}
		int code = this.process.waitFor();
		if (code != 0) {
			throw new IllegalStateException("The node has died with exit code " + code
					+ ((code == 3) ? ": its heap of " + HEAP_MEGABYTES + " MB is exhausted" : ""));
		}
		return null;
	}

	@Override
	public void close() {
		this.process.destroyForcibly().onExit().join();
	}

}
