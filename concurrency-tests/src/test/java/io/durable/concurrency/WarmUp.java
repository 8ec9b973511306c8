package io.durable.concurrency;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import org.pastalab.fray.core.ThreadContext;
import org.pastalab.fray.core.randomness.Randomness;
import org.pastalab.fray.core.scheduler.POSScheduler;
import org.pastalab.fray.core.scheduler.Scheduler;

/**
 * Gets classes initialized before their threads are interleaved: a thread that is stopped
 * within an initializer, for which another one waits, would stop both for ever, since the
 * virtual machine's lock on it is no lock that Fray knows of.
 */
final class WarmUp {

	private static final String EXTENSION = ".class";

	private WarmUp() {
	}

	/**
	 * Initialize the classes of the engine and of what it uses.
	 */
	static void initializeClasses() {
		for (String entry : System.getProperty("java.class.path").split(System.getProperty("path.separator"))) {
			Path path = Path.of(entry);
			try {
				if (Files.isDirectory(path)) {
					try (Stream<Path> files = Files.walk(path)) {
						initialize(files.map((file) -> path.relativize(file).toString()));
					}
				}
				else if (path.getFileName().toString().matches("(durable|jackson)-.*\\.jar")) {
					try (ZipFile jar = new ZipFile(path.toFile())) {
						initialize(jar.stream().map(ZipEntry::getName));
					}
				}
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	}

	private static void initialize(Stream<String> files) {
		files.filter((name) -> name.endsWith(EXTENSION) && !name.contains("-"))
			.map((name) -> name.substring(0, name.length() - EXTENSION.length()).replace('/', '.'))
			.forEach(WarmUp::initialize);
	}

	private static void initialize(String name) {
		try {
			Class.forName(name);
		}
		catch (ClassNotFoundException | LinkageError ex) {
			// It needs something optional
		}
	}

	/**
	 * Lets each thread run until it waits: the first interleaving, in which what is left
	 * of classes is initialized, is none. Those that follow are chosen at random.
	 */
	static final class FirstScheduler extends Scheduler {

		private static final int IN_A_ROW = 10_000;

		private ThreadContext current;

		private int inARow;

		FirstScheduler(Randomness randomness) {
			super(randomness);
		}

		@Override
		public ThreadContext scheduleNextOperation(List<ThreadContext> enabled, Collection<ThreadContext> all) {
			this.inARow = enabled.contains(this.current) ? this.inARow + 1 : 0;
			if (this.inARow % IN_A_ROW == 0) {
				int next = enabled.indexOf(this.current) + 1;
				this.current = enabled.get(next % enabled.size());
			}
			return this.current;
		}

		@Override
		public Scheduler nextIteration(Randomness randomness) {
			return new POSScheduler(randomness);
		}

	}

}
