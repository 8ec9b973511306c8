package io.durable.jdbc.codec;

import java.util.List;

import io.durable.history.HistoryEvent;
import io.durable.store.InstanceUpdate;
import io.durable.store.NewMessage;
import io.durable.store.TurnCommit;
import io.durable.store.TurnCommit.EndedExecution;

import org.springframework.util.Assert;

/**
 * A turn whose events have been turned into columns, before the transaction begins.
 *
 * @param index its place in the checkpoint
 * @param commit the turn
 * @param events the columns of its events
 * @param messages the columns of the messages that it sends
 */
public record EncodedTurn(int index, TurnCommit commit, List<EventColumns> events, List<EventColumns> messages) {

	public static EncodedTurn of(int index, TurnCommit commit, HistoryEventCodec codec) {
		List<EventColumns> events = commit.events().stream().map((HistoryEvent event) -> codec.encode(event)).toList();
		List<EventColumns> messages = commit.messages()
			.stream()
			.map((NewMessage message) -> codec.encode(message.event()))
			.toList();
		return new EncodedTurn(index, commit, events, messages);
	}

	public int partition() {
		return this.commit.lease().partition();
	}

	public String instanceId() {
		return this.commit.instanceId();
	}

	public EndedExecution ended() {
		EndedExecution ended = this.commit.endedExecution();
		Assert.state(ended != null, "The turn ends no execution");
		return ended;
	}

	public InstanceUpdate update() {
		InstanceUpdate update = this.commit.update();
		Assert.state(update != null, "The turn has no update");
		return update;
	}

}
