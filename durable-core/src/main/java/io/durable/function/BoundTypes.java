package io.durable.function;

import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * What the type variables of a bean stand for, wherever in its hierarchy they are
 * declared.
 */
final class BoundTypes {

	private final Map<TypeVariable<?>, Type> bindings = new HashMap<>();

	/**
	 * Look at a bean.
	 * @param beanClass its class
	 * @param declaredAs the type that it is declared as, which may say more than its
	 * class
	 */
	BoundTypes(Class<?> beanClass, Type declaredAs) {
		collect(beanClass, new HashSet<>());
		collect(declaredAs, new HashSet<>());
	}

	private void collect(@Nullable Type type, Set<Type> known) {
		if (type == null || !known.add(type)) {
			return;
		}
		if (type instanceof ParameterizedType generic) {
			TypeVariable<?>[] variables = ((Class<?>) generic.getRawType()).getTypeParameters();
			for (int i = 0; i < variables.length; i++) {
				bind(variables[i], generic.getActualTypeArguments()[i]);
			}
			collect(generic.getOwnerType(), known);
			collect(generic.getRawType(), known);
		}
		else if (type instanceof Class<?> plain) {
			collect(plain.getGenericSuperclass(), known);
			for (Type implemented : plain.getGenericInterfaces()) {
				collect(implemented, known);
			}
		}
	}

	// Of a bean that is declared as an interface, this binds the variable of its class
	private void bind(TypeVariable<?> variable, Type type) {
		TypeVariable<?> last = variable;
		for (int i = 0; i < 100 && this.bindings.get(last) instanceof TypeVariable<?> next; i++) {
			last = next;
		}
		if (!last.equals(type)) {
			this.bindings.putIfAbsent(last, type);
		}
	}

	/**
	 * Replace the variables in a type. One that nothing is known of stands for its first
	 * bound.
	 * @param type the type
	 * @return the type without variables
	 */
	Type resolve(Type type) {
		return resolve(type, Set.of());
	}

	private Type resolve(Type type, Set<Type> open) {
		if (type instanceof TypeVariable<?> variable) {
			if (open.contains(variable)) {
				return Object.class;
			}
			Set<Type> within = new HashSet<>(open);
			within.add(variable);
			Type bound = this.bindings.get(variable);
			return resolve((bound != null) ? bound : variable.getBounds()[0], within);
		}
		if (type instanceof ParameterizedType generic) {
			Type[] arguments = generic.getActualTypeArguments();
			Type[] resolved = Arrays.stream(arguments).map((argument) -> resolve(argument, open)).toArray(Type[]::new);
			return Arrays.equals(arguments, resolved) ? type
					: new Generic((Class<?>) generic.getRawType(), resolved, generic.getOwnerType());
		}
		if (type instanceof GenericArrayType array) {
			Type component = resolve(array.getGenericComponentType(), open);
			return (component instanceof Class<?> plain) ? Array.newInstance(plain, 0).getClass()
					: new GenericArray(component);
		}
		if (type instanceof WildcardType wildcard && wildcard.getLowerBounds().length == 0) {
			Type bound = resolve(wildcard.getUpperBounds()[0], open);
			return bound.equals(wildcard.getUpperBounds()[0]) ? type : bound;
		}
		return type;
	}

	/**
	 * Return the class of a type.
	 * @param type the type, without variables
	 * @return its class
	 */
	static Class<?> raw(Type type) {
		if (type instanceof ParameterizedType generic) {
			return (Class<?>) generic.getRawType();
		}
		return (type instanceof Class<?> plain) ? plain : Object.class;
	}

	/**
	 * A class with its arguments.
	 *
	 * @param getRawType the class
	 * @param arguments the arguments
	 * @param getOwnerType the type that it is declared in, or {@code null}
	 */
	private record Generic(Class<?> getRawType, Type[] arguments,
			@Nullable Type getOwnerType) implements ParameterizedType {

		@Override
		public Type[] getActualTypeArguments() {
			return this.arguments.clone();
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof ParameterizedType generic && this.getRawType.equals(generic.getRawType())
					&& Arrays.equals(this.arguments, generic.getActualTypeArguments());
		}

		@Override
		public int hashCode() {
			return 31 * this.getRawType.hashCode() + Arrays.hashCode(this.arguments);
		}

		@Override
		public String toString() {
			return this.getRawType.getTypeName()
					+ Arrays.stream(this.arguments).map(Type::getTypeName).collect(Collectors.joining(", ", "<", ">"));
		}

	}

	/**
	 * An array of a type with arguments.
	 *
	 * @param getGenericComponentType the type of its elements
	 */
	private record GenericArray(Type getGenericComponentType) implements GenericArrayType {

		@Override
		public String toString() {
			return this.getGenericComponentType.getTypeName() + "[]";
		}

	}

}
