/**
 * Keeps the Spring Data that the store reads with out of sight of the application's own.
 */
@NullMarked
package io.durable.spring.boot.springdata;

import org.jspecify.annotations.NullMarked;
