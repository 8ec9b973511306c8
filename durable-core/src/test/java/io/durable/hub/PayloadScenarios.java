package io.durable.hub;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.durable.api.TaskOrchestrationContext;
import io.durable.api.TypeReference;
import io.durable.client.DurableTaskClient;
import io.durable.client.OrchestrationMetadata;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random payloads as input, result, event, custom status and output: an orchestrator sees
 * what was given, live and replayed. A failure names the seed, which
 * {@code -Ddurable.payloads.seed=<seed>} repeats.
 */
public abstract class PayloadScenarios extends HubScenarios {

	private static final long SEED = Long.getLong("durable.payloads.seed", System.nanoTime());

	private static final int CASES = 40;

	private final Queue<String> differences = new ConcurrentLinkedQueue<>();

	@Test
	void whatIsPassedOnIsEqualLiveAndReplayed() throws Exception {
		Random random = new Random(SEED);
		List<Payload> payloads = new ArrayList<>();
		for (int i = 0; i < CASES; i++) {
			payloads.add(Payload.random(random, 3));
		}
		this.builder.addOrchestration("Pass", (context) -> pass(context, payloads)).addActivity("Echo", (context) -> {
			int index = Integer.parseInt(context.getInstanceId().substring("payload-".length()));
			return see(payloads.get(index), "an activity's input", context.getInput(payloads.get(index).reference()));
		});
		DurableTaskClient client = start();
		for (int i = 0; i < CASES; i++) {
			client.scheduleNewOrchestrationInstance("Pass", payloads.get(i).value(), "payload-" + i);
			client.raiseEvent("payload-" + i, "Data", payloads.get(i).value());
		}
		for (int i = 0; i < CASES; i++) {
			Payload payload = payloads.get(i);
			OrchestrationMetadata end = client.waitForInstanceCompletion("payload-" + i, TIMEOUT, true);
			assertThat(end.getFailureDetails()).as("seed %d, %s", SEED, payload).isNull();
			see(payload, "the client's input", end.readInputAs(payload.reference()));
			see(payload, "the output", end.readOutputAs(payload.reference()));
		}
		assertThat(this.differences).as("seed %d", SEED).isEmpty();
	}

	private Object pass(TaskOrchestrationContext context, List<Payload> payloads) {
		Payload payload = payloads.get(Integer.parseInt(context.getInstanceId().substring("payload-".length())));
		Object input = see(payload, "the input", context.getInput(payload.reference()));
		Object event = see(payload, "an event",
				context.waitForExternalEvent("Data", Duration.ofDays(1), payload.reference()).await());
		context.setCustomStatus(Map.of("status", "passing"));
		Object result = see(payload, "a result",
				context.callActivity("Echo", input, null, payload.reference()).await());
		see(payload, "the event later", event);
		return result;
	}

	private Object see(Payload payload, String what, Object seen) {
		if (!payload.isEqualTo(seen)) {
			this.differences.add("%s: %s instead of %s".formatted(what, seen, payload));
		}
		return seen;
	}

	/**
	 * A value and its type.
	 *
	 * @param type the type
	 * @param value the value
	 */
	private record Payload(Type type, Object value) {

		TypeReference<Object> reference() {
			return TypeReference.of(this.type);
		}

		boolean isEqualTo(Object seen) {
			return (this.value instanceof Object[] array)
					? seen instanceof Object[] other && List.of(array).equals(List.of(other))
					: Objects.equals(this.value, seen);
		}

