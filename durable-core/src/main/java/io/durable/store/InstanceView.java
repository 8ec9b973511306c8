package io.durable.store;

import java.time.Instant;

import io.durable.api.FailureDetails;
import org.jspecify.annotations.Nullable;

/**
 * What a client reads of an instance, from one consistent snapshot.
 *
 * @param instance the row
 * @param lastUpdatedAt the timestamp of the last history event, or when it was created
 * @param completedAt when it ended, or {@code null} if it has not
 * @param input the input, or {@code null} if there is none or it was not asked for
 * @param output the output, or {@code null} if there is none or it was not asked for
 * @param failure why it failed, or {@code null}
 */
public record InstanceView(StoredInstance instance, Instant lastUpdatedAt, @Nullable Instant completedAt,
		@Nullable String input, @Nullable String output, @Nullable FailureDetails failure) {

}
