package io.durable.function;

/**
 * A method cannot be an orchestrator or an activity as it stands.
 */
public class FunctionSignatureException extends RuntimeException {

	private final String action;

	/**
	 * Create the exception.
	 * @param description what is wrong with which method
	 * @param action what to write instead
	 */
	public FunctionSignatureException(String description, String action) {
		super(description + ". " + action);
		this.action = action;
	}

	/**
	 * Return what to write instead.
	 * @return the advice
	 */
	public String getAction() {
		return this.action;
	}

}
