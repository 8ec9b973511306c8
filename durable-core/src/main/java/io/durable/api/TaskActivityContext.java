package io.durable.api;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Describes the call that an activity is run for.
 */
public interface TaskActivityContext {

	/**
	 * Return the name under which the activity was called.
	 * @return the name
	 */
	String getName();

	/**
	 * Return the input of the call.
	 * @param <T> the type of the input
	 * @param type the type to read it as
	 * @return the input, or {@code null} if the call has none
	 * @throws DataConverterException if the input does not fit the type
	 */
	<T> @Nullable T getInput(Class<T> type);

	/**
	 * Return the input of the call.
	 * @param <T> the type of the input
	 * @param type the type to read it as
	 * @return the input, or {@code null} if the call has none
	 * @throws DataConverterException if the input does not fit the type
	 */
	<T> @Nullable T getInput(TypeReference<T> type);

	/**
	 * Return the instance ID of the calling orchestration.
	 * @return the instance ID
	 */
	String getInstanceId();

	/**
	 * Return the execution that called. Together with {@link #getTaskId()} it names the
	 * call, also across repeated attempts: a good idempotency key.
	 * @return the execution ID
	 */
	UUID getExecutionId();

	/**
	 * Return the sequence number of the call within its execution.
	 * @return the task ID
	 */
	int getTaskId();

}
