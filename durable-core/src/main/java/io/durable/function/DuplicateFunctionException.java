package io.durable.function;

/**
 * Two orchestrators, or two activities, have the same name.
 */
public class DuplicateFunctionException extends RuntimeException {

	private final String kind;

	private final String name;

	public DuplicateFunctionException(String kind, String name, String first, String second) {
		super("Two %s functions are named '%s' (case is ignored): %s and %s".formatted(kind, name, first, second));
		this.kind = kind;
		this.name = name;
	}

	public String getKind() {
		return this.kind;
	}

	public String getName() {
		return this.name;
	}

}
