package io.durable.worker.runtime;

import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Threads have nothing of the one that happened to need them, and nothing of the code
 * that ran on them before.
 */
class CleanThreadsTests {

	private static final InheritableThreadLocal<String> USER = new InheritableThreadLocal<>();

	private static final ClassLoader LOADER = new URLClassLoader(new URL[0], null);

	private final CompletableFuture<String> left = new CompletableFuture<>();

	private final int priority = Thread.currentThread().getPriority();

	static Stream<Function<Runnable, Thread>> threadsOfEveryKind() {
		return Stream
			.<ThreadFactory>of(CleanThreads.platform("test-", LOADER), CleanThreads.forTasks("test-", true, LOADER),
					CleanThreads.forTasks("test-", false, LOADER), CleanThreads.forOrchestrators("test-", true, LOADER),
					CleanThreads.forOrchestrators("test-", false, LOADER))
			.map((factory) -> factory::newThread);
	}

	@AfterEach
	void leaveNothing() {
		USER.remove();
		Thread.currentThread().setPriority(this.priority);
	}

	@ParameterizedTest
	@MethodSource("threadsOfEveryKind")
	void aThreadInheritsNothing(Function<Runnable, Thread> threads) throws Exception {
		USER.set("alice");
		Thread.currentThread().setPriority(Thread.MIN_PRIORITY);
		CompletableFuture<String> seen = new CompletableFuture<>();
		Thread thread = threads
			.apply(() -> seen.complete(USER.get() + " " + (Thread.currentThread().getContextClassLoader() == LOADER)
					+ " " + Thread.currentThread().getPriority() + " " + Thread.currentThread().isDaemon()));
		thread.start();
		assertThat(seen.get(20, TimeUnit.SECONDS)).isEqualTo("null true 5 true");
	}

	@Test
	void poolsLoopsAndDelaysInheritNothing() throws Exception {
		ThreadRuntime runtime = new ThreadRuntime(false, LOADER, List.of());
		USER.set("alice");
		CompletableFuture<String> pool = new CompletableFuture<>();
		CompletableFuture<String> delay = new CompletableFuture<>();
		CompletableFuture<String> loop = new CompletableFuture<>();
		TaskThreads threads = runtime.taskThreads("test-", false);
		threads.execute(() -> pool.complete("" + USER.get()));
		runtime.schedule(() -> delay.complete("" + USER.get()), Duration.ofMillis(1));
		Loop steps = runtime.loop("test-loop", "run a test", () -> {
			loop.complete("" + USER.get());
			return Duration.ofHours(1);
		});
		steps.start();
		for (CompletableFuture<String> seen : List.of(pool, delay, loop)) {
			assertThat(seen.get(20, TimeUnit.SECONDS)).isEqualTo("null");
		}
		steps.stop();
		threads.shutdown();
		runtime.stop();
	}

	@Test
	void aRunLeavesNothingBehind() throws Exception {
		ThreadLocal<String> ofFramework = new ThreadLocal<>();
		ThreadRuntime runtime = new ThreadRuntime(false, LOADER, List.of(() -> {
			throw new IllegalStateException("as intended");
		}, ofFramework::remove));
		CompletableFuture<String> seen = new CompletableFuture<>();
		CleanThreads.platform("test-", null).newThread(() -> {
			ofFramework.set("before");
			MDC.put("who", "before");
			CleanRun.activity(runtime, "1", "first", () -> {
				seen.complete(ofFramework.get() + " " + MDC.get("who") + " " + MDC.get("durable.activity"));
				ofFramework.set("alice");
				MDC.put("who", "alice");
				Thread.currentThread().setContextClassLoader(null);
				Thread.currentThread().setPriority(Thread.MAX_PRIORITY);
				Thread.currentThread().setName("alice");
				Thread.currentThread().interrupt();
			});
			this.left.complete(ofFramework.get() + " " + MDC.getCopyOfContextMap() + " "
					+ (Thread.currentThread().getContextClassLoader() == LOADER) + " "
					+ Thread.currentThread().getPriority() + " " + Thread.currentThread().isInterrupted() + " "
					+ Thread.currentThread().getName());
		}).start();
		assertThat(seen.get(20, TimeUnit.SECONDS)).isEqualTo("null null first");
		assertThat(this.left.get(20, TimeUnit.SECONDS)).isIn("null null true 5 false test-0",
				"null {} true 5 false test-0");
		runtime.stop();
	}

}
