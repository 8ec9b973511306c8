package io.durable.spring.boot.web.answer;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.durable.api.FailureDetails;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.EventRaised;
import io.durable.history.HistoryEvent.EventSent;
import io.durable.history.HistoryEvent.ExecutionCompleted;
import io.durable.history.HistoryEvent.ExecutionResumed;
import io.durable.history.HistoryEvent.ExecutionRewound;
import io.durable.history.HistoryEvent.ExecutionStarted;
import io.durable.history.HistoryEvent.ExecutionSuspended;
import io.durable.history.HistoryEvent.ExecutionTerminated;
import io.durable.history.HistoryEvent.OrchestratorCompleted;
import io.durable.history.HistoryEvent.OrchestratorStarted;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceCompleted;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceCreated;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceFailed;
import io.durable.history.HistoryEvent.TaskCompleted;
import io.durable.history.HistoryEvent.TaskFailed;
import io.durable.history.HistoryEvent.TaskScheduled;
import io.durable.history.HistoryEvent.TimerCreated;
import io.durable.history.HistoryEvent.TimerFired;
import io.durable.history.HistoryEvent.Unreadable;
import io.durable.history.ParentTask;
import org.junit.jupiter.api.Test;
import org.skyscreamer.jsonassert.JSONAssert;
import org.skyscreamer.jsonassert.JSONCompareMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The projection of histories that Durable Functions makes.
 */
class HistoryDocumentTests {

	private static final FailureDetails FAILURE = new FailureDetails("x.Boom", "boom", "\tat x", false,
			new FailureDetails("x.Cause", "why", null, true, null, null), Map.of("code", 7));

	private static Instant at(int second) {
		return Instant.parse("2026-01-01T00:00:00Z").plusSeconds(second).plusMillis(5);
	}

	private static String json(boolean showInput, boolean showOutput, HistoryEvent... events) {
		return new String(ApiJson.write(HistoryDocument.of(Arrays.asList(events), showInput, showOutput)),
				StandardCharsets.UTF_8);
	}

	private static void assertShown(String expected, boolean showInput, boolean showOutput, HistoryEvent... events)
			throws Exception {
		JSONAssert.assertEquals(expected.replace('\'', '"'), json(showInput, showOutput, events),
				JSONCompareMode.STRICT);
	}

	private static HistoryEvent started() {
		return new ExecutionStarted(at(0), "Main", "1.0", "{\"a\":1}",
				new ParentTask("Parent", "p", UUID.randomUUID(), 1), Map.of("t", "v"), null);
	}

	@Test
	void theStartHasTheNameAndNoTurnsAreShown() throws Exception {
		assertShown(
				"[{'EventType':'ExecutionStarted','FunctionName':'Main','Input':'{\\'a\\':1}','Timestamp':'2026-01-01T00:00:00.005Z'}]",
				true, true, started(), new OrchestratorStarted(at(0)), new OrchestratorCompleted(at(0)));
		assertShown("[{'EventType':'ExecutionStarted','FunctionName':'Main','Timestamp':'2026-01-01T00:00:00.005Z'}]",
				false, true, started());
	}

	@Test
	void aCallAndItsAnswerAreOneEvent() throws Exception {
		HistoryEvent[] events = { new TaskScheduled(at(1), 0, "SayHello", "\"Tokyo\""),
				new TaskScheduled(at(1), 1, "Flaky", null), new TaskScheduled(at(1), 2, "Open", "2"),
				new TaskCompleted(at(2), 0, "{\"b\":1.10}"), new TaskFailed(at(3), 1, FAILURE) };
		String open = "{'EventType':'TaskScheduled','Name':'Open','Input':'2','Timestamp':'2026-01-01T00:00:01.005Z'}";
		String failed = "{'EventType':'TaskFailed','FunctionName':'Flaky','ScheduledTime':'2026-01-01T00:00:01.005Z',"
				+ "'Reason':'boom','Details':'\\tat x','FailureDetails':{'ErrorType':'x.Boom','ErrorMessage':'boom',"
				+ "'StackTrace':'\\tat x','InnerFailure':{'ErrorType':'x.Cause','ErrorMessage':'why',"
				+ "'IsNonRetriable':true},'IsNonRetriable':false,'Properties':{'code':7}},"
				+ "'Timestamp':'2026-01-01T00:00:03.005Z'}";
		assertShown("[" + open + ",{'EventType':'TaskCompleted','FunctionName':'SayHello','Input':'\\'Tokyo\\'',"
				+ "'ScheduledTime':'2026-01-01T00:00:01.005Z','Result':{'b':1.10},'Timestamp':'2026-01-01T00:00:02.005Z'},"
				+ failed + "]", true, true, events);
		assertShown("[" + open.replace("'Input':'2',", "") + ",{'EventType':'TaskCompleted','FunctionName':'SayHello',"
				+ "'ScheduledTime':'2026-01-01T00:00:01.005Z','Timestamp':'2026-01-01T00:00:02.005Z'}," + failed + "]",
				false, false, events);
	}

