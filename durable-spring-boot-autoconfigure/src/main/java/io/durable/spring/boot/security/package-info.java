/**
 * Who may do what with instances, asked by the HTTP API and by the Actuator endpoint.
 * Application code that uses the client is never asked.
 */
@NullMarked
package io.durable.spring.boot.security;

import org.jspecify.annotations.NullMarked;
