package io.durable.worker.instance;

import java.util.List;
import java.util.UUID;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.history.HistoryEvent.ExecutionRewound;
import io.durable.store.InboxMessage;
import io.durable.store.StoredInstance;
import io.durable.store.WorkerStore.LoadedInstance;
import io.durable.worker.turn.Delivery;
import io.durable.worker.turn.InstanceState;
import io.durable.worker.turn.LateWork;
import io.durable.worker.turn.OrchestratorHost;
import io.durable.worker.turn.Turn;
import io.durable.worker.turn.TurnInput;
import org.jspecify.annotations.Nullable;

/**
 * What is in memory of an instance between its turns: all of it as long as it goes on, of
 * one that has ended only what it has left undone. Used by whoever has the instance's
 * turn.
 */
final class InstanceMemory {

	private final String instanceId;

	private final InstanceHome home;

	private final TurnCycle cycle;

	private @Nullable InstanceState state;

	private @Nullable LateWork lateWork;

	// What is stored counts, not what a message says
	private boolean mustLoad;

	InstanceMemory(String instanceId, InstanceHome home, TurnCycle cycle) {
		this.instanceId = instanceId;
		this.home = home;
		this.cycle = cycle;
	}

	/**
	 * Bring to memory what a turn is computed from.
	 * @param deliveries what the turn takes in; gets a request to rewind, if the instance
	 * waits for that, whatever stands before it in the inbox
	 * @param host where its code runs
	 * @return the input of the turn
	 */
	TurnInput input(List<Delivery> deliveries, OrchestratorHost host) {
		InstanceState loaded = load(deliveries);
		if (loaded != null && loaded.isWaitingForRewind() && deliveries.stream().noneMatch(InstanceMemory::isRewind)) {
			for (InboxMessage request : this.cycle.readRewind(this.home.lease().partition(), this.instanceId)) {
				if (this.home.claim(request)) {
					deliveries.add(new Delivery.Message(request));
				}
			}
		}
		return new TurnInput(this.instanceId, this.home.lease(), loaded, this.lateWork, deliveries, host);
	}

	private static boolean isRewind(Delivery delivery) {
		return delivery instanceof Delivery.Message message && message.message().event() instanceof ExecutionRewound;
	}

	private @Nullable InstanceState load(List<Delivery> deliveries) {
		StoredInstance start = startOfAnotherExecution(deliveries);
		if (start != null) {
			this.state = null;
			if (!this.mustLoad && start.status() == OrchestrationRuntimeStatus.PENDING) {
				this.lateWork = null;
				this.state = new InstanceState(start, List.of());
			}
		}
		boolean saysNothing = this.lateWork != null && deliveries.stream().allMatch(Delivery::endsWork);
		if (this.state != null || saysNothing) {
			return this.state;
		}
		boolean recover = deliveries.stream().anyMatch(Delivery.Recover.class::isInstance);
		LoadedInstance loaded = this.cycle.load(this.home.lease(), this.instanceId, recover);
		this.mustLoad = false;
		this.state = (loaded != null) ? new InstanceState(loaded.instance(), loaded.history()) : null;
		if (this.lateWork != null && (loaded == null || !loaded.instance().status().isTerminal()
				|| !loaded.instance().incarnationId().equals(this.lateWork.incarnationId()))) {
			this.lateWork = null;
		}
		return this.state;
	}

	// Find the message that starts the instance, unless it is cached in that execution.
	private @Nullable StoredInstance startOfAnotherExecution(List<Delivery> deliveries) {
		UUID cached = (this.state != null) ? this.state.row().incarnationId() : null;
		StoredInstance found = null;
		for (Delivery delivery : deliveries) {
			if (delivery instanceof Delivery.Message message) {
				InboxMessage inbox = message.message();
				StoredInstance start = inbox.start();
				if (start != null && start.executionId().equals(inbox.executionId())
						&& !start.incarnationId().equals(cached)) {
					found = start;
				}
			}
		}
		return found;
	}

	/**
	 * A turn is committed.
	 * @param turn the turn
	 * @return the instance after the turn, also if it has ended with it, or {@code null}
	 * if there is none or it had ended before
	 */
	@Nullable InstanceState committed(Turn turn) {
		InstanceState before = this.state;
		boolean wasOpen = before != null && !before.row().status().isTerminal();
		InstanceState after = turn.applyTo(before);
		if (after == null || turn.isEnd()) {
			this.lateWork = (wasOpen && after != null) ? LateWork.of(after) : turn.lateWork();
			this.state = null;
		}
		else {
			this.state = after;
		}
		return wasOpen ? after : null;
	}

	/**
	 * Return what is in memory.
	 * @return the instance, or {@code null} if it has ended or is not in memory
	 */
	@Nullable InstanceState state() {
		return this.state;
	}

	String name() {
		InstanceState current = this.state;
		return (current != null) ? current.row().name() : "";
	}

	/**
	 * Forget what the store has too.
	 */
	void forget() {
		this.state = null;
	}

	/**
	 * Forget what is not as it is stored.
	 */
	void forgetWrong() {
		this.state = null;
		this.mustLoad = true;
	}

	/**
	 * Return how much memory the history takes.
	 * @return the number of bytes, about; 0 if it is not in memory
	 */
	long weight() {
		return (this.state != null) ? this.state.weight() : 0;
	}

	boolean isEmpty() {
		return this.state == null && this.lateWork == null && !this.mustLoad;
	}

}
