package io.durable.spring.boot.registration;

/**
 * A bean cannot be invoked as the orchestrator or activity that its annotations declare.
 */
public class InvalidFunctionException extends RuntimeException {

	private final String description;

	private final String action;

	/**
	 * Create the exception.
	 * @param description what is wrong with which bean
	 * @param action what to write instead
	 */
	public InvalidFunctionException(String description, String action) {
		super(description + ". " + action);
		this.description = description;
		this.action = action;
	}

	/**
	 * Return what is wrong.
	 * @return the description
	 */
	public String getDescription() {
		return this.description;
	}

	/**
	 * Return what to write instead.
	 * @return the advice
	 */
	public String getAction() {
		return this.action;
	}

}
