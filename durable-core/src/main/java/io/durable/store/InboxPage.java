package io.durable.store;

import java.util.List;

/**
 * A page of messages.
 *
 * @param messages the messages, in the order of their IDs; empty only if there are none
 * @param complete whether nothing that was asked for comes after the last of them
 */
public record InboxPage(List<InboxMessage> messages, boolean complete) {

	/**
	 * A page that says that there is nothing.
	 */
	public static final InboxPage EMPTY = new InboxPage(List.of(), true);

}
