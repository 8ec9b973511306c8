package io.durable.worker.turn;

/**
 * There was not enough memory, or something else that the virtual machine needs, to run
 * the code of an instance. That says nothing about the instance: its turn can be computed
 * again.
 */
public final class ExhaustedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	ExhaustedException(Throwable cause) {
		super(cause.toString(), cause);
	}

}
