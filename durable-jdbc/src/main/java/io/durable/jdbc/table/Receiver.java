package io.durable.jdbc.table;

import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.EventRaised;
import org.jspecify.annotations.Nullable;

/**
 * What matters of an instance that a client sends to.
 *
 * @param incarnation the incarnation
 * @param open whether it has not ended
 * @param inboxFull whether it takes no more events of clients for now
 */
public record Receiver(Incarnation incarnation, boolean open, boolean inboxFull) {

	public boolean refuses(@Nullable HistoryEvent event) {
		return this.inboxFull && event instanceof EventRaised;
	}

}