		static Payload random(Random random, int depth) {
			return switch (random.nextInt((depth > 0) ? 18 : 11)) {
				case 0 -> new Payload(String.class, text(random));
				case 1 -> new Payload(Long.class, random.nextLong());
				case 2 -> new Payload(Double.class, Double.longBitsToDouble(random.nextLong() & ~(1L << 62)));
				case 3 -> new Payload(BigDecimal.class,
						new BigDecimal(new BigInteger(100, random), random.nextInt(400) - 200));
				case 4 -> new Payload(BigInteger.class, new BigInteger(200, random));
				case 5 -> time(random);
				case 6 -> new Payload(UUID.class, new UUID(random.nextLong(), random.nextLong()));
				case 7 ->
					new Payload(Duration.class, Duration.ofSeconds(random.nextInt(), random.nextInt(1_000_000_000)));
				case 8 -> new Payload(Suit.class, Suit.values()[random.nextInt(3)]);
				case 9 -> new Payload(Creature.class, creature(random));
				case 10 -> new Payload(Object.class, untyped(random));
				case 11 -> list(random(random, depth - 1), random);
				case 12 -> map(random(random, depth - 1));
				case 13 -> optional(random(random, depth - 1));
				case 14 -> new Payload(new TypeReference<List<Creature>>() {
				}.getType(), List.of(creature(random), creature(random)));
				case 15 -> new Payload(new TypeReference<Map<Suit, List<Creature>>>() {
				}.getType(), Map.of(Suit.HEARTS, List.of(creature(random))));
				case 16 -> new Payload(new TypeReference<Box<Creature>>() {
				}.getType(), new Box<>(creature(random), List.of(creature(random)), Optional.of(creature(random)), 7));
				default -> new Payload(new TypeReference<Box<Map<String, OffsetDateTime>>>() {
				}.getType(), new Box<>(Map.of("at", offset(random)), List.of(), Optional.empty(), random.nextInt()));
			};
		}

		private static Payload list(Payload item, Random random) {
			List<Object> values = new ArrayList<>();
			for (int i = random.nextInt(4); i >= 0; i--) {
				values.add(item.value());
			}
			return new Payload(parameterized(List.class, item.type()), values);
		}

		private static Payload map(Payload item) {
			Map<String, Object> values = new LinkedHashMap<>();
			values.put("first", item.value());
			values.put("öß \"{", item.value());
			return new Payload(parameterized(Map.class, String.class, item.type()), values);
		}

		private static Payload optional(Payload item) {
			return new Payload(parameterized(Optional.class, item.type()), Optional.of(item.value()));
		}

		private static Payload time(Random random) {
			Instant instant = Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
			return switch (random.nextInt(4)) {
				case 0 -> new Payload(Instant.class, instant);
				case 1 -> new Payload(OffsetDateTime.class, offset(random));
				case 2 -> new Payload(LocalDate.class, LocalDate.ofInstant(instant, ZoneOffset.UTC));
				default -> new Payload(ZonedDateTime.class, instant.atZone(ZoneId
					.of(List.of("Europe/Paris", "America/St_Johns", "UTC", "Z", "+02:00").get(random.nextInt(5)))));
			};
		}

		private static OffsetDateTime offset(Random random) {
			return Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000))
				.atOffset(ZoneOffset.ofTotalSeconds(60 * (random.nextInt(1000) - 500)));
		}

		private static String text(Random random) {
			StringBuilder text = new StringBuilder();
			for (int i = random.nextInt(20); i > 0; i--) {
				text.append((char) random.nextInt(1 << 16));
			}
			return text.toString();
		}

		private static Creature creature(Random random) {
			return random.nextBoolean() ? new Cat(text(random)) : new Herd(random.nextInt(), List.of(new Cat("c")));
		}

		// What JSON can tell apart without a type
		private static Object untyped(Random random) {
			Map<String, Object> values = new LinkedHashMap<>();
			values.put("int", random.nextInt());
			values.put("double", random.nextDouble());
			values.put("long", Long.MAX_VALUE - random.nextInt());
			values.put("decimal", new BigDecimal(new BigInteger(90, random).setBit(89), 10));
			values.put("text", text(random));
			values.put("list", List.of(true, "x"));
			return values;
		}

		private static Type parameterized(Class<?> raw, Type... arguments) {
			return new java.lang.reflect.ParameterizedType() {

				@Override
				public Type[] getActualTypeArguments() {
					return arguments;
				}

				@Override
				public Type getRawType() {
					return raw;
				}

				@Override
				public Type getOwnerType() {
					return null;
				}

			};
		}

	}

	enum Suit {

		HEARTS, SPADES, CLUBS

	}

	/**
	 * Has several kinds.
	 */
	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	@JsonSubTypes({ @JsonSubTypes.Type(value = Cat.class, name = "cat"),
			@JsonSubTypes.Type(value = Herd.class, name = "herd") })
	interface Creature {

	}

	record Cat(String name) implements Creature {

	}

	record Herd(int size, List<Creature> members) implements Creature {

	}

	record Box<T>(T content, List<T> more, Optional<T> perhaps, int number) {

	}

}
