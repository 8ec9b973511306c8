package io.durable.function;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

import io.durable.api.Activity;
import io.durable.api.Orchestrator;
import io.durable.function.FunctionRegistry.ActivityFunction;
import io.durable.function.FunctionRegistry.OrchestratorFunction;

/**
 * Finds the annotated methods of a plain object.
 */
public final class AnnotatedMethods {

	private AnnotatedMethods() {
	}

	/**
	 * Register the methods of an object that are annotated with {@link Orchestrator} or
	 * {@link Activity}, those of its superclasses and the default methods of its
	 * interfaces included. One that is overridden counts once.
	 * @param bean the object
	 * @param functions where to register them
	 * @throws IllegalArgumentException if there are none
	 * @throws FunctionSignatureException if a signature cannot work
	 * @throws DuplicateFunctionException if a name is taken
	 */
	public static void register(Object bean, FunctionRegistry functions) {
		int found = 0;
		Set<String> overridden = new HashSet<>();
		for (Class<?> type : hierarchy(bean.getClass())) {
			for (Method method : type.getDeclaredMethods()) {
				boolean known = !Modifier.isPrivate(method.getModifiers()) && !overridden.add(signature(method));
				found += (!known && register(bean, method, functions)) ? 1 : 0;
			}
		}
		if (found == 0) {
			throw new IllegalArgumentException("%s has no method that is annotated with @Orchestrator or @Activity"
				.formatted(bean.getClass().getName()));
		}
	}

	// Classes first: they override what their superclasses and interfaces have
	private static Set<Class<?>> hierarchy(Class<?> type) {
		Set<Class<?>> types = new LinkedHashSet<>();
		for (Class<?> next = type; next != null; next = next.getSuperclass()) {
			types.add(next);
		}
		Deque<Class<?>> open = new ArrayDeque<>(types);
		while (!open.isEmpty()) {
			for (Class<?> implemented : open.remove().getInterfaces()) {
				types.add(implemented);
				open.add(implemented);
			}
		}
		return types;
	}

	private static String signature(Method method) {
		return method.getName() + Arrays.toString(method.getParameterTypes());
	}

	private static boolean register(Object bean, Method method, FunctionRegistry functions) {
		Orchestrator orchestrator = method.getAnnotation(Orchestrator.class);
		Activity activity = method.getAnnotation(Activity.class);
		if (method.isBridge() || Modifier.isAbstract(method.getModifiers())
				|| (orchestrator == null && activity == null)) {
			return false;
		}
		method.setAccessible(true);
		String source = bean.getClass().getSimpleName() + "." + method.getName();
		if (orchestrator != null) {
			FunctionMethod function = FunctionMethod.orchestrator(bean.getClass(), method);
			functions.add(new OrchestratorFunction(name(orchestrator.value(), method),
					function.asOrchestration(method, () -> bean), source, function));
		}
		if (activity != null) {
			FunctionMethod function = FunctionMethod.activity(bean.getClass(), method);
			functions.add(new ActivityFunction(name(activity.value(), method), function.asActivity(method, () -> bean),
					source, function));
		}
		return true;
	}

	private static String name(String declared, Method method) {
		return declared.isBlank() ? method.getName() : declared;
	}

}
