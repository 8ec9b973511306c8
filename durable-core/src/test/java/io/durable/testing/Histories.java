package io.durable.testing;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.Action;
import io.durable.history.HistoryEvent.Completion;
import io.durable.history.HistoryEvent.ExecutionCompleted;
import io.durable.history.HistoryEvent.ExecutionStarted;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What must hold of every history.
 */
public final class Histories {

	private Histories() {
	}

	/**
	 * Check a history: it begins once, ends at most once, each action is recorded once
	 * and answered at most once, after it was recorded, and time does not go back between
	 * turns.
	 * @param history the history
	 */
	public static void assertSound(List<HistoryEvent> history) {
		assertThat(history.get(0)).isInstanceOf(ExecutionStarted.class);
		assertThat(history.stream().filter(ExecutionStarted.class::isInstance)).hasSize(1);
		assertThat(history.stream().filter(ExecutionCompleted.class::isInstance).count()).isLessThanOrEqualTo(1);
		Set<Integer> actions = new HashSet<>();
		Set<Integer> answers = new HashSet<>();
		HistoryEvent turn = history.get(0);
		for (HistoryEvent event : history) {
			if (event instanceof Action) {
				assertThat(actions.add(event.taskId())).as("recorded once: %s", event).isTrue();
			}
			else if (event instanceof Completion) {
				assertThat(actions).as("answers something: %s", event).contains(event.taskId());
				assertThat(answers.add(event.taskId())).as("answered once: %s", event).isTrue();
			}
			else if (event instanceof HistoryEvent.OrchestratorStarted) {
				assertThat(event.timestamp()).isAfterOrEqualTo(turn.timestamp());
				turn = event;
			}
		}
	}

}
