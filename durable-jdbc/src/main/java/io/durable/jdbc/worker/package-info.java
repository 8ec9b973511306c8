/**
 * What the owner of partitions does: checkpoints, reads of the inbox, leases.
 */
@NullMarked
package io.durable.jdbc.worker;

import org.jspecify.annotations.NullMarked;
