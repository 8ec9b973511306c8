package io.durable.function;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.durable.api.TaskActivityContext;
import io.durable.api.TaskOrchestrationContext;
import io.durable.hub.TaskHub;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Which signatures work, and what is said of those that do not.
 */
class FunctionMethodTests {

	private static Method method(String name) {
		for (Method method : Bean.class.getDeclaredMethods()) {
			if (method.getName().equals(name)) {
				return method;
			}
		}
		throw new AssertionError(name);
	}

	@ParameterizedTest
	@CsvSource({ "nothing, nothing", "input, input7", "context, context", "contextAndInput, contextAndInput7",
			"primitive, primitive7" })
	void worksWithOptionalContextAndOneInput(String name, String expected) throws Exception {
		FunctionMethod function = FunctionMethod.orchestrator(Bean.class, method(name));
		try (TaskHub hub = TaskHub.inMemory()
			.addOrchestration("Test", function.asOrchestration(method(name), Bean::new))
			.build()) {
			hub.start();
			String id = hub.client().scheduleNewOrchestrationInstance("Test", 7);
			String output = hub.client()
				.waitForInstanceCompletion(id, Duration.ofSeconds(60), true)
				.getSerializedOutput();
			assertThat(output).isEqualTo("\"" + expected + "\"");
		}
	}

	@ParameterizedTest
	@CsvSource({ "twoInputs, a record", "contextLast, Put a TaskOrchestrationContext first",
			"future, Return the value itself", "wrongContext, Put a TaskOrchestrationContext first" })
	void refusesTheRestWithTheFix(String name, String advice) {
		assertThatExceptionOfType(FunctionSignatureException.class)
			.isThrownBy(() -> FunctionMethod.orchestrator(Bean.class, method(name)))
			.withMessageContaining(name)
			.withMessageContaining(advice);
	}

	static class Bean {

		String nothing() {
			return "nothing";
		}

		String input(Integer input) {
			return "input" + input;
		}

		String primitive(int input) {
			return "primitive" + input;
		}

		String context(TaskOrchestrationContext context) {
			return "context";
		}

		String contextAndInput(TaskOrchestrationContext context, Long input) {
			return "contextAndInput" + input;
		}

		String twoInputs(String a, String b) {
			return a + b;
		}

		String contextLast(String a, TaskOrchestrationContext context) {
			return a;
		}

		CompletableFuture<List<String>> future() {
			return new CompletableFuture<>();
		}

		String wrongContext(TaskActivityContext context) {
			return "";
		}

	}

}
