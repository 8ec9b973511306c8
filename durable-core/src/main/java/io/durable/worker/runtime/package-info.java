/**
 * Time: threads, delays, the clock and chance behind one seam.
 */
@NullMarked
package io.durable.worker.runtime;

import org.jspecify.annotations.NullMarked;
