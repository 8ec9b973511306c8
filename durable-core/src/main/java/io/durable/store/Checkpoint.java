package io.durable.store;

import java.util.List;

/**
 * Turns that are committed together.
 *
 * @param turns the turns, at most one for each instance
 */
public record Checkpoint(List<TurnCommit> turns) {

}
