package io.durable.api;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an orchestrator may use: the source of its time, its identifiers and its effects.
 * Used only on the thread that runs the orchestrator.
 */
public interface TaskOrchestrationContext extends NamedCalls, TypedCalls {

	/**
	 * Return the name of the orchestrator.
	 * @return the name, as registered
	 */
	String getName();

	/**
	 * Return the instance ID.
	 * @return the instance ID
	 */
	String getInstanceId();

	/**
	 * Return the version that the instance was started with.
	 * @return the version, or {@code null} if it has none
	 */
	@Nullable String getVersion();

	/**
	 * Return the orchestration that called this one.
	 * @return the caller, or {@code null} if this is no sub-orchestration
	 */
	@Nullable ParentOrchestrationInstance getParentInstance();

	/**
	 * Return the input.
	 * @param <V> the type of the input
	 * @param type the type to read it as
	 * @return the input, or {@code null} if there is none
	 * @throws DataConverterException if the input does not fit the type
	 */
	<V> @Nullable V getInput(Class<V> type);

	/**
	 * Return the input.
	 * @param <V> the type of the input
	 * @param type the type to read it as
	 * @return the input, or {@code null} if there is none
	 * @throws DataConverterException if the input does not fit the type
	 */
	<V> @Nullable V getInput(TypeReference<V> type);

	/**
	 * Return the time of the current turn, in milliseconds. It is the same in every
	 * replay, never goes back, and stands still between two {@link Task#await()}.
	 * @return the time
	 */
	Instant getCurrentInstant();

	/**
	 * Return whether the code at this point has run before, in a turn that is already
	 * committed.
	 * @return {@code true} during replay
	 */
	boolean getIsReplaying();

	/**
	 * Create an identifier that is the same in every replay.
	 * @return a UUID of version 5, unique across instances and executions
	 */
	UUID newUUID();

	/**
	 * Wait for all tasks.
	 * @param <V> the type of the results
	 * @param tasks the tasks
	 * @return a task that ends with all results, in the order of the tasks, when the last
	 * task has ended, or then fails with a {@link CompositeTaskFailedException}
	 */
	<V> Task<List<V>> allOf(List<Task<V>> tasks);

	/**
	 * Wait for all tasks.
	 * @param <V> the type of the results
	 * @param tasks the tasks
	 * @return see {@link #allOf(List)}
	 */
	@SuppressWarnings("unchecked")
	default <V> Task<List<V>> allOf(Task<V>... tasks) {
		return allOf(List.of(tasks));
	}

	/**
	 * Wait for the first of several tasks. The others go on.
	 * @param tasks the tasks, at least one
	 * @return a task that ends, without failing, with the first task in the list that has
	 * ended
	 */
	Task<Task<?>> anyOf(List<Task<?>> tasks);

	/**
	 * Wait for the first of several tasks. The others go on.
	 * @param tasks the tasks, at least one
	 * @return see {@link #anyOf(List)}
	 */
	default Task<Task<?>> anyOf(Task<?>... tasks) {
		return anyOf(List.of(tasks));
	}

	/**
	 * Create a durable timer.
	 * @param delay the time to wait from {@link #getCurrentInstant()}; zero or less fires
	 * at once
	 * @return a task that ends when the timer fires
	 */
	Task<Void> createTimer(Duration delay);

	/**
	 * Create a durable timer.
	 * @param fireAt when to fire; a past time fires at once
	 * @return a task that ends when the timer fires
	 */
	Task<Void> createTimer(ZonedDateTime fireAt);

	/**
	 * Wait for an external event. Events of one name, compared without regard to case,
	 * are kept until consumed and come in the order of their arrival.
	 * @param <V> the type of its data
	 * @param name the name of the event
	 * @param timeout how long to wait, or {@code null} for ever
	 * @param dataType the type of its data
	 * @return a task that ends with the data, or with a {@link TaskCanceledException}
	 * when the time is up
	 */
	<V> Task<V> waitForExternalEvent(String name, @Nullable Duration timeout, Class<V> dataType);

