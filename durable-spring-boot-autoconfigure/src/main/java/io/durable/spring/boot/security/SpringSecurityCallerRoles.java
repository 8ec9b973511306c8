package io.durable.spring.boot.security;

import java.security.Principal;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.security.authorization.AuthoritiesAuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * {@link CallerRoles} of Spring Security's current authentication.
 */
public class SpringSecurityCallerRoles implements CallerRoles {

	private final String viewer;

	private final String operator;

	private final AuthoritiesAuthorizationManager authorities = new AuthoritiesAuthorizationManager();

	/**
	 * Create the roles of an application.
	 * @param viewer the authority that may read
	 * @param operator the authority that may do everything
	 * @param hierarchy which roles include others, or {@code null} for none
	 */
	public SpringSecurityCallerRoles(String viewer, String operator, @Nullable RoleHierarchy hierarchy) {
		this.viewer = viewer;
		this.operator = operator;
		if (hierarchy != null) {
			this.authorities.setRoleHierarchy(hierarchy);
		}
	}

	private static @Nullable Authentication authentication() {
		return SecurityContextHolder.getContextHolderStrategy().getContext().getAuthentication();
	}

	@Override
	public boolean isCovered() {
		return authentication() != null;
	}

	@Override
	public @Nullable Principal caller() {
		Authentication authentication = authentication();
		return isKnown(authentication) ? authentication : null;
	}

	private static boolean isKnown(@Nullable Authentication authentication) {
		return new AuthenticationTrustResolverImpl().isAuthenticated(authentication);
	}

	@Override
	public @Nullable String refusal(InstanceOperation operation) {
		return refusal(authentication(), operation);
	}

	@Override
	public @Nullable String refusal(Principal caller, InstanceOperation operation) {
		return refusal((caller instanceof Authentication authentication) ? authentication : null, operation);
	}

	private @Nullable String refusal(@Nullable Authentication authentication, InstanceOperation operation) {
		List<String> sufficient = operation.isRead() ? List.of(this.viewer, this.operator) : List.of(this.operator);
		AuthorizationResult result = this.authorities.authorize(() -> authentication, sufficient);
		if (result != null && result.isGranted()) {
			return null;
		}
		return (operation.isRead() ? "This needs the role %s or %s" : "This needs the role %s")
			.formatted(sufficient.toArray())
				+ (isKnown(authentication) ? ", which the caller does not have."
						: ", and the caller is not authenticated.");
	}

}
