package com.example.docs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

import com.example.docs.Auctions.Bid;
import io.durable.api.TaskCanceledException;
import io.durable.api.TaskOrchestrationContext;
import io.durable.client.InboxFullException;
import io.durable.history.HistoryEvent.EventRaised;
import io.durable.history.HistoryEvent.TaskCompleted;
import io.durable.history.HistoryEvent.TimerCreated;
import io.durable.hub.TaskHub;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AuctionsTests {

	@Test
	void bidsAreTakenUntilNobodyBidsAnyMore() {
		try (ExampleHub hub = ExampleHub.of(new Auctions())) {
			Bidding bidding = new Bidding(hub.client());
			assertThat(bidding.bid("request-0", new Bid("Zoe", 1))).isEqualTo("no such auction");
			hub.client().scheduleNewOrchestrationInstance("Auction", Duration.ofHours(1), "auction-1");
			assertThat(bidding.bid("request-1", new Bid("Ada", 10))).isEqualTo("accepted");
			assertThat(bidding.bid("request-2", new Bid("Alan", 20))).isEqualTo("accepted");
			hub.ended(hub.start("PlaceBid", new Bid("Grace", 15)));
			hub.awaitEvents("auction-1", TimerCreated.class, 4);
			hub.advance(Duration.ofHours(1));
			assertThat(hub.output("auction-1")).isEqualTo("{\"bidder\":\"Alan\",\"amount\":20}");
			assertThat(bidding.bid("request-3", new Bid("Zoe", 30))).isEqualTo("too late");
		}
	}

	@Test
	void aRepeatedRequestBidsOnce() {
		try (ExampleHub hub = ExampleHub.of(new Auctions())) {
			Bidding bidding = new Bidding(hub.client());
			hub.client().scheduleNewOrchestrationInstance("Auction", Duration.ofHours(1), "auction-1");
			bidding.bid("request-1", new Bid("Ada", 10));
			bidding.bid("request-1", new Bid("Ada", 10));
			bidding.bid("request-2", new Bid("Alan", 20));
			hub.awaitEvents("auction-1", EventRaised.class, 2);
			hub.awaitEvents("auction-1", TimerCreated.class, 3);
			assertThat(hub.client().getOrchestrationHistory("auction-1").stream().filter(EventRaised.class::isInstance))
				.hasSize(2);
		}
	}

	@Test
	void theFirstOfTwoEventsDecides() {
		try (ExampleHub hub = ExampleHub.of(new Auctions())) {
			String bought = hub.start("BuyOrCancel", null);
			String cancelled = hub.start("BuyOrCancel", null);
			hub.client().raiseEvent(bought, "PAID".toLowerCase(Locale.ROOT), "Ada");
			hub.client().raiseEvent(cancelled, "Cancelled");
			assertThat(hub.output(bought)).isEqualTo("\"paid by Ada\"");
			assertThat(hub.output(cancelled)).isEqualTo("\"cancelled\"");
		}
	}

	@Test
	void aWaitThatIsAddedDisturbsNobody() {
		try (ExampleHub hub = ExampleHub.with((builder) -> listen(builder, (context) -> {
		}))) {
			String id = hub.start("Listen", null);
			hub.awaitEvents(id, TaskCompleted.class, 1);
			hub.deploy((builder) -> listen(builder, (context) -> context.waitForExternalEvent("Pause")));
			hub.client().raiseEvent(id, "Stop", "now");
			assertThat(hub.output(id)).isEqualTo("\"now\"");
		}
	}

	private static void listen(TaskHub.Builder builder, Consumer<TaskOrchestrationContext> added) {
		builder.addActivity("Begin", (context) -> null).addOrchestration("Listen", (context) -> {
			added.accept(context);
			context.callActivity("Begin").await();
			return context.waitForExternalEvent("Stop", String.class).await();
		});
	}

	@Test
	void aWaitOfNoTimeTakesWhatIsThere() {
		try (ExampleHub hub = ExampleHub.with((builder) -> builder.addOrchestration("Look", (context) -> {
			context.waitForExternalEvent("Now").await();
			List<String> seen = new ArrayList<>();
			for (int i = 0; i < 2; i++) {
				try {
					seen.add(context.waitForExternalEvent("Bid", Duration.ZERO, String.class).await());
				}
				catch (TaskCanceledException ex) {
					seen.add("none");
				}
			}
			return seen;
		}))) {
			String id = hub.start("Look", null);
			hub.client().raiseEvent(id, "Bid", "early");
			hub.client().raiseEvent(id, "Now");
			assertThat(hub.output(id)).isEqualTo("[\"early\",\"none\"]");
		}
	}

	@Test
	void aFullInboxIsReportedToTheSender() {
		try (ExampleHub hub = ExampleHub
			.with((builder) -> builder.limits(ExampleLimits.unreadEvents(3)).addAnnotated(new Auctions()))) {
			String id = hub.client().scheduleNewOrchestrationInstance("BuyOrCancel", null, "order-1");
			assertThatExceptionOfType(InboxFullException.class).isThrownBy(() -> {
				for (int i = 0; i < 1000; i++) {
					hub.client().raiseEvent(id, "Unexpected", i);
					hub.awaitEvents(id, EventRaised.class, i + 1);
				}
			}).withMessage(DocsPage.read("external-events.md").text("external events that it has not read"));
		}
	}

}
