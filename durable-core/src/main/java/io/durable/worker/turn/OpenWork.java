package io.durable.worker.turn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.EventSent;
import io.durable.history.HistoryEvent.OrchestratorCompleted;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceCreated;
import io.durable.history.HistoryEvent.TaskScheduled;

/**
 * What is to be done for an instance from the beginning, as its history tells: by a new
 * owner, or after a commit whose outcome was unknown.
 *
 * @param activities the activities that have not ended
 * @param children what is to be done for the open sub-orchestrations with given IDs, in
 * the order in which it was asked for
 */
public record OpenWork(List<ScheduledActivity> activities, List<ChildOperation> children) {

	/**
	 * Return what is left of it if the sub-orchestrations that are waited for are
	 * terminated: those that were merely started are not.
	 * @return the starts
	 */
	public List<ChildOperation> detachedStarts() {
		return this.children.stream().filter(OpenWork::isDetachedStart).toList();
	}

	static boolean isDetachedStart(ChildOperation operation) {
		return operation instanceof ChildOperation.Start start && start.child().created().detached();
	}

	static OpenWork of(InstanceState state) {
		List<ScheduledActivity> activities = new ArrayList<>();
		List<ChildOperation> children = new ArrayList<>();
		// By the ID of the child: the first open call, and the one of the current turn
		Map<String, GivenChild> open = new HashMap<>();
		Map<String, GivenChild> ofThisTurn = new LinkedHashMap<>();
		List<HistoryEvent> history = state.history();
		for (int i = 0; i < history.size(); i++) {
			HistoryEvent event = history.get(i);
			if (event instanceof TaskScheduled call && state.isOpen(call)) {
				activities.add(new ScheduledActivity(state.executionOf(call.taskId()), state.executionId(), i, call));
			}
			else if (event instanceof SubOrchestrationInstanceCreated created && state.isOpenWork(created)) {
				GivenChild child = new GivenChild(state.executionOf(created.taskId()), created, new ArrayList<>(),
						state.lastRewindOf(created.taskId()));
				open.putIfAbsent(created.instanceId(), child);
				ofThisTurn.putIfAbsent(created.instanceId(), child);
				children.add(new ChildOperation.Start(child));
			}
			else if (event instanceof EventSent sent && open.containsKey(sent.instanceId())) {
				send(state, sent, open.get(sent.instanceId()), ofThisTurn, children);
			}
			else if (event instanceof OrchestratorCompleted) {
				ofThisTurn.clear();
			}
		}
		return new OpenWork(activities, children);
	}

	// An event of the turn that calls the child goes with its start
	private static void send(InstanceState state, EventSent sent, GivenChild child, Map<String, GivenChild> ofThisTurn,
			List<ChildOperation> operations) {
		GivenChild started = ofThisTurn.get(sent.instanceId());
		if (started != null) {
			started.events().add(sent);
		}
		else {
			operations.add(new ChildOperation.Send(child.work(),
					new RunningWork(state.executionOf(sent.taskId()), sent.taskId()), sent));
		}
	}

}
