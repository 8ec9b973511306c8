package io.durable.function;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;

import io.durable.api.DataConverterException;
import io.durable.api.Task;
import io.durable.api.TaskActivity;
import io.durable.api.TaskActivityContext;
import io.durable.api.TaskOrchestration;
import io.durable.api.TaskOrchestrationContext;
import io.durable.api.TypeReference;
import org.jspecify.annotations.Nullable;

/**
 * A method that is an orchestrator or an activity: an optional context first, at most one
 * input after it.
 */
public final class FunctionMethod {

	// What a parameter without an input is, where that is not null
	private static final Map<Class<?>, Object> ABSENT = Map.of(Optional.class, Optional.empty(), OptionalInt.class,
			OptionalInt.empty(), OptionalLong.class, OptionalLong.empty(), OptionalDouble.class,
			OptionalDouble.empty());

	private final Class<?> beanType;

	private final Method method;

	private final boolean takesContext;

	private final @Nullable Type inputType;

	private final Type returnType;

	private FunctionMethod(Class<?> beanType, Method method, boolean takesContext, @Nullable Type inputType,
			Type returnType) {
		this.beanType = beanType;
		this.method = method;
		this.takesContext = takesContext;
		this.inputType = inputType;
		this.returnType = returnType;
	}

	/**
	 * Read the signature of an orchestrator method.
	 * @param beanType the class of the bean
	 * @param method the method
	 * @return the method as a function
	 * @throws FunctionSignatureException if the signature cannot work
	 */
	public static FunctionMethod orchestrator(Class<?> beanType, Method method) {
		return orchestrator(beanType, beanType, method);
	}

	/**
	 * Read the signature of an orchestrator method.
	 * @param beanType the class of the bean
	 * @param declaredAs the type that the bean is declared as, which binds type variables
	 * that its class leaves open
	 * @param method the method
	 * @return the method as a function
	 * @throws FunctionSignatureException if the signature cannot work
	 */
	public static FunctionMethod orchestrator(Class<?> beanType, Type declaredAs, Method method) {
		return read(beanType, declaredAs, method, "Orchestrator", TaskOrchestrationContext.class);
	}

	/**
	 * Read the signature of an activity method.
	 * @param beanType the class of the bean
	 * @param method the method
	 * @return the method as a function
	 * @throws FunctionSignatureException if the signature cannot work
	 */
	public static FunctionMethod activity(Class<?> beanType, Method method) {
		return activity(beanType, beanType, method);
	}

	/**
	 * Read the signature of an activity method.
	 * @param beanType the class of the bean
	 * @param declaredAs the type that the bean is declared as, which binds type variables
	 * that its class leaves open
	 * @param method the method
	 * @return the method as a function
	 * @throws FunctionSignatureException if the signature cannot work
	 */
	public static FunctionMethod activity(Class<?> beanType, Type declaredAs, Method method) {
		return read(beanType, declaredAs, method, "Activity", TaskActivityContext.class);
	}

	private static FunctionMethod read(Class<?> beanType, Type declaredAs, Method method, String annotation,
			Class<?> contextType) {
		Class<?>[] types = method.getParameterTypes();
		boolean takesContext = types.length > 0 && types[0] == contextType;
		int inputs = types.length - (takesContext ? 1 : 0);
		String where = "@%s method %s".formatted(annotation, method.toGenericString());
		for (int i = takesContext ? 1 : 0; i < types.length; i++) {
			if (types[i] == TaskOrchestrationContext.class || types[i] == TaskActivityContext.class) {
				throw new FunctionSignatureException(where + " has a context where its input should be",
						"Put a %s first and the input after it".formatted(contextType.getSimpleName()));
			}
		}
		if (inputs > 1) {
			throw new FunctionSignatureException(where + " has %d input parameters".formatted(inputs),
					"Declare at most one input after the optional %s: put several values into a record, a list or a map"
						.formatted(contextType.getSimpleName()));
		}
		BoundTypes bound = new BoundTypes(beanType, declaredAs);
		Type inputType = (inputs == 1) ? bound.resolve(method.getGenericParameterTypes()[types.length - 1]) : null;
		Type returnType = bound.resolve(method.getGenericReturnType());
		Class<?> returned = BoundTypes.raw(returnType);
		if (Future.class.isAssignableFrom(returned) || Task.class.isAssignableFrom(returned)
				|| CompletionStage.class.isAssignableFrom(returned)) {
			throw new FunctionSignatureException(where + " returns a " + returned.getSimpleName(),
					"Return the value itself: wait for the result inside the method");
		}
		return new FunctionMethod(beanType, method, takesContext, inputType, returnType);
	}

	/**
	 * Return the method as an orchestrator.
	 * @param invocable the method to invoke, which a proxy may declare elsewhere
	 * @param bean supplies the bean
	 * @return the orchestrator
	 */
	public TaskOrchestration asOrchestration(Method invocable, Supplier<?> bean) {
		return (context) -> invoke(invocable, bean, context, (type) -> context.getInput(TypeReference.of(type)));
	}

	/**
	 * Return the method as an activity.
	 * @param invocable the method to invoke, which a proxy may declare elsewhere
	 * @param bean supplies the bean
	 * @return the activity
	 */
	public TaskActivity asActivity(Method invocable, Supplier<?> bean) {
		return (context) -> invoke(invocable, bean, context, (type) -> context.getInput(TypeReference.of(type)));
	}

	private @Nullable Object invoke(Method invocable, Supplier<?> bean, Object context,
			Function<Type, @Nullable Object> input) throws Exception {
		@Nullable Object[] arguments = new Object[(this.takesContext ? 1 : 0) + ((this.inputType != null) ? 1 : 0)];
		if (this.takesContext) {
			arguments[0] = context;
		}
		if (this.inputType != null) {
			Object value = input.apply(this.inputType);
			if (value == null && this.inputType instanceof Class<?> type && type.isPrimitive()) {
				throw new DataConverterException(
						"%s takes a %s, but was called without an input. Pass an input, or declare the parameter as a class."
							.formatted(this, type.getName()),
						null);
			}
			arguments[arguments.length - 1] = (value != null) ? value : absent(this.inputType);
		}
		try {
			return invocable.invoke(bean.get(), arguments);
		}
		catch (InvocationTargetException ex) {
			if (ex.getCause() instanceof Error error) {
				throw error;
			}
			throw (ex.getCause() instanceof Exception cause) ? cause : ex;
		}
	}

	private static @Nullable Object absent(Type type) {
		return ABSENT.get(BoundTypes.raw(type));
	}

	/**
	 * Return the class of the bean.
	 * @return the class, not that of a proxy
	 */
	public Class<?> beanType() {
		return this.beanType;
	}

	/**
	 * Return the method.
	 * @return the method as declared
	 */
	public Method method() {
		return this.method;
	}

	/**
	 * Return the type of the result.
	 * @return the declared type, generics included, without type variables
	 */
	public Type returnType() {
		return this.returnType;
	}

	/**
	 * Return the type of the input.
	 * @return the declared type, generics included, or {@code null} if there is no input
	 * parameter
	 */
	public @Nullable Type inputType() {
		return this.inputType;
	}

	@Override
	public String toString() {
		return this.beanType.getSimpleName() + "::" + this.method.getName();
	}

}