	@Test
	void subOrchestrationsAreShownLikeActivities() throws Exception {
		assertShown(
				"[{'EventType':'SubOrchestrationInstanceCreated','Name':'Child','InstanceId':'c3','Timestamp':'2026-01-01T00:00:01.005Z'},"
						+ "{'EventType':'SubOrchestrationInstanceCompleted','FunctionName':'Child','Input':'1','ScheduledTime':'2026-01-01T00:00:01.005Z','Result':[2],'Timestamp':'2026-01-01T00:00:02.005Z'},"
						+ "{'EventType':'SubOrchestrationInstanceFailed','FunctionName':'Child','ScheduledTime':'2026-01-01T00:00:01.005Z','Reason':'no','FailureDetails':{'ErrorType':'T','ErrorMessage':'no','IsNonRetriable':false},'Timestamp':'2026-01-01T00:00:03.005Z'}]",
				true, true, new SubOrchestrationInstanceCreated(at(1), 0, "Child", "1.0", "c1", "1"),
				new SubOrchestrationInstanceCreated(at(1), 1, "Child", null, "c2", null),
				new SubOrchestrationInstanceCreated(at(1), 2, "Child", null, "c3", null),
				new SubOrchestrationInstanceCompleted(at(2), 0, "[2]"),
				new SubOrchestrationInstanceFailed(at(3), 1, new FailureDetails("T", "no", null, false, null, null)));
	}

	@Test
	void timersAndEventsAreShown() throws Exception {
		assertShown(
				"[{'EventType':'TimerCreated','FireAt':'2026-01-01T00:00:09.005Z','Timestamp':'2026-01-01T00:00:01.005Z'},"
						+ "{'EventType':'TimerFired','FireAt':'2026-01-01T00:00:09.005Z','Timestamp':'2026-01-01T00:00:10.005Z'},"
						+ "{'EventType':'EventRaised','Name':'Approval','Input':'true','Timestamp':'2026-01-01T00:00:11.005Z'},"
						+ "{'EventType':'EventSent','Name':'Ping','InstanceId':'other','Input':'1','Timestamp':'2026-01-01T00:00:12.005Z'}]",
				true, false, new TimerCreated(at(1), 0, at(9)), new TimerFired(at(10), 0, at(9)),
				new EventRaised(at(11), "Approval", "true"), new EventSent(at(12), 1, "other", "Ping", "1"));
	}

	@Test
	void whatClientsHaveAskedIsShown() throws Exception {
		assertShown("[{'EventType':'ExecutionSuspended','Reason':'a','Timestamp':'2026-01-01T00:00:01.005Z'},"
				+ "{'EventType':'ExecutionResumed','Timestamp':'2026-01-01T00:00:02.005Z'},"
				+ "{'EventType':'ExecutionRewound','Reason':'r','Timestamp':'2026-01-01T00:00:03.005Z'},"
				+ "{'EventType':'ExecutionTerminated','Input':'\\'enough\\'','Timestamp':'2026-01-01T00:00:04.005Z'},"
				+ "{'EventType':'GenericEvent','Data':'unknown','Timestamp':'2026-01-01T00:00:05.005Z'}]", true, false,
				new ExecutionSuspended(at(1), "a"), new ExecutionResumed(at(2), null),
				new ExecutionRewound(at(3), "r", null), new ExecutionTerminated(at(4), "\"enough\"", false),
				new Unreadable(at(5), -1, "unknown", "row"));
	}

	@Test
	void theEndHasTheStatusAndItsResultIsOutput() throws Exception {
		HistoryEvent end = new ExecutionCompleted(at(1), OrchestrationRuntimeStatus.COMPLETED, "[1]", null);
		assertShown(
				"[{'EventType':'ExecutionCompleted','OrchestrationStatus':'Completed','Result':[1],'Timestamp':'2026-01-01T00:00:01.005Z'}]",
				false, true, end);
		assertShown(
				"[{'EventType':'ExecutionCompleted','OrchestrationStatus':'Completed','Timestamp':'2026-01-01T00:00:01.005Z'}]",
				true, false, end);
		assertThat(json(true, false,
				new ExecutionCompleted(at(1), OrchestrationRuntimeStatus.FAILED, null, FAILURE, List.of(1))))
			.contains("\"OrchestrationStatus\":\"Failed\"", "\"FailureDetails\":{\"ErrorType\":\"x.Boom\"");
	}

	@Test
	void textThatIsNotJsonIsShownAsText() throws Exception {
		assertThat(json(true, true,
				new ExecutionCompleted(at(1), OrchestrationRuntimeStatus.TERMINATED, "so be it", null)))
			.contains("\"Result\":\"so be it\"");
	}

}
