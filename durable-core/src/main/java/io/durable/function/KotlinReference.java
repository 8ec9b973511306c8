package io.durable.function;

import java.lang.invoke.SerializedLambda;

import org.jspecify.annotations.Nullable;

/**
 * Reads callable references as the Kotlin compiler writes them, where that is not as in
 * Java.
 */
final class KotlinReference {

	private KotlinReference() {
	}

	/**
	 * Read a reference that the compiler has adapted to another result, such as that of a
	 * function with a result where none is expected. It points to a method beside the
	 * code that has the reference, {@code caller$function(bean, arguments)}.
	 * @param lambda what the reference points to
	 * @return the function, without the type of its result, or {@code null} if this is no
	 * such reference
	 */
	static @Nullable ReferencedMethod adapted(SerializedLambda lambda) {
		String name = lambda.getImplMethodName();
		String descriptor = lambda.getImplMethodSignature();
		int separator = name.lastIndexOf('$');
		int bean = descriptor.indexOf(';');
		if (separator < 1 || separator == name.length() - 1 || Character.isDigit(name.charAt(separator + 1))
				|| !descriptor.startsWith("(L") || bean < 0) {
			return null;
		}
		String parameters = "(" + descriptor.substring(bean + 1, descriptor.indexOf(')') + 1);
		return new ReferencedMethod(descriptor.substring(2, bean).replace('/', '.'), name.substring(separator + 1),
				parameters);
	}

}
