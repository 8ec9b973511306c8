package io.durable.function;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

import io.durable.api.MethodReference;
import io.durable.api.TaskActivity;
import io.durable.api.TaskOrchestration;
import org.jspecify.annotations.Nullable;

/**
 * Orchestrators and activities by name. Names are unique within their kind and looked up
 * without regard to case. Thread-safe.
 */
public final class FunctionRegistry {

	private final Map<String, OrchestratorFunction> orchestrators = new ConcurrentSkipListMap<>(
			String.CASE_INSENSITIVE_ORDER);

	private final Map<String, ActivityFunction> activities = new ConcurrentSkipListMap<>(String.CASE_INSENSITIVE_ORDER);

	private final Map<Class<?>, ReferencedMethod> references = new ConcurrentHashMap<>();

	/**
	 * Add an orchestrator.
	 * @param function the orchestrator
	 * @throws DuplicateFunctionException if the name is taken
	 */
	public void add(OrchestratorFunction function) {
		OrchestratorFunction present = this.orchestrators.putIfAbsent(function.name(), function);
		if (present != null) {
			throw new DuplicateFunctionException("orchestrator", function.name(), present.source(), function.source());
		}
	}

	/**
	 * Add an activity.
	 * @param function the activity
	 * @throws DuplicateFunctionException if the name is taken
	 */
	public void add(ActivityFunction function) {
		ActivityFunction present = this.activities.putIfAbsent(function.name(), function);
		if (present != null) {
			throw new DuplicateFunctionException("activity", function.name(), present.source(), function.source());
		}
	}

	public @Nullable OrchestratorFunction orchestrator(String name) {
		return this.orchestrators.get(name);
	}

	public @Nullable ActivityFunction activity(String name) {
		return this.activities.get(name);
	}

	/**
	 * Return the names of all orchestrators.
	 * @return the names, in alphabetical order
	 */
	public List<String> orchestratorNames() {
		return this.orchestrators.values().stream().map(OrchestratorFunction::name).toList();
	}

	/**
	 * Return the names of all activities.
	 * @return the names, in alphabetical order
	 */
	public List<String> activityNames() {
		return this.activities.values().stream().map(ActivityFunction::name).toList();
	}

	/**
	 * Find the orchestrator that a method reference names.
	 * @param reference the method reference
	 * @return the orchestrator
	 * @throws IllegalArgumentException if it is a lambda expression, or names no
	 * registered orchestrator
	 */
	public OrchestratorFunction orchestrator(MethodReference reference) {
		return find(reference, "orchestrator", "Orchestrator", this.orchestrators.values());
	}

	/**
	 * Find the activity that a method reference names.
	 * @param reference the method reference
	 * @return the activity
	 * @throws IllegalArgumentException if it is a lambda expression, or names no
	 * registered activity
	 */
	public ActivityFunction activity(MethodReference reference) {
		return find(reference, "activity", "Activity", this.activities.values());
	}

	private <F extends MethodFunction> F find(MethodReference reference, String kind, String annotation,
			Collection<F> functions) {
		ReferencedMethod method = this.references.computeIfAbsent(reference.getClass(),
				(type) -> ReferencedMethod.read(reference));
		List<F> found = functions.stream().filter((function) -> method.isSameAs(function.method())).toList();
		if (found.isEmpty()) {
			throw new IllegalArgumentException(("%s is not registered as an %s. Annotate the method with @%s and make "
					+ "its class a bean; registered are: %s")
				.formatted(method, kind, annotation, functions.stream().map(MethodFunction::name).toList()));
		}
		if (found.size() > 1) {
			throw new IllegalArgumentException("%s names more than one %s: %s. Call it by its name instead."
				.formatted(method, kind, found.stream().map(MethodFunction::name).toList()));
		}
		return found.get(0);
	}

	/**
	 * A function that may stem from a method.
	 */
	sealed interface MethodFunction {

		String name();

		@Nullable FunctionMethod method();

	}

	/**
	 * An orchestrator.
	 *
	 * @param name its name
	 * @param code the code
	 * @param source where it comes from, for messages
	 * @param method the method that it is, or {@code null}
	 */
	public record OrchestratorFunction(String name, TaskOrchestration code, String source,
			@Nullable FunctionMethod method) implements MethodFunction {

	}

	/**
	 * An activity.
	 *
	 * @param name its name
	 * @param code the code
	 * @param source where it comes from, for messages
	 * @param method the method that it is, or {@code null}
	 */
	public record ActivityFunction(String name, TaskActivity code, String source,
			@Nullable FunctionMethod method) implements MethodFunction {

	}

}
