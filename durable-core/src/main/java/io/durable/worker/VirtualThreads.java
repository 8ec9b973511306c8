package io.durable.worker;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * Creates threads: virtual ones where they are asked for and the Java version has them
 * (the library is compiled for Java 17), platform daemon threads otherwise.
 */
final class VirtualThreads {

	private static final int WITHOUT_PINNING = 24;

	private static final int FINAL = 21;

	private VirtualThreads() {
	}

	/**
	 * Threads for activities.
	 * @param name the beginning of the thread names
	 * @param virtual whether virtual threads are asked for
	 * @return the factory
	 */
	static ThreadFactory forActivities(String name, boolean virtual) {
		return create(name, virtual && Runtime.version().feature() >= FINAL);
	}

	/**
	 * Threads that park in orchestrators. Before Java 24 a virtual thread that parks
	 * within {@code synchronized} blocks its carrier, so those are platform threads.
	 * @param name the beginning of the thread names
	 * @param virtual whether virtual threads are asked for
	 * @return the factory
	 */
	static ThreadFactory forOrchestrators(String name, boolean virtual) {
		return create(name, virtual && Runtime.version().feature() >= WITHOUT_PINNING);
	}

	private static ThreadFactory create(String name, boolean virtual) {
		ThreadFactory factory = virtual ? virtualFactory(name) : null;
		return (factory != null) ? factory : platformFactory(name);
	}

	private static @Nullable ThreadFactory virtualFactory(String name) {
		try {
			Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
			Class<?> type = Class.forName("java.lang.Thread$Builder");
			Object named = type.getMethod("name", String.class, long.class).invoke(builder, name, 0L);
			return (ThreadFactory) type.getMethod("factory").invoke(named);
		}
		catch (ReflectiveOperationException ex) {
			return null;
		}
	}

	private static ThreadFactory platformFactory(String name) {
		AtomicInteger number = new AtomicInteger();
		return (task) -> {
			Thread thread = new Thread(task, name + number.getAndIncrement());
			thread.setDaemon(true);
			return thread;
		};
	}

}
