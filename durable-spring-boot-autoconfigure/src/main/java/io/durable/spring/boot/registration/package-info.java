/**
 * Finds the orchestrators and activities among the beans of the application.
 */
@NullMarked
package io.durable.spring.boot.registration;

import org.jspecify.annotations.NullMarked;
