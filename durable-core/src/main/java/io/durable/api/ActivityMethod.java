package io.durable.api;

/**
 * The shapes that a reference to an activity method can have. {@code B} is the bean's
 * class, {@code I} the input and {@code R} the result.
 */
public final class ActivityMethod {

	private ActivityMethod() {
	}

	/**
	 * A method without parameters.
	 */
	@FunctionalInterface
	@SuppressWarnings("javadoc")
	public interface NoInput<B, R> extends MethodReference {

		R invoke(B bean) throws Exception;

	}

	/**
	 * A method without parameters and result.
	 */
	@FunctionalInterface
	@SuppressWarnings("javadoc")
	public interface NoInputVoid<B> extends MethodReference {

		void invoke(B bean) throws Exception;

	}

	/**
	 * A method that takes the input.
	 */
	@FunctionalInterface
	@SuppressWarnings("javadoc")
	public interface Input<B, I, R> extends MethodReference {

		R invoke(B bean, I input) throws Exception;

	}

	/**
	 * A method that takes the input and has no result.
	 */
	@FunctionalInterface
	@SuppressWarnings("javadoc")
	public interface InputVoid<B, I> extends MethodReference {

		void invoke(B bean, I input) throws Exception;

	}

	/**
	 * A method that takes the context.
	 */
	@FunctionalInterface
	@SuppressWarnings("javadoc")
	public interface Context<B, R> extends MethodReference {

		R invoke(B bean, TaskActivityContext context) throws Exception;

	}

	/**
	 * A method that takes the context and has no result.
	 */
	@FunctionalInterface
	@SuppressWarnings("javadoc")
	public interface ContextVoid<B> extends MethodReference {

		void invoke(B bean, TaskActivityContext context) throws Exception;

	}

	/**
	 * A method that takes the context and the input.
	 */
	@FunctionalInterface
	@SuppressWarnings("javadoc")
	public interface ContextInput<B, I, R> extends MethodReference {

		R invoke(B bean, TaskActivityContext context, I input) throws Exception;

	}

	/**
	 * A method that takes the context and the input and has no result.
	 */
	@FunctionalInterface
	@SuppressWarnings("javadoc")
	public interface ContextInputVoid<B, I> extends MethodReference {

		void invoke(B bean, TaskActivityContext context, I input) throws Exception;

	}

}
