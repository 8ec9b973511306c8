package io.durable.store;

import java.util.List;

/**
 * Turns that are committed together.
 *
 * @param turns the turns, at most one for each instance and lease: a node that has lost a
 * partition and taken it again may have turns of both leases
 */
public record Checkpoint(List<TurnCommit> turns) {

}
