/**
 * Auto-configuration of durable orchestrations.
 */
@NullMarked
package io.durable.spring.boot.autoconfigure;

import org.jspecify.annotations.NullMarked;
