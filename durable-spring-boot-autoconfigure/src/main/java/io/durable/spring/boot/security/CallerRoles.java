package io.durable.spring.boot.security;

import java.security.Principal;

import org.jspecify.annotations.Nullable;

/**
 * What the application's security knows of the caller on the current thread.
 */
public interface CallerRoles {

	/**
	 * Return whether the application's security has looked at the caller. If not, its
	 * rules do not cover what was called.
	 * @return {@code true} if it has, even if the caller is anonymous
	 */
	boolean isCovered();

	/**
	 * Return who calls.
	 * @return the caller, or {@code null} if that is not known
	 */
	@Nullable Principal caller();

	/**
	 * Check the roles of a caller that is covered.
	 * @param operation what is asked for
	 * @return the reason to refuse it, with the name of the missing role, or {@code null}
	 * if the caller has it
	 */
	@Nullable String refusal(InstanceOperation operation);

	/**
	 * Check the roles of a caller who is known by other means than the current thread, as
	 * in a reactive application. By default that cannot be decided.
	 * @param caller who asks
	 * @param operation what is asked for
	 * @return the reason to refuse it, or {@code null} if the caller has the role
	 */
	default @Nullable String refusal(Principal caller, InstanceOperation operation) {
		return "The roles of this caller are not known here.";
	}

	/**
	 * Return what is known without Spring Security.
	 * @return roles that cover nothing
	 */
	static CallerRoles unknown() {
		return new CallerRoles() {

			@Override
			public boolean isCovered() {
				return false;
			}

			@Override
			public @Nullable Principal caller() {
				return null;
			}

			@Override
			public @Nullable String refusal(InstanceOperation operation) {
				return null;
			}

			@Override
			public @Nullable String refusal(Principal caller, InstanceOperation operation) {
				return null;
			}

		};
	}

}
