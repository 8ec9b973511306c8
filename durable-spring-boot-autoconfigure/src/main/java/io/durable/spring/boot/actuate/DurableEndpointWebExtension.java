package io.durable.spring.boot.actuate;

import java.security.Principal;
import java.util.Map;
import java.util.function.Function;

import io.durable.api.InvalidInstanceIdException;
import io.durable.client.DurableTaskClient;
import io.durable.client.OrchestrationMetadata;
import io.durable.spring.boot.security.CallerRoles;
import io.durable.spring.boot.security.InstanceAccess;
import io.durable.spring.boot.security.InstanceOperation;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.util.MimeType;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} of {@link DurableEndpoint} that asks
 * for the roles, and for the access to the instance. Where no filter chain covers the
 * endpoint, the rules of the Actuator alone decide who may call.
 */
@EndpointWebExtension(endpoint = DurableEndpoint.class)
public class DurableEndpointWebExtension {

	private final DurableEndpoint endpoint;

	private final DurableTaskClient client;

	private final CallerRoles roles;

	private final InstanceAccess access;

	private final boolean reactiveSecurity;

	/**
	 * Create the extension.
	 * @param endpoint the endpoint
	 * @param client finds instances
	 * @param roles knows the roles of the caller
	 * @param access decides on single instances
	 * @param reactiveSecurity whether a filter chain of a reactive application decides
	 * who may call: nobody passes then who is not known
	 */
	public DurableEndpointWebExtension(DurableEndpoint endpoint, DurableTaskClient client, CallerRoles roles,
			InstanceAccess access, boolean reactiveSecurity) {
		this.endpoint = endpoint;
		this.client = client;
		this.roles = roles;
		this.access = access;
		this.reactiveSecurity = reactiveSecurity;
	}

	@ReadOperation
	public WebEndpointResponse<?> taskHub(SecurityContext securityContext) {
		return guarded(securityContext, (caller) -> this.endpoint.taskHub());
	}

	@ReadOperation
	public WebEndpointResponse<?> instance(SecurityContext securityContext, @Selector String instanceId) {
		return guarded(securityContext,
				(caller) -> isReadable(caller, instanceId) ? this.endpoint.instance(instanceId) : null);
	}

	private boolean isReadable(@Nullable Principal caller, String instanceId) {
		try {
			OrchestrationMetadata metadata = this.client.getInstanceMetadata(instanceId, false);
			return metadata.isInstanceFound() && this.access.isGranted(caller, InstanceOperation.READ, metadata);
		}
		catch (InvalidInstanceIdException ex) {
			return false;
		}
	}

	private WebEndpointResponse<?> guarded(SecurityContext securityContext,
			Function<@Nullable Principal, @Nullable Object> operation) {
		// In a reactive application nothing is known of the caller by the thread
		Principal principal = this.roles.isCovered() ? null : securityContext.getPrincipal();
		String refusal = (principal != null) ? this.roles.refusal(principal, InstanceOperation.READ)
				: refusalByThread();
		if (refusal != null) {
			Map<String, Object> problem = Map.of("type", "urn:durable:problem:access-denied", "title", "Access denied",
					"status", 403, "detail", refusal);
			return new WebEndpointResponse<>(problem, 403, MimeType.valueOf("application/problem+json"));
		}
		Object result = operation.apply((principal != null) ? principal : this.roles.caller());
		return (result != null) ? new WebEndpointResponse<>(result)
				: new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
	}

	private @Nullable String refusalByThread() {
		if (this.roles.isCovered()) {
			return this.roles.refusal(InstanceOperation.READ);
		}
		return this.reactiveSecurity ? "The caller is not authenticated." : null;
	}

}
