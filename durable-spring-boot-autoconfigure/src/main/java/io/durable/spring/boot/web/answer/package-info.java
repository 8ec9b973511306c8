/**
 * What the HTTP API answers: documents, problems, and the links in them.
 */
@NullMarked
package io.durable.spring.boot.web.answer;

import org.jspecify.annotations.NullMarked;
