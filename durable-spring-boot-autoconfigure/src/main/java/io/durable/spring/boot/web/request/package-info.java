/**
 * What the HTTP API reads from a request.
 */
@NullMarked
package io.durable.spring.boot.web.request;

import org.jspecify.annotations.NullMarked;
