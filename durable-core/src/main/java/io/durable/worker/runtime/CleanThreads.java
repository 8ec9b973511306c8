package io.durable.worker.runtime;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * Makes all threads of the library: virtual ones where they are asked for and the Java
 * version has them (the library is compiled for Java 17), platform daemon threads
 * otherwise. A thread that is made on demand inherits nothing of the caller that happened
 * to need it: neither its inheritable thread locals, such as who is logged in, nor its
 * context class loader, nor its priority. Nothing else makes threads.
 */
public final class CleanThreads {

	private static final int WITHOUT_PINNING = 24;

	private static final int FINAL = 21;

	private CleanThreads() {
	}

	/**
	 * Threads for tasks.
	 * @param name the beginning of the thread names
	 * @param virtual whether virtual threads are asked for
	 * @param classLoader the context class loader
	 * @return the factory
	 */
	static ThreadFactory forTasks(String name, boolean virtual, @Nullable ClassLoader classLoader) {
		return create(name, classLoader, virtual && Runtime.version().feature() >= FINAL);
	}

	/**
	 * Threads that stay in orchestrators. Before Java 24 a virtual thread that waits
	 * within {@code synchronized} blocks its carrier, so those are platform threads.
	 * @param name the beginning of the thread names
	 * @param virtual whether virtual threads are asked for
	 * @param classLoader the context class loader
	 * @return the factory
	 */
	static ThreadFactory forOrchestrators(String name, boolean virtual, @Nullable ClassLoader classLoader) {
		return create(name, classLoader, virtual && Runtime.version().feature() >= WITHOUT_PINNING);
	}

	/**
	 * Platform daemon threads.
	 * @param name the beginning of the thread names
	 * @param classLoader the context class loader
	 * @return the factory
	 */
	public static ThreadFactory platform(String name, @Nullable ClassLoader classLoader) {
		AtomicInteger number = new AtomicInteger();
		return (task) -> {
			Thread thread = new Thread(null, task, name + number.getAndIncrement(), 0, false);
			thread.setDaemon(true);
			thread.setPriority(Thread.NORM_PRIORITY);
			thread.setContextClassLoader(classLoader);
			return thread;
		};
	}

	private static ThreadFactory create(String name, @Nullable ClassLoader classLoader, boolean virtual) {
		ThreadFactory factory = virtual ? virtualFactory(name, classLoader) : null;
		return (factory != null) ? factory : platform(name, classLoader);
	}

	private static @Nullable ThreadFactory virtualFactory(String name, @Nullable ClassLoader classLoader) {
		try {
			Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
			Class<?> type = Class.forName("java.lang.Thread$Builder");
			Object named = type.getMethod("name", String.class, long.class).invoke(builder, name, 0L);
			Object clean = type.getMethod("inheritInheritableThreadLocals", boolean.class).invoke(named, false);
			ThreadFactory factory = (ThreadFactory) type.getMethod("factory").invoke(clean);
			return (task) -> {
				Thread thread = factory.newThread(task);
				thread.setContextClassLoader(classLoader);
				return thread;
			};
		}
		catch (ReflectiveOperationException ex) {
			return null;
		}
	}

}
