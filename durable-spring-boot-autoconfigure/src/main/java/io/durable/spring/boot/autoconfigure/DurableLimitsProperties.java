package io.durable.spring.boot.autoconfigure;

import io.durable.api.Limits;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Bounds that keep one instance from harming the others.
 *
 * @param payload The greatest size of one input, output, result or event.
 * @param payloadWarn The size of a payload from which a warning is logged.
 * @param historySize The greatest size of the history of one execution. An instance that
 * would exceed it is parked.
 * @param historySizeWarn The size of a history from which a warning is logged.
 * @param historyEvents The greatest number of events in the history of one execution. An
 * instance that would exceed it is parked.
 * @param historyEventsWarn The number of events from which a warning is logged.
 * @param openTasks The greatest number of activities and sub-orchestrations that one
 * instance may have under way. One that would exceed it is parked.
 * @param actionsPerTurn The greatest number of things that an orchestrator may do between
 * two waits. One that exceeds it is parked.
 * @param unreadEvents How many external events may wait for one instance before clients
 * are refused.
 * @param customStatus The greatest size of a custom status, in UTF-16.
 * @param queryPage The greatest number of instances on one page of a query.
 * @param queryPageSize How much a page of a query may hold, with inputs and outputs if
 * they are asked for. One instance always finds room.
 */
@ConfigurationProperties("durable.limits")
public record DurableLimitsProperties(@DefaultValue("2MB") DataSize payload,
		@DefaultValue("256KB") DataSize payloadWarn, @DefaultValue("50MB") DataSize historySize,
		@DefaultValue("10MB") DataSize historySizeWarn, @DefaultValue("51200") int historyEvents,
		@DefaultValue("10240") int historyEventsWarn, @DefaultValue("100000") int openTasks,
		@DefaultValue("100000") int actionsPerTurn, @DefaultValue("10000") int unreadEvents,
		@DefaultValue("16KB") DataSize customStatus, @DefaultValue("500") int queryPage,
		@DefaultValue("4MB") DataSize queryPageSize) {

	public DurableLimitsProperties {
		requirePositive(payload, "payload");
		requirePositive(payloadWarn, "payload-warn");
		requirePositive(historySize, "history-size");
		requirePositive(historySizeWarn, "history-size-warn");
		requirePositive(customStatus, "custom-status");
		requirePositive(historyEvents, "history-events");
		requirePositive(historyEventsWarn, "history-events-warn");
		requirePositive(openTasks, "open-tasks");
		requirePositive(actionsPerTurn, "actions-per-turn");
		requirePositive(unreadEvents, "unread-events");
		requirePositive(queryPage, "query-page");
		requirePositive(queryPageSize, "query-page-size");
		Assert.isTrue(payload.toBytes() <= Integer.MAX_VALUE / 4,
				"durable.limits.payload must be less than 512MB, which databases and memory could not bear either");
	}

	private static void requirePositive(DataSize size, String name) {
		Assert.isTrue(size.toBytes() > 0, () -> "durable.limits." + name + " must be at least 1B");
	}

	private static void requirePositive(int number, String name) {
		Assert.isTrue(number > 0, () -> "durable.limits." + name + " must be at least 1");
	}

	/**
	 * Return the limits.
	 * @return what the engine and the client go by
	 */
	Limits limits() {
		return new Limits((int) this.payload.toBytes(), (int) Math.min(this.payloadWarn.toBytes(), Integer.MAX_VALUE),
				this.historySize.toBytes(), this.historySizeWarn.toBytes(), this.historyEvents, this.historyEventsWarn,
				this.openTasks, this.actionsPerTurn, this.unreadEvents,
				(int) Math.min(this.customStatus.toBytes(), Integer.MAX_VALUE), this.queryPage,
				this.queryPageSize.toBytes());
	}

}
