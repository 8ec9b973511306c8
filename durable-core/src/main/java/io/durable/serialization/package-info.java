/**
 * The stored form of payloads.
 */
@NullMarked
package io.durable.serialization;

import org.jspecify.annotations.NullMarked;
