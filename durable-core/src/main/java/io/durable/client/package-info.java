/**
 * Starting and managing instances from outside an orchestration.
 */
@NullMarked
package io.durable.client;

import org.jspecify.annotations.NullMarked;
