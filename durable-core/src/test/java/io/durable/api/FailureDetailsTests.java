package io.durable.api;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.stream.IntStream;

import io.durable.testing.HostileException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is kept of failures, whatever exceptions do.
 */
class FailureDetailsTests {

	private static int depth(FailureDetails failure) {
		int depth = 0;
		for (FailureDetails part = failure; part != null; part = part.getInnerFailure()) {
			depth++;
		}
		return depth;
	}

	private static FailureDetails innermost(FailureDetails failure) {
		FailureDetails part = failure;
		while (part.getInnerFailure() != null) {
			part = part.getInnerFailure();
		}
		return part;
	}

	private static Map<String, Object> storedOf(Map<String, Object> properties) {
		return FailureDetails.of(new IllegalStateException(), (exception) -> properties).getProperties();
	}

	@Test
	void aSubclassIsFoundOnAThreadThatDoesNotKnowTheApplication() {
		FailureDetails failure = FailureDetails.of(new OutOfStockException());
		Thread thread = Thread.currentThread();
		ClassLoader classLoader = thread.getContextClassLoader();
		try {
			thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
			assertThat(failure.isCausedBy(IllegalStateException.class)).isTrue();
			thread.setContextClassLoader(null);
			assertThat(failure.isCausedBy(RuntimeException.class)).isTrue();
			assertThat(failure.isCausedBy(IllegalArgumentException.class)).isFalse();
		}
		finally {
			thread.setContextClassLoader(classLoader);
		}
	}

	@Test
	void causesInTheMiddleAreLeftOut() {
		Throwable exception = new IllegalStateException("lowest");
		for (int i = 1; i < 1000; i++) {
			exception = new IllegalStateException("level " + i, exception);
		}
		FailureDetails failure = FailureDetails.of(exception);
		assertThat(depth(failure)).isEqualTo(20);
		assertThat(failure.getErrorMessage()).isEqualTo("level 999");
		assertThat(failure.toString()).isEqualTo("java.lang.IllegalStateException: level 999");
		assertThat(innermost(failure).getErrorMessage()).isEqualTo("lowest");
		assertThat(messages(failure)).contains("(981 more causes)");
	}

	@Test
	void failuresOfFailuresOfFailuresAreBounded() {
		FailureDetails failure = FailureDetails.of(new IllegalStateException("lowest"));
		for (int i = 1; i < 1000; i++) {
			failure = FailureDetails.of(new TaskFailedException("Child", i, failure));
			assertThat(depth(failure)).isLessThanOrEqualTo(20);
		}
		assertThat(innermost(failure).getErrorMessage()).isEqualTo("lowest");
		assertThat(messages(failure)).contains("(981 more causes)");
		assertThat(messages(failure).stream().mapToInt(String::length).sum()).isLessThan(65_536);
	}

	private static List<String> messages(FailureDetails failure) {
		return FailureChain.parts(failure).stream().map(FailureDetails::getErrorMessage).toList();
	}

	@Test
	void aLongTextIsCutVisibly() {
		FailureDetails failure = FailureDetails.of(new IllegalStateException("x".repeat(10_000_000)));
		assertThat(failure.getErrorMessage()).hasSizeLessThanOrEqualTo(8192)
			.containsPattern("x… \\(99918\\d\\d more characters\\)$");
		FailureDetails again = new FailureDetails("E", failure.getErrorMessage() + "y".repeat(10), null, false, null,
				null);
		assertThat(again.getErrorMessage()).hasSizeLessThanOrEqualTo(8192);
		assertThat(FailureText.cut(failure.getErrorMessage(), 1000)).hasSizeLessThanOrEqualTo(1000)
			.containsPattern("x… \\(99990\\d\\d more characters\\)$");
		assertThat(new FailureDetails("E", "😀".repeat(8000), null, false, null, null).getErrorMessage())
			.matches("(😀)+… \\(\\d+ more characters\\)");
	}

	@Test
	void aFailureIsAtMostAsLargeAsTheLimitsSay() {
		Limits limits = new Limits(1000, 500, 100_000, 50_000, 60, 40, 5, 8, 4, 100, 3);
		Throwable exception = new IllegalStateException("x".repeat(10_000));
		for (int i = 0; i < 30; i++) {
			exception = new IllegalStateException("y".repeat(10_000), exception);
		}
		FailureDetails failure = FailureDetails.of(exception, (any) -> Map.of("text", "z".repeat(5000)), limits);
		assertThat(FailureChain.parts(failure).stream().mapToLong(FailureDetails::characters).sum())
			.isLessThanOrEqualTo(4096);
		assertThat(failure.getErrorMessage()).startsWith("yyy").endsWith("more characters)");
		assertThat(FailureChain
			.parts(FailureDetails.of(exception, (any) -> Map.of("text", "z".repeat(5000)), Limits.defaults()))
			.stream()
			.mapToLong(FailureDetails::characters)
			.sum()).isLessThanOrEqualTo(65_536);
	}

	@Test
	void aCycleOfCausesEnds() {
		IllegalStateException first = new IllegalStateException("first");
		IllegalStateException second = new IllegalStateException("second", first);
		first.initCause(second);
		assertThat(messages(FailureDetails.of(first))).containsExactly("first", "second");
	}

	@Test
	void suppressedExceptionsAreNamedInTheStackTrace() {
		IllegalStateException exception = new IllegalStateException("main");
		IntStream.range(0, 10_000).forEach((i) -> exception.addSuppressed(new IllegalArgumentException("other " + i)));
		exception.addSuppressed(new HostileException());
		assertThat(FailureDetails.of(exception).getStackTrace()).contains("FailureDetailsTests")
			.contains("\tSuppressed: java.lang.IllegalArgumentException: other 0\n")
			.contains("\tSuppressed: java.lang.IllegalArgumentException: other 20\n")
			.hasSizeLessThanOrEqualTo(8192);
	}

