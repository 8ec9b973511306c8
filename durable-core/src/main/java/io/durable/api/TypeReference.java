package io.durable.api;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/**
 * Carries a generic type where a {@link Class} cannot: {@code new
 * TypeReference<List<Order>>() {}}.
 *
 * @param <T> the type
 */
public abstract class TypeReference<T> {

	private final Type type;

	protected TypeReference() {
		if (!(getClass().getGenericSuperclass() instanceof ParameterizedType superclass)
				|| superclass.getRawType() != TypeReference.class) {
			throw new IllegalStateException(
					"Extend TypeReference directly and name the type: new TypeReference<List<Order>>() {}");
		}
		this.type = superclass.getActualTypeArguments()[0];
	}

	private TypeReference(Type type) {
		this.type = type;
	}

	/**
	 * Refer to a type that is known at run time only.
	 * @param type the type
	 * @return the reference
	 */
	public static TypeReference<Object> of(Type type) {
		return new TypeReference<>(type) {
		};
	}

	/**
	 * Return the type.
	 * @return the type
	 */
	public final Type getType() {
		return this.type;
	}

	@Override
	public final String toString() {
		return "TypeReference<" + this.type.getTypeName() + ">";
	}

}
