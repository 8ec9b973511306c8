package com.example;

/**
 * What an application leaves out that has Spring Security on its class path only because
 * it shares that with another one.
 */
public final class WithoutSecurity {

	/**
	 * The auto-configurations to exclude.
	 */
	public static final String EXCLUDED = "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration,"
			+ "org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration,"
			+ "org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration,"
			+ "org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration";

	private WithoutSecurity() {
	}

}
