/**
 * What an application writes beside the programming model.
 */
@NullMarked
package io.durable.spring.boot;

import org.jspecify.annotations.NullMarked;
