package io.durable.benchmarks;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.client.DurableTaskClient;
import io.durable.client.ListInstanceIdsQuery;
import io.durable.client.OrchestrationStatusQuery;
import io.durable.client.OrchestrationStatusQueryResult;
import io.durable.hub.TaskHub;

/**
 * Every list and count of the API, each with its median: the first page of instances that
 * were inserted with SQL. Of a million instances none may take longer than 50
 * milliseconds.
 */
final class Lists {

	private static final int RUNS = 15;

	private static final double MOST_MILLIS = 50;

	private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	private final Database database;

	private final int instances;

	private final Map<String, Supplier<String>> reads = new LinkedHashMap<>();

	Lists(Database database, int instances) {
		this.database = database;
		this.instances = instances;
	}

	void run() throws SQLException {
		this.database.emptyHub().build().close();
		long begin = System.nanoTime();
		ListRows.insert(this.database, this.instances);
		System.out.printf("%n%s: lists of %d instances, inserted in %.0f s%n", this.database.name(), this.instances,
				(System.nanoTime() - begin) / 1e9);
		int slow = 0;
		try (TaskHub hub = this.database.hub().build()) {
			define(hub);
			System.out.println("   | list | median, ms | highest, ms | found |");
			System.out.println("   | --- | ---: | ---: | ---: |");
			for (Map.Entry<String, Supplier<String>> read : this.reads.entrySet()) {
				slow += measure(read.getKey(), read.getValue()) ? 0 : 1;
			}
		}
		System.out.printf("   %d of %d take at most %.0f ms%n", this.reads.size() - slow, this.reads.size(),
				MOST_MILLIS);
		if (slow > 0) {
			throw new IllegalStateException(slow + " lists are too slow");
		}
	}

	private static boolean measure(String name, Supplier<String> read) {
		List<Double> millis = new ArrayList<>();
		String found = "";
		for (int run = 0; run < RUNS; run++) {
			long begin = System.nanoTime();
			found = read.get();
			millis.add((System.nanoTime() - begin) / 1e6);
		}
		Quantiles quantiles = Quantiles.of(millis);
		boolean fast = quantiles.median() <= MOST_MILLIS;
		System.out.printf("   | %s | %.1f%s | %.1f | %s |%n", name, quantiles.median(), fast ? "" : " **slow**",
				quantiles.percentile(100), found);
		return fast;
	}

	private void define(TaskHub hub) {
		DurableTaskClient client = hub.client();
		String id = ListRows.id(this.instances / 2);
		Instant middle = START.plusSeconds(this.instances / 2);
		list(client, "all", query());
		list(client, "all, with inputs and outputs", query().setFetchInputsAndOutputs(true));
		list(client, "all, 500 a page", query().setMaxInstanceCount(500));
		list(client, "all, from the middle on", query().setCreatedTimeTo(middle));
		for (OrchestrationRuntimeStatus status : List.of(OrchestrationRuntimeStatus.COMPLETED,
				OrchestrationRuntimeStatus.RUNNING, OrchestrationRuntimeStatus.SUSPENDED)) {
			list(client, "status " + status.text(), query().setRuntimeStatusList(List.of(status)));
		}
		for (String name : List.of("Order", "Rare", "Nobody")) {
			list(client, "name " + name, query().setName(name));
		}
		list(client, "name Order, status Suspended",
				query().setName("Order").setRuntimeStatusList(List.of(OrchestrationRuntimeStatus.SUSPENDED)));
		list(client, "a whole ID", query().setInstanceIdPrefix(id));
		list(client, "an ID that nobody has", query().setInstanceIdPrefix("x"));
		list(client, "ID prefix of a thousandth", query().setInstanceIdPrefix(id.substring(0, id.length() - 3)));
		list(client, "ID prefix of all", query().setInstanceIdPrefix("i"));
		for (String tag : List.of("all:yes", "region:3", "tenant:7", "rare:yes", "old:yes", "nobody:no")) {
			list(client, "tag " + tag, tagged(tag));
		}
		list(client, "tag old:yes, status Failed",
				tagged("old:yes").setRuntimeStatusList(List.of(OrchestrationRuntimeStatus.FAILED)));
		list(client, "two tags that none has both of", tagged("region:3", "half:0"));
		list(client, "five tags", tagged("all:yes", "region:3", "half:1", "tenant:3", "old:yes"));
		list(client, "five tags, name and ID prefix, of none",
				tagged("all:yes", "region:3", "half:1", "old:yes", "tenant:3").setName("Invoice")
					.setInstanceIdPrefix("i00"));
		list(client, "tag region:3, name Rare", tagged("region:3").setName("Rare"));
		list(client, "tag all:yes, ID prefix of all", tagged("all:yes").setInstanceIdPrefix("i"));
		list(client, "children of an instance", query().setParentInstanceId("p6"));
		list(client, "children of an instance with a tag", tagged("region:3").setParentInstanceId("p0"));
		list(client, "ended from the middle on", query().setCompletedTimeFrom(middle));
		list(client, "ended at a moment", query().setCompletedTimeFrom(middle).setCompletedTimeTo(middle));
		list(client, "ended before all began, tag all:yes",
				tagged("all:yes").setCompletedTimeTo(START.minusSeconds(1)));
		OrchestrationStatusQueryResult first = client.queryInstances(query());
		list(client, "all, second page", query().setContinuationToken(first.getContinuationToken()));
		this.reads.put("IDs of those that have ended",
				() -> count(client.listInstanceIds(new ListInstanceIdsQuery()).instanceIds().size()));
		this.reads.put("IDs of those that have failed",
				() -> count(client
					.listInstanceIds(
							new ListInstanceIdsQuery().setRuntimeStatusList(List.of(OrchestrationRuntimeStatus.FAILED)))
					.instanceIds()
					.size()));
		String one = client.scheduleNewOrchestrationInstance("Order", "input");
		this.reads.put("one instance", () -> count(client.getInstanceMetadata(one, true).isInstanceFound() ? 1 : 0));
		this.reads.put("counts by status", () -> count(hub.store().client().countByStatus().size()));
	}

	private static OrchestrationStatusQuery query() {
		return new OrchestrationStatusQuery();
	}

	private static OrchestrationStatusQuery tagged(String... tags) {
		OrchestrationStatusQuery query = query();
		for (String tag : tags) {
			query.addTag(tag.substring(0, tag.indexOf(':')), tag.substring(tag.indexOf(':') + 1));
		}
		return query;
	}

	private void list(DurableTaskClient client, String name, OrchestrationStatusQuery query) {
		this.reads.put(name, () -> {
			OrchestrationStatusQueryResult page = client.queryInstances(query);
			return page.getOrchestrationState().size() + ((page.getContinuationToken() != null) ? " and more" : "");
		});
	}

	private static String count(int found) {
		return Integer.toString(found);
	}

}