	/**
	 * Wait for an external event with data of a generic type.
	 * @param <V> the type of its data
	 * @param name the name of the event
	 * @param timeout how long to wait, or {@code null} for ever
	 * @param dataType the type of its data
	 * @return a task that ends with the data, or with a {@link TaskCanceledException}
	 * when the time is up
	 */
	<V> Task<V> waitForExternalEvent(String name, @Nullable Duration timeout, TypeReference<V> dataType);

	default <V> Task<V> waitForExternalEvent(String name, Class<V> dataType) {
		return waitForExternalEvent(name, null, dataType);
	}

	default Task<Void> waitForExternalEvent(String name, Duration timeout) {
		return waitForExternalEvent(name, timeout, Void.class);
	}

	default Task<Void> waitForExternalEvent(String name) {
		return waitForExternalEvent(name, null, Void.class);
	}

	/**
	 * Send an event to another orchestration. An unknown or finished receiver drops it.
	 * @param instanceId the instance ID of the receiver
	 * @param eventName the name of the event
	 * @param data the data, or {@code null}
	 */
	void sendEvent(String instanceId, String eventName, @Nullable Object data);

	default void sendEvent(String instanceId, String eventName) {
		sendEvent(instanceId, eventName, null);
	}

	/**
	 * Set the custom status, which clients can read. It is stored with the current turn.
	 * @param status the status, or {@code null} to clear it
	 */
	void setCustomStatus(@Nullable Object status);

	/**
	 * Clear the custom status.
	 */
	default void clearCustomStatus() {
		setCustomStatus(null);
	}

	/**
	 * Start over with a new input and an empty history when the orchestrator returns
	 * normally. Results and timers of the old execution are dropped; an activity that was
	 * not awaited then is started, but not repeated if the node stops. The last call
	 * counts; to schedule anything after it is an {@link IllegalStateException}. If the
	 * orchestrator ends with an exception it fails and does not start over.
	 * @param input the new input, or {@code null}
	 * @param preserveUnprocessedEvents whether external events that were not consumed are
	 * handed to the new execution
	 */
	void continueAsNew(@Nullable Object input, boolean preserveUnprocessedEvents);

	default void continueAsNew(@Nullable Object input) {
		continueAsNew(input, true);
	}

	/**
	 * Start over as {@link #continueAsNew(Object, boolean)}, perhaps in a new version.
	 * @param input the new input, or {@code null}
	 * @param options the options
	 */
	void continueAsNew(@Nullable Object input, ContinueAsNewOptions options);

	/**
	 * Start another orchestration that nothing waits for. It has no parent and gives no
	 * answer; if an instance with that ID has not ended, nothing is started and the
	 * history says so.
	 * @param name the name of the orchestrator, compared without regard to case
	 * @param input the input, or {@code null}
	 * @param options the options
	 * @return the instance ID
	 */
	String startNewOrchestration(String name, @Nullable Object input, StartOrchestrationOptions options);

	default String startNewOrchestration(String name, @Nullable Object input) {
		return startNewOrchestration(name, input, new StartOrchestrationOptions());
	}

	/**
	 * Create a logger that says nothing during replay, so that each message appears once.
	 * @param logger the logger that it hands messages to
	 * @return the logger, for use in this orchestration only
	 */
	default Logger createReplaySafeLogger(Logger logger) {
		return new ReplaySafeLogger(logger, this::getIsReplaying);
	}

	/**
	 * Create a logger that says nothing during replay, so that each message appears once.
	 * @param logger the logger that it hands messages to
	 * @return the logger, for use in this orchestration only
	 */
	default java.util.logging.Logger createReplaySafeLogger(java.util.logging.Logger logger) {
		return new ReplaySafeJavaLogger(logger, this::getIsReplaying);
	}

	default Logger createReplaySafeLogger(Class<?> type) {
		return createReplaySafeLogger(LoggerFactory.getLogger(type));
	}

	/**
	 * Set the output. What the orchestrator returns is ignored from then on.
	 * @param output the output, or {@code null}
	 */
	void complete(@Nullable Object output);

}
