package io.durable.spring.boot.security;

import java.security.Principal;
import java.util.Map;

import io.durable.client.OrchestrationMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Decides which instances a caller of the HTTP API or of the Actuator endpoint may see
 * and change, for instance by tenant or owner. A bean of this type is asked in addition
 * to the roles, with the instance as it is stored, and for each item of a list or of a
 * bulk operation. Calls of the client in application code never get here.
 * <p>
 * To a caller who may not read an instance it does not exist.
 */
@FunctionalInterface
public interface InstanceAccess {

	/**
	 * Decide on a stored instance.
	 * @param caller who asks, with Spring Security the {@code Authentication}, or
	 * {@code null} if that is not known
	 * @param operation what is asked for; with {@link InstanceOperation#START} the stored
	 * instance has the ID that the new one is to have
	 * @param instance the instance; its input and output are not fetched
	 * @return whether to allow it
	 */
	boolean isGranted(@Nullable Principal caller, InstanceOperation operation, OrchestrationMetadata instance);

	/**
	 * Decide on a start. If an instance with that ID is stored,
	 * {@link #isGranted(Principal, InstanceOperation, OrchestrationMetadata)} is asked
	 * too. By default every start is allowed.
	 * @param caller who asks, or {@code null} if that is not known
	 * @param orchestratorName the name of the orchestrator
	 * @param instanceId the instance ID that was asked for, or {@code null} for a
	 * generated one
	 * @return whether to allow it
	 */
	default boolean isStartGranted(@Nullable Principal caller, String orchestratorName, @Nullable String instanceId) {
		return true;
	}

	/**
	 * Return tags that all instances have which a caller may see. They become part of the
	 * query of a list, which is then as quick as if there were no others. Each instance
	 * is still decided on. By default there are none, and a list is read past the
	 * instances of others.
	 * @param caller who asks, or {@code null} if that is not known
	 * @return the tags, at most
	 * {@value io.durable.client.OrchestrationStatusQuery#MOST_TAGS}, which leave the
	 * caller as many fewer to ask for
	 */
	default Map<String, String> tagsOfList(@Nullable Principal caller) {
		return Map.of();
	}

	/**
	 * Return the tags that an instance gets which a caller starts: what later decisions
	 * go by. By default there are none.
	 * @param caller who starts it, or {@code null} if that is not known
	 * @param orchestratorName the name of the orchestrator
	 * @return the tags
	 */
	default Map<String, String> tagsOfStart(@Nullable Principal caller, String orchestratorName) {
		return Map.of();
	}

}
