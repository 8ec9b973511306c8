package io.durable.sample;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/**
 * Roles: one user who may see orchestrations, and one who may start and change them.
 * Active in the profile {@code secured} only.
 */
@Configuration(proxyBeanMethods = false)
@Profile("secured")
class SecuredApi {

	// Who may do what is decided by the API itself, from the roles
	@Bean
	@Order(1)
	SecurityFilterChain durableApi(HttpSecurity http) {
		return http.securityMatcher("/runtime/webhooks/durabletask/**", "/orchestrators/**", "/actuator/durable/**")
			.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
			.httpBasic(Customizer.withDefaults())
			.sessionManagement((session) -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			.csrf((csrf) -> csrf.disable())
			.build();
	}

	// The application's own controllers start orchestrations with the client, which asks
	// nobody for a role
	@Bean
	SecurityFilterChain application(HttpSecurity http) {
		return http
			.authorizeHttpRequests((requests) -> requests.requestMatchers("/actuator/health")
				.permitAll()
				.requestMatchers(HttpMethod.POST)
				.hasRole("DURABLE_OPERATOR")
				.anyRequest()
				.authenticated())
			.httpBasic(Customizer.withDefaults())
			.sessionManagement((session) -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			.csrf((csrf) -> csrf.disable())
			.build();
	}

	@Bean
	UserDetailsService users(@Value("${sample.viewer-password}") String viewer,
			@Value("${sample.operator-password}") String operator) {
		return new InMemoryUserDetailsManager(
				User.withUsername("viewer").password("{noop}" + viewer).roles("DURABLE_VIEWER").build(),
				User.withUsername("operator").password("{noop}" + operator).roles("DURABLE_OPERATOR").build());
	}

}
