/**
 * Who may call the HTTP API, from where, and under which address it is seen.
 */
@NullMarked
package io.durable.spring.boot.web.access;

import org.jspecify.annotations.NullMarked;
