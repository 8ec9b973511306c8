package io.durable.store.lease;

import java.util.List;
import java.util.Map;

/**
 * Who owns what, and whose beat stands where, as one look has found it. The owners were
 * read first: whoever owns something there had entered before the beats were read.
 *
 * @param owners the owner of every partition, ordered by number
 * @param beats the beat of every node that is entered
 */
public record LeaseView(List<PartitionOwnership> owners, Map<String, Long> beats) {

	public LeaseView {
		owners = List.copyOf(owners);
		beats = Map.copyOf(beats);
	}

}
