package io.durable.spring.boot.autoconfigure;

import java.util.List;

import io.durable.spring.boot.security.CallerRoles;
import io.durable.spring.boot.security.InstanceOperation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.access.hierarchicalroles.RoleHierarchyImpl;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.SecurityFilterChain;

import static org.assertj.core.api.Assertions.assertThat;

class DurableSecurityAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DurableSecurityAutoConfiguration.class));

	@AfterEach
	void clear() {
		SecurityContextHolder.clearContext();
	}

	private static void authenticate(String... authorities) {
		SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken("alice", "", authorities));
	}

	@Test
	void absentWithoutSpringSecurity() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("org.springframework.security"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CallerRoles.class));
	}

	@Test
	void bringsNoFilterChain() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(CallerRoles.class)
			.doesNotHaveBean(SecurityFilterChain.class));
	}

	@Test
	void theOperatorMayDoEverythingAndTheViewerMayRead() {
		this.contextRunner.run((context) -> {
			CallerRoles roles = context.getBean(CallerRoles.class);
			assertThat(roles.isCovered()).isFalse();
			for (InstanceOperation operation : InstanceOperation.values()) {
				authenticate("ROLE_DURABLE_OPERATOR");
				assertThat(roles.isCovered()).isTrue();
				assertThat(roles.refusal(operation)).isNull();
				authenticate("ROLE_DURABLE_VIEWER");
				assertThat(roles.refusal(operation) == null).isEqualTo(operation == InstanceOperation.READ);
				authenticate("ROLE_OTHER");
				assertThat(roles.refusal(operation)).contains("ROLE_DURABLE_OPERATOR");
			}
			assertThat(roles.caller()).isNotNull().returns("alice", (caller) -> caller.getName());
		});
	}

	@Test
	void aRoleHierarchyIsHonoured() {
		this.contextRunner
			.withBean(RoleHierarchy.class, () -> RoleHierarchyImpl.fromHierarchy("ROLE_ADMIN > ROLE_DURABLE_OPERATOR"))
			.run((context) -> {
				authenticate("ROLE_ADMIN");
				assertThat(context.getBean(CallerRoles.class).refusal(InstanceOperation.PURGE)).isNull();
			});
	}

	@Test
	void namesCannotBeEmpty() {
		for (String name : List.of("viewer-role", "operator-role")) {
			this.contextRunner.withPropertyValues("durable.security." + name + "=")
				.run((context) -> assertThat(context).getFailure()
					.rootCause()
					.hasMessageContaining("durable.security." + name));
		}
	}

}
