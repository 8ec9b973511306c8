/**
 * Says at a failed start-up what went wrong and what to do.
 */
@NullMarked
package io.durable.spring.boot.diagnostics;

import org.jspecify.annotations.NullMarked;
