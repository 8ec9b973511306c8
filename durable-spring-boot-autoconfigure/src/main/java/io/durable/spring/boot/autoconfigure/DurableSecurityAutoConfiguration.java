package io.durable.spring.boot.autoconfigure;

import io.durable.spring.boot.security.CallerRoles;
import io.durable.spring.boot.security.SpringSecurityCallerRoles;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.authorization.AuthoritiesAuthorizationManager;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the roles of callers. It brings
 * no filter chain: which requests are authenticated, and how, is the application's own.
 */
@AutoConfiguration
@ConditionalOnClass(AuthoritiesAuthorizationManager.class)
@EnableConfigurationProperties(DurableSecurityProperties.class)
public final class DurableSecurityAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(CallerRoles.class)
	SpringSecurityCallerRoles durableCallerRoles(DurableSecurityProperties properties,
			ObjectProvider<RoleHierarchy> hierarchy) {
		return new SpringSecurityCallerRoles(properties.viewerRole(), properties.operatorRole(),
				hierarchy.getIfUnique());
	}

}
