package io.durable.function;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;

import io.durable.api.ActivityMethod;
import io.durable.api.MethodReference;
import io.durable.api.TaskActivityContext;
import io.durable.function.FunctionRegistry.ActivityFunction;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Method references find registered methods without invoking anything.
 */
class MethodReferenceTests {

	private final FunctionRegistry registry = new FunctionRegistry();

	private void register(Class<?> beanType, String methodName) {
		for (Method method : beanType.getDeclaredMethods()) {
			if (method.getName().equals(methodName) && !method.isSynthetic()) {
				FunctionMethod function = FunctionMethod.activity(beanType, method);
				this.registry.add(new ActivityFunction(beanType.getSimpleName() + "." + methodName,
						function.asActivity(method, () -> {
							throw new AssertionError("Nothing is invoked");
						}), method.toString(), function));
			}
		}
	}

	private String name(MethodReference reference) {
		return this.registry.activity(reference).name();
	}

	private static <B, R> MethodReference ref(ActivityMethod.NoInput<B, R> reference) {
		return reference;
	}

	private static <B, I, R> MethodReference ref(ActivityMethod.Input<B, I, R> reference) {
		return reference;
	}

	private static <B> MethodReference refContext(ActivityMethod.ContextVoid<B> reference) {
		return reference;
	}

	@Test
	void findsMethodsOfFinalClassesRecordsAndInterfaces() {
		register(Orders.class, "open");
		register(Rates.class, "current");
		register(Greets.class, "greet");
		register(Rates.class, "log");
		assertThat(name(ref(Orders::open))).isEqualTo("Orders.open");
		assertThat(name(ref(Rates::current))).isEqualTo("Rates.current");
		assertThat(name(ref(Greets::greet))).isEqualTo("Greets.greet");
		assertThat(name(refContext(Rates::log))).isEqualTo("Rates.log");
	}

	@Test
	void referenceToAnInterfaceFindsTheBeanThatImplementsIt() throws Exception {
		Method method = English.class.getDeclaredMethod("greet", String.class);
		FunctionMethod function = FunctionMethod.activity(English.class, method);
		this.registry.add(new ActivityFunction("english", (context) -> null, "test", function));
		assertThat(name(ref(Greets::greet))).isEqualTo("english");
	}

	@Test
	void genericReturnTypeComesFromTheMethod() {
		register(Orders.class, "open");
		Type type = this.registry.activity(ref(Orders::open)).method().returnType();
		assertThat(type.getTypeName()).isEqualTo("java.util.List<java.lang.Integer>");
	}

	@Test
	void lambdaIsRefusedWithTheFix() {
		register(Orders.class, "open");
		ActivityMethod.Input<Orders, String, List<Integer>> lambda = (orders, customer) -> orders.open(customer);
		assertThatIllegalArgumentException().isThrownBy(() -> name(lambda))
			.withMessageContaining("lambda expression")
			.withMessageContaining("Greetings::sayHello");
	}

	@Test
	void unregisteredMethodIsRefusedWithTheFix() {
		register(Orders.class, "open");
		assertThatIllegalArgumentException().isThrownBy(() -> name(ref(Greets::greet)))
			.withMessageContaining("Greets::greet")
			.withMessageContaining("@Activity")
			.withMessageContaining("Orders.open");
	}

	@Test
	void ambiguousReferenceIsRefused() throws Exception {
		Method method = English.class.getDeclaredMethod("greet", String.class);
		FunctionMethod function = FunctionMethod.activity(English.class, method);
		this.registry.add(new ActivityFunction("one", (context) -> null, "test", function));
		this.registry.add(new ActivityFunction("two", (context) -> null, "test", function));
		assertThatIllegalArgumentException().isThrownBy(() -> name(ref(Greets::greet)))
			.withMessageContaining("[one, two]");
	}

	static final class Orders {

		List<Integer> open(String customer) {
			return List.of(customer.length());
		}

	}

	/**
	 * Rates.
	 *
	 * @param base the currency
	 */
	record Rates(String base) {

		double current() {
			return 1;
		}

		void log(TaskActivityContext context) {
		}

	}

	interface Greets {

		String greet(String name);

	}

	static class English implements Greets {

		@Override
		public String greet(String name) {
			return "Hello " + name;
		}

	}

}
