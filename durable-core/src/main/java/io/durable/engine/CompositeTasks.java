package io.durable.engine;

import java.util.ArrayList;
import java.util.List;

import io.durable.api.CompositeTaskFailedException;
import io.durable.api.Task;

/**
 * Tasks that wait for several others.
 */
final class CompositeTasks {

	private CompositeTasks() {
	}

	static <V> Task<List<V>> allOf(OrchestrationRun run, List<Task<V>> tasks) {
		CompletableTask<List<V>> all = new CompletableTask<>(run, "allOf");
		List<Task<V>> members = List.copyOf(tasks);
		int[] open = { members.size() };
		if (members.isEmpty()) {
			all.complete(List.of());
		}
		for (Task<V> member : members) {
			own(run, member).onDone(() -> {
				if (--open[0] == 0) {
					end(run, all, members);
				}
			});
		}
		return all;
	}

	@SuppressWarnings("NullAway") // a result may be null
	private static <V> void end(OrchestrationRun run, CompletableTask<List<V>> all, List<Task<V>> members) {
		List<V> results = new ArrayList<>(members.size());
		List<RuntimeException> failures = new ArrayList<>();
		for (Task<V> member : members) {
			CompletableTask<V> task = own(run, member);
			if (task.failure() != null) {
				failures.add(task.failure().get());
			}
			else {
				results.add(task.value());
			}
		}
		if (failures.isEmpty()) {
			all.complete(results);
		}
		else {
			all.fail(() -> new CompositeTaskFailedException(members.size(), failures));
		}
	}

	static Task<Task<?>> anyOf(OrchestrationRun run, List<Task<?>> tasks) {
		if (tasks.isEmpty()) {
			throw new IllegalArgumentException("anyOf needs at least one task: with none it would wait for ever");
		}
		CompletableTask<Task<?>> any = new CompletableTask<>(run, "anyOf");
		List<Task<?>> members = List.copyOf(tasks);
		for (Task<?> member : members) {
			own(run, member).onDone(() -> members.stream().filter(Task::isDone).findFirst().ifPresent(any::complete));
		}
		return any;
	}

	private static <V> CompletableTask<V> own(OrchestrationRun run, Task<V> task) {
		if (task instanceof CompletableTask<V> own && own.run() == run) {
			return own;
		}
		throw new IllegalArgumentException("Only tasks of this orchestration's own context can be combined");
	}

}
