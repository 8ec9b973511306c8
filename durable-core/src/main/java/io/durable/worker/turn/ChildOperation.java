package io.durable.worker.turn;

import io.durable.history.HistoryEvent.EventSent;
import io.durable.store.NewMessage;

/**
 * Something that happens to a sub-orchestration with a given ID after the checkpoint of
 * its caller. Operations on one ID keep their order: what is sent to a child waits for
 * its start. Each of them can be repeated.
 */
public sealed interface ChildOperation {

	/**
	 * Return which call this is about.
	 * @return the work of the caller
	 */
	RunningWork call();

	/**
	 * Return the ID of the child.
	 * @return the instance ID
	 */
	String childId();

	/**
	 * Start the child.
	 *
	 * @param child the call
	 */
	record Start(GivenChild child) implements ChildOperation {

		@Override
		public RunningWork call() {
			return this.child.work();
		}

		@Override
		public String childId() {
			return this.child.created().instanceId();
		}

	}

	/**
	 * Send an event to the child.
	 *
	 * @param call the call of the child
	 * @param sender the action that sends it, which makes a repetition harmless
	 * @param sent the event
	 */
	record Send(RunningWork call, RunningWork sender, EventSent sent) implements ChildOperation {

		@Override
		public String childId() {
			return this.sent.instanceId();
		}

	}

	/**
	 * Terminate the child: one that has not been started need not begin.
	 *
	 * @param call the call of the child
	 * @param request the request
	 */
	record Terminate(RunningWork call, NewMessage request) implements ChildOperation {

		@Override
		public String childId() {
			return this.request.instanceId();
		}

	}

}
