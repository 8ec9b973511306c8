package io.durable.function;

import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;

import io.durable.api.MethodReference;
import org.jspecify.annotations.Nullable;

/**
 * The method that a {@link MethodReference} was written with. The compiler gives a
 * serializable method reference a {@code writeReplace} method that names it.
 *
 * @param owner the class named in the reference, with dots
 * @param name the name of the method
 * @param descriptor its descriptor, or the part before the type of the result if that is
 * not known
 */
record ReferencedMethod(String owner, String name, String descriptor) {

	static ReferencedMethod read(MethodReference reference) {
		SerializedLambda lambda;
		try {
			Method writeReplace = reference.getClass().getDeclaredMethod("writeReplace");
			writeReplace.setAccessible(true);
			lambda = (SerializedLambda) writeReplace.invoke(reference);
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			throw new IllegalArgumentException(("%s is not a method reference. Write it in place, as in "
					+ "callActivity(Greetings::sayHello, input), not as a class or, in Kotlin, as an object or a lambda.")
				.formatted(reference.getClass().getName()), ex);
		}
		String owner = lambda.getImplClass().replace('/', '.');
		if (isLambda(lambda.getImplMethodName())) {
			throw new IllegalArgumentException(("A lambda expression in %s stands where a method reference is needed. "
					+ "Name the method itself, as in Greetings::sayHello, or call it by its name. In Kotlin a reference to a "
					+ "function with default arguments counts as a lambda too: call that by its name.")
				.formatted(owner));
		}
		ReferencedMethod adapted = (lambda.getImplMethodKind() == MethodHandleInfo.REF_invokeStatic)
				? KotlinReference.adapted(lambda) : null;
		return (adapted != null) ? adapted
				: new ReferencedMethod(owner, lambda.getImplMethodName(), lambda.getImplMethodSignature());
	}

	// As javac, kotlinc and the Eclipse compiler name them
	private static boolean isLambda(String name) {
		return name.startsWith("lambda$") || name.contains("$lambda$");
	}

	/**
	 * Compare with a registered method. The reference may name the bean's class, a
	 * superclass or an interface of it.
	 * @param function the registered method, or {@code null}
	 * @return whether it is the same method
	 */
	boolean isSameAs(@Nullable FunctionMethod function) {
		return function != null && function.method().getName().equals(this.name)
				&& descriptor(function.method()).startsWith(this.descriptor) && isOwnedBy(function.beanType());
	}

	private boolean isOwnedBy(@Nullable Class<?> type) {
		if (type == null) {
			return false;
		}
		if (type.getName().equals(this.owner) || isOwnedBy(type.getSuperclass())) {
			return true;
		}
		for (Class<?> implemented : type.getInterfaces()) {
			if (isOwnedBy(implemented)) {
				return true;
			}
		}
		return false;
	}

	private static String descriptor(Method method) {
		StringBuilder descriptor = new StringBuilder("(");
		for (Class<?> type : method.getParameterTypes()) {
			descriptor.append(type.descriptorString());
		}
		return descriptor.append(')').append(method.getReturnType().descriptorString()).toString();
	}

	@Override
	public String toString() {
		return this.owner.substring(this.owner.lastIndexOf('.') + 1).replace('$', '.') + "::" + this.name;
	}

}