	@Test
	void allFailuresOfSeveralTasksAreNamed() {
		CompositeTaskFailedException exception = new CompositeTaskFailedException(3,
				List.of(new IllegalStateException("one"), new IllegalArgumentException("two")));
		assertThat(FailureDetails.of(exception).getErrorMessage()).startsWith("2 out of 3 tasks failed")
			.contains("- java.lang.IllegalStateException: one")
			.contains("- java.lang.IllegalArgumentException: two");
	}

	@Test
	void anExceptionThatThrowsWhenAskedIsDescribed() {
		FailureDetails failure = FailureDetails.of(new HostileException());
		assertThat(failure.getErrorType()).isEqualTo(HostileException.class.getName());
		assertThat(failure.getErrorMessage()).contains("cannot be read", AssertionError.class.getName());
		assertThat(failure.getStackTrace()).contains("cannot be read");
		assertThat(failure.getInnerFailure()).isNull();
		FailureDetails cause = FailureDetails.of(new IllegalStateException("outer", new HostileException()));
		assertThat(cause.getInnerFailure().getErrorType()).isEqualTo(HostileException.class.getName());
	}

	@Test
	void aProviderThatThrowsIsNotAskedAgain() {
		AtomicInteger asked = new AtomicInteger();
		for (Throwable thrown : List.of(new IllegalStateException(), new OutOfMemoryError(), new HostileException(),
				new AssertionError())) {
			asked.set(0);
			FailureDetails failure = FailureDetails.of(new IllegalStateException("a", new IllegalStateException("b")),
					(exception) -> {
						asked.incrementAndGet();
						throw FailureDetailsTests.<RuntimeException>sneaky(thrown);
					});
			assertThat(messages(failure)).containsExactly("a", "b");
			assertThat(failure.getProperties()).isEmpty();
			assertThat(asked).hasValue(1);
		}
	}

	@SuppressWarnings("unchecked")
	private static <T extends Throwable> T sneaky(Throwable thrown) throws T {
		throw (T) thrown;
	}

	@Test
	void propertiesThatCannotBeStoredAreLeftOut() {
		assertThat(storedOf(null)).isEmpty();
		assertThat(storedOf(Collections.singletonMap(null, "x"))).isEmpty();
		assertThat(storedOf(Map.of("thread", Thread.currentThread()))).isEmpty();
		assertThat(storedOf(Map.of("large", "x".repeat(10_000_000)))).isEmpty();
		Map<String, Object> cyclic = new HashMap<>();
		cyclic.put("a", cyclic);
		cyclic.put("b", List.of(cyclic, cyclic));
		assertThat(storedOf(cyclic)).isEmpty();
		assertThat(new FailureDetails("E", "m", null, false, null, cyclic).getProperties()).isEmpty();
	}

	@Test
	void numbersOfEveryKindAreStored() {
		DoubleAdder sum = new DoubleAdder();
		sum.add(1.5);
		Number half = new Number() {

			@Override
			public int intValue() {
				return 0;
			}

			@Override
			public long longValue() {
				return 0;
			}

			@Override
			public float floatValue() {
				return 0.5f;
			}

			@Override
			public double doubleValue() {
				return 0.5;
			}

			@Override
			public String toString() {
				return "1/2";
			}

		};
		assertThat(storedOf(Map.of("sum", sum, "count", new AtomicLong(-3), "half", half)))
			.isEqualTo(Map.of("sum", 1.5, "count", -3, "half", "1/2"));
	}

	@Test
	void propertiesAreSeenAsTheyAreStored() {
		Map<String, Object> properties = new LinkedHashMap<>();
		properties.put("long", 7L);
		properties.put("large", 1L << 40);
		properties.put("float", 0.1f);
		properties.put("decimal", new BigDecimal("2.50"));
		properties.put("digits", new BigDecimal("12345678901234567.89"));
		properties.put("huge", new BigDecimal("1e400"));
		properties.put("integer", BigInteger.TWO.pow(100));
		properties.put("nan", Double.NaN);
		properties.put("time", Instant.EPOCH);
		properties.put("duration", Duration.ofSeconds(90));
		properties.put("enum", TimeUnit.DAYS);
		properties.put("none", null);
		properties.put("optional", Optional.of((short) 3));
		properties.put("array", new int[] { 1, 2 });
		properties.put("record", new Point(1, List.of(true)));
		properties.put("map", Map.of(TimeUnit.HOURS, 'c'));
		Map<String, Object> stored = storedOf(properties);
		Map<String, Object> expected = new LinkedHashMap<>();
		expected.put("long", 7);
		expected.put("large", 1L << 40);
		expected.put("float", 0.1);
		expected.put("decimal", 2.5);
		expected.put("digits", "12345678901234567.89");
		expected.put("huge", "1E+400");
		expected.put("integer", BigInteger.TWO.pow(100));
		expected.put("nan", "NaN");
		expected.put("time", "1970-01-01T00:00:00Z");
		expected.put("duration", "PT1M30S");
		expected.put("enum", "DAYS");
		expected.put("none", null);
		expected.put("optional", 3);
		expected.put("array", Arrays.asList(1, 2));
		expected.put("record", Map.of("x", 1, "flags", List.of(true)));
		expected.put("map", Map.of("HOURS", "c"));
		assertThat(stored).isEqualTo(expected);
		assertThat(storedOf(stored)).isEqualTo(expected);
	}

	private record Point(int x, List<Boolean> flags) {

	}

	static class OutOfStockException extends IllegalStateException {

	}

}
