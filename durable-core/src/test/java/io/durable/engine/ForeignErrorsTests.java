package io.durable.engine;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.durable.api.DataConverter;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.RetryPolicy;
import io.durable.api.Task;
import io.durable.api.TaskFailedException;
import io.durable.api.TaskOptions;
import io.durable.history.HistoryEvent.TaskFailed;
import io.durable.serialization.JacksonDataConverter;
import io.durable.testing.HostileException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever foreign code throws, wherever it is called: a turn has a result.
 */
class ForeignErrorsTests {

	private @Nullable Throwable thrown;

	private static Stream<Throwable> anything() {
		return Stream.of(new IllegalStateException("boom"), new HostileException(), new AssertionError("boom"),
				new StackOverflowError(), new Error("boom"), new OutOfMemoryError("heap"), new InternalError("jvm"),
				new NoClassDefFoundError("x.Y"), new ExceptionInInitializerError("boom"), new Exception("checked"));
	}

	private void throwNow() {
		if (this.thrown != null) {
			ForeignErrorsTests.<RuntimeException>sneaky(this.thrown);
		}
	}

	@SuppressWarnings("unchecked")
	private static <T extends Throwable> void sneaky(Throwable thrown) throws T {
		throw (T) thrown;
	}

	private static boolean isExhausted(Throwable thrown) {
		return thrown instanceof OutOfMemoryError || thrown instanceof InternalError;
	}

	// The orchestration fails, its node is not able to run it, or it is tried again
	private static void assertResult(TurnResult result, Throwable thrown) {
		if (isExhausted(thrown)) {
			assertThat(result.exhausted()).isSameAs(thrown);
			assertThat(result.closing()).isEmpty();
		}
		else if (thrown instanceof LinkageError) {
			assertThat(result.exhausted()).isNull();
			assertThat(result.closing()).isEmpty();
			assertThat(result.problem()).startsWith("It could not be run: " + thrown.getClass().getName());
		}
		else {
			assertThat(result.exhausted()).isNull();
			assertThat(result.problem()).isNull();
			assertThat(result.completed().status()).isEqualTo(OrchestrationRuntimeStatus.FAILED);
		}
	}

	@ParameterizedTest
	@MethodSource("anything")
	void fromTheFunctionInItsFirstTurn(Throwable any) {
		this.thrown = any;
		Turns turns = new Turns((context) -> {
			context.callActivity("A");
			throwNow();
			return null;
		});
		assertResult(turns.turn(Turns.started()), any);
	}

	@ParameterizedTest
	@MethodSource("anything")
	void fromTheFunctionInAReplay(Throwable any) {
		Turns turns = new Turns((context) -> {
			Task<Integer> task = context.callActivity("A", Integer.class);
			throwNow();
			return task.await();
		});
		turns.turn(Turns.started());
		this.thrown = any;
		TurnResult result = turns.turn(Turns.completed(0, "1"));
		if (isExhausted(any) || any instanceof LinkageError) {
			assertResult(result, any);
			this.thrown = null;
			turns.history.remove(turns.history.size() - 1);
			assertThat(turns.turn(Turns.completed(0, "1")).completed().result()).isEqualTo("1");
		}
		else {
			assertThat(result.problem()).contains("not deterministic").contains(any.getClass().getName());
		}
	}

	@ParameterizedTest
	@MethodSource("anything")
	void fromAFunctionOfThenApplyWhileItsResultIsAwaited(Throwable any) {
		Turns turns = new Turns((context) -> context.callActivity("A", Integer.class).thenApply((value) -> {
			throwNow();
			return value;
		}).await());
		turns.turn(Turns.started());
		this.thrown = any;
		assertResult(turns.turn(Turns.completed(0, "1")), any);
	}

	@ParameterizedTest
	@MethodSource("anything")
	void fromAFunctionOfThenApplyWhileAnotherTaskIsAwaited(Throwable any) {
		Turns turns = new Turns((context) -> {
			Task<Integer> derived = context.callActivity("A", Integer.class).thenApply((value) -> {
				throwNow();
				return value;
			});
			Integer other;
			try {
				other = context.callActivity("B", Integer.class).await();
			}
			catch (Throwable ex) {
				if (ex instanceof OrchestratorYield yield) {
					throw yield;
				}
				return "the failure of another task";
			}
			return derived.await() + other;
		});
		turns.turn(Turns.started());
		this.thrown = any;
		assertResult(turns.turn(Turns.completed(0, "1"), Turns.completed(1, "2")), any);
	}

