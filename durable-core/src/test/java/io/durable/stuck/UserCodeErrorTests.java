package io.durable.stuck;

import java.lang.reflect.Type;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.durable.api.DataConverter;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.TaskFailedException;
import io.durable.client.DurableTaskClient;
import io.durable.hub.TaskHub;
import io.durable.serialization.JacksonDataConverter;
import io.durable.testing.NodeScenarios;
import io.durable.worker.Residency;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Code of the application that fails where it is called by the engine.
 */
class UserCodeErrorTests extends NodeScenarios {

	static Stream<Throwable> failures() {
		return Stream.of(new IllegalStateException("injected"), new AssertionError("injected"),
				new NoClassDefFoundError("injected"), new OutOfMemoryError("injected"));
	}

	static Stream<Arguments> virtualMachineErrors() {
		// Not a stack overflow, which is the orchestrator's own doing
		return Stream.of(new OutOfMemoryError("injected"), new InternalError("injected"))
			.flatMap((error) -> Stream.of(Arguments.of(error, Residency.off()), Arguments.of(error, Residency.on()),
					Arguments.of(error, new Residency(1 << 20, 0, 16, OptionalLong.empty()))));
	}

	static Stream<Exception> exceptionsThatCannotBeRead() {
		return Stream.of(new BadException(() -> new IllegalStateException("message")),
				new BadException(() -> new AssertionError("message")),
				new BadException(() -> new OutOfMemoryError("message")), new BadCauseException(),
				new BadTraceException());
	}

	@ParameterizedTest
	@MethodSource("failures")
	void failuresArriveWhateverTheProviderOfTheirPropertiesThrows(Throwable failure) throws Exception {
		this.builder.exceptionProperties((exception) -> {
			throw sneaky(failure);
		});
		assertFailuresArrive(new IllegalArgumentException("broken"));
	}

	@ParameterizedTest
	@MethodSource("exceptionsThatCannotBeRead")
	void failuresArriveThatCannotBeRead(Exception unreadable) throws Exception {
		assertFailuresArrive(unreadable);
	}

	private void assertFailuresArrive(Exception thrown) throws Exception {
		this.builder.addActivity("Fail", (context) -> {
			throw thrown;
		}).addOrchestration("Catches", (context) -> {
			try {
				return context.callActivity("Fail", String.class).await();
			}
			catch (TaskFailedException ex) {
				return "caught " + ex.getErrorDetails().getErrorType();
			}
		}).addOrchestration("Fails", (context) -> {
			throw thrown;
		}).addOrchestration("Calls", (context) -> {
			try {
				return context.callSubOrchestrator("Fails", null, String.class).await();
			}
			catch (TaskFailedException ex) {
				return "caught " + ex.getErrorDetails().getErrorType();
			}
		});
		TaskHub hub = start();
		DurableTaskClient client = hub.client();
		String catches = client.scheduleNewOrchestrationInstance("Catches");
		String fails = client.scheduleNewOrchestrationInstance("Fails");
		String calls = client.scheduleNewOrchestrationInstance("Calls");
		String caught = "caught " + thrown.getClass().getName();
		assertThat(assertCompletes(client, catches).readOutputAs(String.class)).isEqualTo(caught);
		assertThat(assertEnds(client, fails, OrchestrationRuntimeStatus.FAILED).getFailureDetails().getErrorType())
			.isEqualTo(thrown.getClass().getName());
		assertThat(assertCompletes(client, calls).readOutputAs(String.class)).isEqualTo(caught);
		assertWorks(hub);
		assertNoThreadHasDied();
	}

	@ParameterizedTest
	@MethodSource("failures")
	void callersGetAnAnswerIfAResultCannotBeWritten(Throwable failure) throws Exception {
		this.builder.dataConverter(new FailingConverter("cannot be written", failure, Integer.MAX_VALUE))
			.addActivity("Unwritable", (context) -> "cannot be written")
			.addOrchestration("Catches", (context) -> {
				try {
					return context.callActivity("Unwritable", String.class).await();
				}
				catch (TaskFailedException ex) {
					return "caught";
				}
			});
		TaskHub hub = start();
		String id = hub.client().scheduleNewOrchestrationInstance("Catches");
		assertThat(assertCompletes(hub.client(), id).readOutputAs(String.class)).isEqualTo("caught");
		assertWorks(hub);
	}

