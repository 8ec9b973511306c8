package io.durable.store;

import java.util.List;

import io.durable.store.InstanceQuery.Position;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param instances the instances, in the order of the query; there may be fewer than
 * asked for, even none, although others follow
 * @param next the place after which to go on, or {@code null} if this is the last page
 */
public record InstancePage(List<InstanceView> instances, @Nullable Position next) {

}