	@ParameterizedTest
	@MethodSource("anything")
	void fromARetryHandler(Throwable any) {
		Turns turns = new Turns((context) -> {
			TaskOptions options = new TaskOptions(new RetryPolicy(3, Duration.ofSeconds(1)), (retry) -> {
				throwNow();
				return true;
			});
			return context.callActivity("A", null, options, Integer.class).await();
		});
		turns.turn(Turns.started());
		this.thrown = any;
		assertResult(turns
			.turn(new TaskFailed(Turns.NOW, 0, io.durable.api.FailureDetails.of(new IllegalStateException("attempt")))),
				any);
	}

	@ParameterizedTest
	@MethodSource("anything")
	void fromTheAwaitGuard(Throwable any) {
		this.thrown = any;
		Turns turns = new Turns((context) -> context.callActivity("A", Integer.class).await())
			.awaitGuard(this::throwNow);
		assertResult(turns.turn(Turns.started()), any);
	}

	@ParameterizedTest
	@MethodSource("anything")
	void fromTheConverterOfAResult(Throwable any) {
		Turns turns = new Turns((context) -> context.callActivity("A", Integer.class).await())
			.converter(converter((type) -> throwNow(), (value) -> {
			}));
		turns.turn(Turns.started());
		this.thrown = any;
		assertResult(turns.turn(Turns.completed(0, "1")), any);
	}

	@ParameterizedTest
	@MethodSource("anything")
	void fromTheConverterOfAnInputThatTheFunctionWouldCatch(Throwable any) {
		this.thrown = any;
		Turns turns = new Turns((context) -> {
			try {
				context.callActivity("A", "input");
			}
			catch (Exception | AssertionError | StackOverflowError ex) {
				throw new IllegalStateException(ex);
			}
			return null;
		}).converter(converter((type) -> {
		}, (value) -> throwNow()));
		assertResult(turns.turn(Turns.started()), any);
	}

	@ParameterizedTest
	@MethodSource("anything")
	void fromTheConverterOfTheOutput(Throwable any) {
		this.thrown = any;
		Turns turns = new Turns((context) -> "output").converter(converter((type) -> {
		}, (value) -> throwNow()));
		assertResult(turns.turn(Turns.started()), any);
	}

	@Test
	void aFunctionThatCatchesThrowableDoesNotTakeAnExhaustedMachineForAFailure() {
		this.thrown = new OutOfMemoryError("heap");
		Turns turns = new Turns((context) -> {
			try {
				context.callActivity("A", "input");
			}
			catch (Throwable ex) {
				return "caught";
			}
			return null;
		}).converter(converter((type) -> {
		}, (value) -> throwNow()));
		assertThat(turns.turn(Turns.started()).exhausted()).isSameAs(this.thrown);
	}

	@Test
	void anErrorOfAFunctionOfThenApplyIsTheFailureOfItsTaskAlone() {
		Turns turns = new Turns((context) -> {
			Task<Integer> derived = context.callActivity("A", Integer.class).thenApply((value) -> {
				throw new AssertionError("mine");
			});
			int other = context.callActivity("B", Integer.class).await();
			try {
				return derived.await();
			}
			catch (TaskFailedException ex) {
				return List.of(other, ex.getErrorDetails().getErrorType(), ex.getErrorDetails().getErrorMessage());
			}
		});
		turns.turn(Turns.started());
		assertThat(turns.turn(Turns.completed(0, "1"), Turns.completed(1, "2")).completed().result())
			.isEqualTo("[2,\"java.lang.AssertionError\",\"mine\"]");
	}

	private static DataConverter converter(Consumer<Type> beforeRead, Consumer<Object> beforeWrite) {
		DataConverter json = new JacksonDataConverter();
		return new DataConverter() {

			@Override
			public @Nullable String serialize(@Nullable Object value) {
				beforeWrite.accept(value);
				return json.serialize(value);
			}

			@Override
			public @Nullable Object deserialize(@Nullable String data, Type type) {
				beforeRead.accept(type);
				return json.deserialize(data, type);
			}

		};
	}

}
