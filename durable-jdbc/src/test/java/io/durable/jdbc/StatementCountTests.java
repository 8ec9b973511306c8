package io.durable.jdbc;

import java.util.List;

import com.zaxxer.hikari.HikariDataSource;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.history.HistoryEvent.ExecutionCompleted;
import io.durable.history.HistoryEvent.OrchestratorCompleted;
import io.durable.history.HistoryEvent.OrchestratorStarted;
import io.durable.history.HistoryEvent.TaskCompleted;
import io.durable.history.HistoryEvent.TaskScheduled;
import io.durable.store.NewInstance;
import io.durable.store.TurnBuilder;
import io.durable.store.TurnCommit.OpenMark;
import io.durable.store.TurnOutcome;
import io.durable.store.lease.PartitionLease;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How much the store sends to the database for one instance that calls activities, one
 * after the other: each statement is a round trip, or on an embedded database work.
 */
class StatementCountTests {

	@ParameterizedTest
	@EnumSource
	void instanceCostsFewStatements(TestDatabase database) {
		boolean arrays = database == TestDatabase.POSTGRESQL;
		try (HikariDataSource pool = database.open()) {
			CountingDataSource dataSource = new CountingDataSource(pool);
			try (Hub hub = new Hub(dataSource)) {
				PartitionLease lease = hub.lease("a", "node");
				NewInstance instance = hub.instance("a");
				dataSource.take();
				hub.store().client().start(instance);
				assertCalls("start", dataSource.take(), arrays ? 1 : 6);
				long message = hub.inbox("a").get(0).id();
				dataSource.take();
				commit(hub, TurnBuilder.of(lease, instance)
					.consume(message)
					.events(0, instance.started(), new OrchestratorStarted(Hub.now()),
							new TaskScheduled(Hub.now(), 0, "SayHello", "1"), new OrchestratorCompleted(Hub.now()))
					.status(OrchestrationRuntimeStatus.RUNNING)
					.open(OpenMark.SET));
				assertCalls("first turn", dataSource.take(), arrays ? 1 : 7);
				commit(hub, TurnBuilder.of(lease, instance)
					.events(4, new TaskCompleted(Hub.now(), 0, "1"), new OrchestratorStarted(Hub.now()),
							new TaskScheduled(Hub.now(), 1, "SayHello", "1"), new OrchestratorCompleted(Hub.now())));
				assertCalls("middle turn", dataSource.take(), arrays ? 1 : 4);
				commit(hub,
						TurnBuilder.of(lease, instance)
							.events(8, new TaskCompleted(Hub.now(), 1, "1"), new OrchestratorStarted(Hub.now()),
									new OrchestratorCompleted(Hub.now()),
									new ExecutionCompleted(Hub.now(), OrchestrationRuntimeStatus.COMPLETED, "1", null))
							.completed(OrchestrationRuntimeStatus.COMPLETED, Hub.now(), 11)
							.open(OpenMark.CLEAR));
				assertCalls("last turn", dataSource.take(), arrays ? 1 : 7);
			}
		}
	}

	private static void commit(Hub hub, TurnBuilder turn) {
		assertThat(hub.commit(turn)).containsExactly(TurnOutcome.COMMITTED);
	}

	private static void assertCalls(String step, List<String> calls, int count) {
		assertThat(calls).as(step).hasSize(count);
	}

}
