package io.durable.engine;

import java.util.ArrayList;
import java.util.List;

import io.durable.api.CompositeTaskFailedException;
import io.durable.api.Task;
import io.durable.engine.Notifications.Listener;

/**
 * Tasks that wait for several others.
 */
final class CompositeTasks {

	private CompositeTasks() {
	}

	static <V> Task<List<V>> allOf(LiveRun run, List<Task<V>> tasks) {
		List<CompletableTask<V>> members = new ArrayList<>(tasks.size());
		tasks.forEach((task) -> members.add(own(run, task)));
		AllOf<V> all = new AllOf<>(new CompletableTask<>(run, "allOf"), members);
		all.begin();
		return all.result;
	}

	static Task<Task<?>> anyOf(LiveRun run, List<Task<?>> tasks) {
		if (tasks.isEmpty()) {
			throw new IllegalArgumentException("anyOf needs at least one task: with none it would wait for ever");
		}
		List<CompletableTask<?>> members = new ArrayList<>(tasks.size());
		tasks.forEach((task) -> members.add(own(run, task)));
		AnyOf any = new AnyOf(new CompletableTask<>(run, "anyOf"), members);
		any.begin();
		return any.result();
	}

	private static <V> CompletableTask<V> own(LiveRun run, Task<V> task) {
		if (task instanceof CompletableTask<V> own && own.run() == run) {
			return own;
		}
		throw new IllegalArgumentException("Only tasks of this orchestration's own context can be combined");
	}

	/**
	 * Waits for all of its members.
	 *
	 * @param <V> the type of their results
	 */
	private static final class AllOf<V> implements Listener {

		private final CompletableTask<List<V>> result;

		private final List<CompletableTask<V>> members;

		private int open;

		AllOf(CompletableTask<List<V>> result, List<CompletableTask<V>> members) {
			this.result = result;
			this.members = members;
		}

		void begin() {
			for (CompletableTask<V> member : this.members) {
				if (!member.hasEnded()) {
					this.open++;
					member.onEnd(this);
				}
			}
			if (this.open == 0) {
				end();
			}
		}

		@Override
		public void ended(CompletableTask<?> task) {
			if (--this.open == 0) {
				end();
			}
		}

		@Override
		public boolean isOver() {
			return this.result.hasEnded();
		}

		@SuppressWarnings("NullAway") // a result may be null
		private void end() {
			List<V> results = new ArrayList<>(this.members.size());
			List<RuntimeException> failures = new ArrayList<>();
			for (CompletableTask<V> member : this.members) {
				if (member.failure() != null) {
					failures.add(member.failure().get());
				}
				else {
					results.add(member.value());
				}
			}
			if (failures.isEmpty()) {
				this.result.complete(results);
			}
			else {
				this.result.fail(() -> new CompositeTaskFailedException(this.members.size(), failures));
			}
		}

	}

	/**
	 * Waits for the first of its members. Of several that have ended by then it is the
	 * first in the list, so that derived tasks do not change the order.
	 *
	 * @param result the task that ends with the member
	 * @param members the members
	 */
	private record AnyOf(CompletableTask<Task<?>> result, List<CompletableTask<?>> members) implements Listener {

		void begin() {
			if (!endWithFirst()) {
				this.members.forEach((member) -> member.onEnd(this));
			}
		}

		private boolean endWithFirst() {
			for (CompletableTask<?> member : this.members) {
				if (member.hasEnded()) {
					noteTimeOut(member);
					return this.result.complete(member);
				}
			}
			return false;
		}

		private void noteTimeOut(CompletableTask<?> first) {
			if (!first.wasCancelled() && !this.members.stream().allMatch(CompletableTask::hasEnded)) {
				LiveRun run = this.result.run();
				run.causes().overtook(first.taskId(), run.time());
			}
		}

		// Called once: then it is over
		@Override
		public void ended(CompletableTask<?> task) {
			endWithFirst();
		}

		@Override
		public boolean isOver() {
			return this.result.hasEnded();
		}

	}

}
