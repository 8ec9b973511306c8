package io.durable.benchmarks;

import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a node in a process of its own tells the process that has started it.
 */
final class NodeReport {

	static final String MARK = "@";

	private NodeReport() {
	}

	static synchronized void say(Object... words) {
		System.out.println(MARK + Stream.of(words).map(Object::toString).collect(Collectors.joining(" ")));
		System.out.flush();
	}

	/**
	 * End this process with the one that has started it, which holds the other end of the
	 * standard input.
	 */
	static void endWithParent() {
		Thread watch = new Thread(() -> {
			try {
				while (System.in.read() >= 0) {
					// Nothing is ever sent
				}
			}
			catch (IOException ex) {
				// It is gone
			}
			Runtime.getRuntime().halt(1);
		}, "parent-watch");
		watch.setDaemon(true);
		watch.start();
	}

}
