package io.durable.worker.turn;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntFunction;

import io.durable.engine.identity.OrchestrationIdentity;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.Action;
import io.durable.history.HistoryEvent.Completion;
import io.durable.history.HistoryEvent.EventSent;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceCreated;
import io.durable.history.HistoryEvent.TaskScheduled;
import org.jspecify.annotations.Nullable;

/**
 * The actions of an instance that are not answered: they tell an answer from its
 * repetition. Some of them are work, which nobody but the owner of the partition does:
 * activities, and starts of children with given IDs.
 */
final class OpenActions {

	private final Map<Integer, Action> actions = new LinkedHashMap<>();

	// The first open call for each given ID
	private final Map<String, Integer> givenChildren = new HashMap<>();

	private final Rewinds rewinds;

	private final IntFunction<UUID> executionOf;

	private int work;

	OpenActions(Rewinds rewinds, IntFunction<UUID> executionOf) {
		this.rewinds = rewinds;
		this.executionOf = executionOf;
	}

	void add(Action action) {
		if (!isAnswered(action)) {
			return;
		}
		this.actions.put(action.taskId(), action);
		if (isWork(action)) {
			this.work++;
			if (action instanceof SubOrchestrationInstanceCreated created) {
				this.givenChildren.putIfAbsent(created.instanceId(), action.taskId());
			}
		}
	}

	void remove(int taskId) {
		Action action = this.actions.remove(taskId);
		if (action == null || !isWork(action)) {
			return;
		}
		this.work--;
		if (action instanceof SubOrchestrationInstanceCreated created) {
			if (this.givenChildren.remove(created.instanceId(), taskId)) {
				findGivenChild(created.instanceId());
			}
		}
	}

	private void findGivenChild(String instanceId) {
		for (Action action : this.actions.values()) {
			if (action instanceof SubOrchestrationInstanceCreated created && created.instanceId().equals(instanceId)
					&& isWork(action)) {
				this.givenChildren.put(instanceId, action.taskId());
				return;
			}
		}
	}

	// Return whether something answers an action.
	private boolean isAnswered(Action action) {
		if (action instanceof EventSent) {
			return false;
		}
		return !(action instanceof SubOrchestrationInstanceCreated created && created.detached() && isDerived(created));
	}

	private boolean isDerived(SubOrchestrationInstanceCreated created) {
		return OrchestrationIdentity.isDerived(this.executionOf.apply(created.taskId()), created.instanceId());
	}

	/**
	 * Return whether an action is work that nobody but the owner of the partition does.
	 * @param action the action
	 * @return {@code false} for timers, events and children with derived IDs
	 */
	boolean isWork(Action action) {
		if (action instanceof SubOrchestrationInstanceCreated created) {
			return !isDerived(created) || this.rewinds.lastFor(created.taskId()) != null;
		}
		return action instanceof TaskScheduled;
	}

	@Nullable Action get(int taskId) {
		return this.actions.get(taskId);
	}

	Collection<Action> all() {
		return this.actions.values();
	}

	/**
	 * Return the first open call of a child.
	 * @param instanceId the given ID of the child
	 * @return the call, or {@code null} if there is none
	 */
	@Nullable RunningWork givenChild(String instanceId) {
		Integer taskId = this.givenChildren.get(instanceId);
		return (taskId != null) ? work(taskId) : null;
	}

	private RunningWork work(int taskId) {
		return new RunningWork(this.executionOf.apply(taskId), taskId);
	}

	int openWork() {
		return this.work;
	}

	/**
	 * Count the open work that there is after further events.
	 * @param events the events
	 * @return the number of actions that wait for an answer of this node
	 */
	int openWorkAfter(List<HistoryEvent> events) {
		int open = this.work;
		for (HistoryEvent event : events) {
			if (event instanceof Completion) {
				Action answered = this.actions.get(event.taskId());
				open -= (answered != null && isWork(answered)) ? 1 : 0;
			}
			else if (event instanceof Action action) {
				open += (isAnswered(action) && isWork(action)) ? 1 : 0;
			}
		}
		return open;
	}

	/**
	 * Return the work that this node does, or has to do, for the instance.
	 * @return the calls
	 */
	Set<RunningWork> workKeys() {
		Set<RunningWork> keys = new LinkedHashSet<>();
		for (Action action : this.actions.values()) {
			if (isWork(action)) {
				keys.add(work(action.taskId()));
			}
		}
		return keys;
	}

}
