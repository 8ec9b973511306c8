package io.durable.spring.boot.web;

import java.security.Principal;

import io.durable.api.InstanceIds;
import io.durable.client.DurableTaskClient;
import io.durable.client.InstanceNotFoundException;
import io.durable.client.OrchestrationMetadata;
import io.durable.spring.boot.security.InstanceAccess;
import io.durable.spring.boot.security.InstanceOperation;
import io.durable.spring.boot.web.answer.Problem;
import io.durable.spring.boot.web.answer.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * The instances as far as a caller may see them. Decisions are made on what is stored,
 * never on what the request says.
 */
final class GuardedInstances {

	private static final InstanceAccess ALL = (caller, operation, instance) -> true;

	private final DurableTaskClient client;

	private final InstanceAccess access;

	/**
	 * Create the guard.
	 * @param client finds instances
	 * @param access decides on them, or {@code null} if all may do everything
	 */
	GuardedInstances(DurableTaskClient client, @Nullable InstanceAccess access) {
		this.client = client;
		this.access = (access != null) ? access : ALL;
	}

	/**
	 * Find the instance that the path of a request names.
	 * @param request the request
	 * @param payloads whether to read its input and output
	 * @return the instance, which the caller may do with what is asked for
	 * @throws InstanceNotFoundException if there is none, or none that the caller may see
	 * @throws ProblemException if the caller may see it, but not do this with it
	 */
	OrchestrationMetadata require(ApiRequest request, boolean payloads) {
		return require(request, payloads, payloads);
	}

	OrchestrationMetadata require(ApiRequest request, boolean input, boolean output) {
		String instanceId = request.path("instanceId");
		OrchestrationMetadata metadata = this.client.getInstanceMetadata(InstanceIds.check(instanceId), input, output);
		if (!metadata.isInstanceFound() || !isReadable(request.caller(), metadata)) {
			throw new InstanceNotFoundException(instanceId);
		}
		if (!this.access.isGranted(request.caller(), request.operation(), metadata)) {
			throw denied("The caller may not %s the instance '%s'.".formatted(request.operation().text(), instanceId));
		}
		return metadata;
	}

	boolean isReadable(@Nullable Principal caller, OrchestrationMetadata metadata) {
		return this.access.isGranted(caller, InstanceOperation.READ, metadata);
	}

	boolean isGranted(@Nullable Principal caller, InstanceOperation operation, OrchestrationMetadata metadata) {
		return isReadable(caller, metadata) && this.access.isGranted(caller, operation, metadata);
	}

	/**
	 * Require that a caller may start an orchestration.
	 * @param caller who asks, or {@code null} if that is not known
	 * @param orchestratorName its name
	 * @param instanceId the ID that it is to have, or {@code null}
	 * @throws ProblemException if not
	 */
	void requireStart(@Nullable Principal caller, String orchestratorName, @Nullable String instanceId) {
		if (!this.access.isStartGranted(caller, orchestratorName, instanceId)) {
			throw denied("The caller may not start '%s' with this instance ID.".formatted(orchestratorName));
		}
		// A start is one statement: no read before it unless somebody asks for that
		if (instanceId != null && this.access != ALL) {
			OrchestrationMetadata present = this.client.getInstanceMetadata(instanceId, false);
			if (present.isInstanceFound() && !this.access.isGranted(caller, InstanceOperation.START, present)) {
				throw denied("The instance ID is taken by an instance that the caller may not replace.");
			}
		}
	}

	InstanceAccess access() {
		return this.access;
	}

	private static ProblemException denied(String detail) {
		return new ProblemException(Problem.accessDenied(detail));
	}

}
