package io.durable.function;

import org.jspecify.annotations.Nullable;

/**
 * Marks the thread that runs an orchestrator's code, where calls that are harmless
 * elsewhere would be made again at every replay.
 */
public final class OrchestratorScope {

	private static final ThreadLocal<@Nullable OrchestratorScope> current = new ThreadLocal<>();

	private final String name;

	/**
	 * Create a scope.
	 * @param name the name of the orchestrator
	 */
	public OrchestratorScope(String name) {
		this.name = name;
	}

	/**
	 * Run code in this scope.
	 * @param code the code
	 */
	public void run(Runnable code) {
		OrchestratorScope before = current.get();
		current.set(this);
		try {
			code.run();
		}
		finally {
			if (before != null) {
				current.set(before);
			}
			else {
				current.remove();
			}
		}
	}

	/**
	 * Return whether the calling thread runs in this scope.
	 * @return {@code false} on any other thread
	 */
	public boolean isCurrent() {
		return current.get() == this;
	}

	/**
	 * Refuse a call of a client that an orchestrator must not make.
	 * @param method the method that is called
	 * @param instead what to do instead, as a sentence
	 * @throws IllegalStateException if the calling thread runs an orchestrator
	 */
	public static void refuse(String method, String instead) {
		OrchestratorScope scope = current.get();
		if (scope != null) {
			throw new IllegalStateException(
					"The orchestrator '%s' calls %s of the client, which would be repeated at every replay. %s"
						.formatted(scope.name, method, instead));
		}
	}

}