	@Test
	void payloadThatCannotBeReadForWantOfMemoryIsReadAgain() throws Exception {
		this.builder.dataConverter(new FailingConverter("\"large\"", new OutOfMemoryError("injected"), 1));
		TaskHub hub = start();
		String id = waiting(hub.client(), "waits");
		hub.client().raiseEvent(id, "Go", "large");
		assertThat(assertCompletes(hub.client(), id).readOutputAs(String.class)).isEqualTo("large");
	}

	@ParameterizedTest
	@MethodSource("virtualMachineErrors")
	void turnThatRanOutOfMemoryOnceIsTakenAgain(Error error, Residency residency) throws Exception {
		AtomicInteger left = new AtomicInteger(1);
		TaskHub hub = startFailing(error, left, residency);
		String id = hub.client().scheduleNewOrchestrationInstance("Hungry");
		assertThat(assertCompletes(hub.client(), id).readOutputAs(String.class)).isEqualTo("Hello you!");
		assertThat(left.get()).isLessThanOrEqualTo(0);
	}

	@ParameterizedTest
	@MethodSource("virtualMachineErrors")
	void instanceThatAlwaysRunsOutOfMemoryIsParkedAlone(Error error, Residency residency) throws Exception {
		TaskHub hub = startFailing(error, new AtomicInteger(Integer.MAX_VALUE), residency);
		DurableTaskClient client = hub.client();
		String id = client.scheduleNewOrchestrationInstance("Hungry");
		for (int i = 0; i < 5; i++) {
			assertWorks(hub);
		}
		assertThat(awaitParked(client, id)).contains(error.getClass().getSimpleName());
		client.terminate(id, null);
		assertEnds(client, id, OrchestrationRuntimeStatus.TERMINATED);
	}

	private TaskHub startFailing(Error error, AtomicInteger left, Residency residency) {
		options((options) -> options.withResidency(residency));
		this.builder.addOrchestration("Hungry", (context) -> {
			String greeting = context.callActivity("SayHello", "you", String.class).await();
			if (left.getAndDecrement() > 0) {
				throw error;
			}
			return greeting;
		});
		return start();
	}

	@SuppressWarnings("unchecked")
	private static <T extends Throwable> RuntimeException sneaky(Throwable failure) throws T {
		throw (T) failure;
	}

	/**
	 * A converter that fails for one value.
	 */
	private static final class FailingConverter implements DataConverter {

		private final DataConverter delegate = new JacksonDataConverter();

		private final String value;

		private final Throwable failure;

		private final AtomicInteger times;

		private FailingConverter(String value, Throwable failure, int times) {
			this.value = value;
			this.failure = failure;
			this.times = new AtomicInteger(times);
		}

		private void mayFail(@Nullable Object data) {
			if (this.value.equals(data) && this.times.getAndDecrement() > 0) {
				throw sneaky(this.failure);
			}
		}

		@Override
		public @Nullable String serialize(@Nullable Object data) {
			mayFail(data);
			return this.delegate.serialize(data);
		}

		@Override
		public @Nullable Object deserialize(@Nullable String data, Type type) {
			mayFail(data);
			return this.delegate.deserialize(data, type);
		}

	}

	/**
	 * Cannot say what it has to say.
	 */
	private static final class BadException extends Exception {

		private static final long serialVersionUID = 1L;

		private final transient Supplier<Throwable> failure;

		private BadException(Supplier<Throwable> failure) {
			this.failure = failure;
		}

		@Override
		public String getMessage() {
			throw sneaky(this.failure.get());
		}

		@Override
		public String toString() {
			return "BadException";
		}

	}

	/**
	 * Cannot say why.
	 */
	private static final class BadCauseException extends Exception {

		private static final long serialVersionUID = 1L;

		@Override
		public synchronized Throwable getCause() {
			throw new IllegalStateException("no cause");
		}

	}

	/**
	 * Cannot say where.
	 */
	private static final class BadTraceException extends Exception {

		private static final long serialVersionUID = 1L;

		@Override
		public StackTraceElement[] getStackTrace() {
			throw new AssertionError("no stack trace");
		}

	}

}
