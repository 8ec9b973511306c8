package io.durable.function;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import io.durable.api.Activity;
import io.durable.api.Orchestrator;
import io.durable.api.TaskOrchestrationContext;
import io.durable.api.TypeReference;
import io.durable.client.OrchestrationMetadata;
import io.durable.hub.TaskHub;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Types of generic beans, and inputs that are not there.
 */
class BoundTypesTests {

	private static final Type ORDERS = new TypeReference<List<Order>>() {
	}.getType();

	private static FunctionMethod activity(Class<?> beanType, Type declaredAs, Class<?> declaring, String name) {
		Method method = Arrays.stream(declaring.getDeclaredMethods())
			.filter((candidate) -> candidate.getName().equals(name) && !candidate.isBridge())
			.findFirst()
			.orElseThrow();
		return FunctionMethod.activity(beanType, declaredAs, method);
	}

	@Test
	void variablesOfABaseClassAreThoseOfTheBean() {
		FunctionMethod all = activity(Orders.class, Orders.class, Base.class, "all");
		assertThat(all.inputType()).isEqualTo(ORDERS);
		assertThat(all.returnType().getTypeName()).isEqualTo(new TypeReference<Map<String, Order[]>>() {
		}.getType().getTypeName());
		assertThat(activity(Orders.class, Orders.class, Base.class, "one").inputType()).isEqualTo(Order.class);
		assertThat(activity(Orders.class, Orders.class, Base.class, "any").inputType()).isEqualTo(ORDERS);
	}

	@Test
	void variablesOfADefaultMethodAreThoseOfTheBean() {
		Method handle = Arrays.stream(Handler.class.getDeclaredMethods())
			.filter((method) -> method.getName().equals("handle"))
			.findFirst()
			.orElseThrow();
		assertThat(FunctionMethod.orchestrator(Orders.class, handle).inputType()).isEqualTo(Order.class);
	}

	@Test
	void theDeclaredTypeOfABeanBindsWhatItsClassLeavesOpen() {
		Type generic = new TypeReference<Base<Order>>() {
		}.getType();
		assertThat(activity(Base.class, generic, Base.class, "all").inputType()).isEqualTo(ORDERS);
		Type declaredInterface = new TypeReference<Handler<Order>>() {
		}.getType();
		assertThat(activity(Base.class, declaredInterface, Base.class, "all").inputType()).isEqualTo(ORDERS);
	}

	@Test
	void aVariableThatNothingIsKnownOfIsItsBound() {
		assertThat(activity(Base.class, Base.class, Base.class, "one").inputType()).isEqualTo(Item.class);
		assertThat(activity(Base.class, Base.class, Base.class, "recursive").inputType().getTypeName())
			.isEqualTo("java.lang.Comparable<java.lang.Object>");
	}

	@Test
	void genericBeansReceiveAndReturnTheirTypes() throws Exception {
		try (TaskHub hub = TaskHub.inMemory().addAnnotated(new Orders()).build()) {
			hub.start();
			String id = hub.client().scheduleNewOrchestrationInstance("handle", new Order("a"));
			OrchestrationMetadata end = hub.client().waitForInstanceCompletion(id, Duration.ofSeconds(20), true);
			assertThat(end.readOutputAs(String.class)).as(String.valueOf(end.getFailureDetails()))
				.isEqualTo("order a, 2 orders, b");
		}
	}

	@ParameterizedTest
	@CsvSource({ "optional, optional false", "optionalInt, optionalInt false" })
	void anOptionalParameterWithoutAnInputIsEmpty(String name, String expected) throws Exception {
		try (TaskHub hub = TaskHub.inMemory().addAnnotated(new Optionals()).build()) {
			hub.start();
			String id = hub.client().scheduleNewOrchestrationInstance(name);
			OrchestrationMetadata end = hub.client().waitForInstanceCompletion(id, Duration.ofSeconds(20), true);
			assertThat(end.readOutputAs(String.class)).isEqualTo(expected);
		}
	}

	interface Item {

		String name();

	}

	/**
	 * An item.
	 *
	 * @param name its name
	 */
	record Order(String name) implements Item {

	}

	/**
	 * Handles items.
	 *
	 * @param <T> which ones
	 */
	interface Handler<T extends Item> {

		@Orchestrator
		default String handle(TaskOrchestrationContext context, T item) {
			Map<String, Order[]> all = context
				.callActivity("all", List.of(item, new Order("b")), new TypeReference<Map<String, Order[]>>() {
				})
				.await();
			String last = context.callActivity("one", all.get("all")[1], String.class).await();
			return "order " + item.name() + ", " + all.get("all").length + " orders, " + last;
		}

	}

	/**
	 * Has activities for items.
	 *
	 * @param <I> which ones
	 */
	static class Base<I extends Item> implements Handler<I> {

		@Activity
		@SuppressWarnings("unchecked")
		Map<String, I[]> all(List<I> items) {
			I first = items.get(0);
			assertThat(first).isInstanceOf(Order.class);
			return Map.of("all", (I[]) items.toArray(Item[]::new));
		}

		@Activity
		String one(I item) {
			return item.name();
		}

		@Activity
		int any(List<? extends I> items) {
			return items.size();
		}

		<C extends Comparable<C>> int recursive(C value) {
			return 0;
		}

	}

	static class Orders extends Base<Order> {

		@Activity
		@Override
		String one(Order item) {
			return super.one(item);
		}

	}

	static class Optionals {

		@Orchestrator
		String optional(Optional<String> input) {
			return "optional " + input.isPresent();
		}

		@Orchestrator
		String optionalInt(OptionalInt input) {
			return "optionalInt " + input.isPresent();
		}

	}

}
