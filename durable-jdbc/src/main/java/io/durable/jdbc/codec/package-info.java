/**
 * What is stored of events, and how: columns and JSON.
 */
@NullMarked
package io.durable.jdbc.codec;

import org.jspecify.annotations.NullMarked;
