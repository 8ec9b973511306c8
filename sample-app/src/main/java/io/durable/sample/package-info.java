/**
 * One runnable application, one small class for each pattern.
 */
@NullMarked
package io.durable.sample;

import org.jspecify.annotations.NullMarked;
