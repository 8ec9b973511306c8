/**
 * Actuator endpoint and meters.
 */
@NullMarked
package io.durable.spring.boot.actuate;

import org.jspecify.annotations.NullMarked;
