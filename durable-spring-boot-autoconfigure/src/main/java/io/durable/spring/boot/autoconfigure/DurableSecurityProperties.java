package io.durable.spring.boot.autoconfigure;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * Configuration properties of the roles that Spring Security's callers need. They have no
 * effect without Spring Security.
 *
 * @param viewerRole Authority that may read instances, over HTTP and in the Actuator
 * endpoint.
 * @param operatorRole Authority that may read, start and change instances.
 */
@ConfigurationProperties("durable.security")
public record DurableSecurityProperties(@DefaultValue("ROLE_DURABLE_VIEWER") String viewerRole,
		@DefaultValue("ROLE_DURABLE_OPERATOR") String operatorRole) {

	public DurableSecurityProperties {
		Assert.hasText(viewerRole, "durable.security.viewer-role must not be empty");
		Assert.hasText(operatorRole, "durable.security.operator-role must not be empty");
	}

}
