package io.durable.spring.boot.actuate;

import java.util.Map;
import java.util.function.Supplier;

import io.durable.api.InvalidInstanceIdException;
import io.durable.client.DurableTaskClient;
import io.durable.client.OrchestrationMetadata;
import io.durable.spring.boot.security.CallerRoles;
import io.durable.spring.boot.security.InstanceAccess;
import io.durable.spring.boot.security.InstanceOperation;
import org.jspecify.annotations.Nullable;

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

	/**
	 * Create the extension.
	 * @param endpoint the endpoint
	 * @param client finds instances
	 * @param roles knows the roles of the caller
	 * @param access decides on single instances
	 */
	public DurableEndpointWebExtension(DurableEndpoint endpoint, DurableTaskClient client, CallerRoles roles,
			InstanceAccess access) {
		this.endpoint = endpoint;
		this.client = client;
		this.roles = roles;
		this.access = access;
	}

	@ReadOperation
	public WebEndpointResponse<?> taskHub() {
		return guarded(this.endpoint::taskHub);
	}

	@ReadOperation
	public WebEndpointResponse<?> instance(@Selector String instanceId) {
		return guarded(() -> isReadable(instanceId) ? this.endpoint.instance(instanceId) : null);
	}

	private boolean isReadable(String instanceId) {
		try {
			OrchestrationMetadata metadata = this.client.getInstanceMetadata(instanceId, false);
			return metadata.isInstanceFound()
					&& this.access.isGranted(this.roles.caller(), InstanceOperation.READ, metadata);
		}
		catch (InvalidInstanceIdException ex) {
			return false;
		}
	}

	private WebEndpointResponse<?> guarded(Supplier<@Nullable Object> operation) {
		String refusal = this.roles.isCovered() ? this.roles.refusal(InstanceOperation.READ) : null;
		if (refusal != null) {
			Map<String, Object> problem = Map.of("type", "urn:durable:problem:access-denied", "title", "Access denied",
					"status", 403, "detail", refusal);
			return new WebEndpointResponse<>(problem, 403, MimeType.valueOf("application/problem+json"));
		}
		Object result = operation.get();
		return (result != null) ? new WebEndpointResponse<>(result)
				: new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
	}

}
