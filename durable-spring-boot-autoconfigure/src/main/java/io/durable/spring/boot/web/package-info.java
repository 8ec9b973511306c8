/**
 * The HTTP API: routes, documents and the rule who may call. It speaks to the engine
 * through {@link io.durable.client.DurableTaskClient} only.
 */
@NullMarked
package io.durable.spring.boot.web;

import org.jspecify.annotations.NullMarked;
