/**
 * The measured claims. Each workload is printed next to bare SQL of the same footprint,
 * run before and after it, since machines are noisy: the ratio counts, not the figure.
 */
@NullMarked
package io.durable.benchmarks;

import org.jspecify.annotations.NullMarked;
