package io.durable.worker;

import java.util.ArrayList;
import java.util.List;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.store.StoredInstance;
import io.durable.worker.activity.ActivityRunner;
import io.durable.worker.activity.ChildStarter;
import io.durable.worker.activity.WorkOwner;
import io.durable.worker.inbox.TimerReader;
import io.durable.worker.instance.CommittedTurns;
import io.durable.worker.instance.InstanceHome;
import io.durable.worker.partition.Partition;
import io.durable.worker.runtime.Report;
import io.durable.worker.runtime.WorkerEvents;
import io.durable.worker.turn.ChildOperation;
import io.durable.worker.turn.InstanceState;
import io.durable.worker.turn.OpenWork;
import io.durable.worker.turn.ScheduledActivity;
import io.durable.worker.turn.Turn;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what follows from a committed turn: arms timers, starts work and tells who
 * listens, in this order.
 */
final class FollowUp implements CommittedTurns {

	private static final Logger logger = LoggerFactory.getLogger(FollowUp.class);

	private final TimerReader timers;

	private final ActivityRunner activities;

	private final ChildStarter children;

	private final WorkerEvents events;

	FollowUp(TimerReader timers, ActivityRunner activities, ChildStarter children, WorkerEvents events) {
		this.timers = timers;
		this.activities = activities;
		this.children = children;
		this.events = events;
	}

	@Override
	public void follow(InstanceHome home, Turn turn, @Nullable InstanceState state) {
		this.timers.forget(turn.commit().removedTimers());
		this.timers.add(turn.commit().newTimers());
		WorkOwner owner = (Partition) home;
		String instanceId = turn.commit().instanceId();
		StoredInstance row = turn.rowAfter();
		// Also if the instance has ended with this very turn: nobody else would start it
		OpenWork open = null;
		boolean withoutChildren = false;
		if (turn.recover() && state != null) {
			open = state.openWork();
			withoutChildren = state.isTerminatedRecursively();
		}
		List<ScheduledActivity> started = (open != null) ? open.activities() : turn.activities();
		started.forEach((activity) -> this.activities.start(owner, instanceId, activity));
		if (row != null) {
			List<ChildOperation> operations = new ArrayList<>();
			if (open == null || withoutChildren) {
				operations.addAll(turn.children());
			}
			if (open != null) {
				operations.addAll(withoutChildren ? open.detachedStarts() : open.children());
			}
			operations.forEach((operation) -> this.children.perform(owner, row, operation));
		}
		if (row != null) {
			tell(turn, row);
		}
	}

	private void tell(Turn turn, StoredInstance row) {
		String problem = turn.problem();
		if (problem != null) {
			Report.warn(logger, "The instance '{}' of '{}' is parked: {}", row.instanceId(), row.name(), problem);
			this.events.instanceParked(row, problem);
		}
		if (turn.statusChanged()) {
			OrchestrationRuntimeStatus status = (turn.startsOver() && !row.status().isTerminal())
					? OrchestrationRuntimeStatus.CONTINUED_AS_NEW : row.status();
			this.events.instanceChanged(row, status);
		}
	}

}
