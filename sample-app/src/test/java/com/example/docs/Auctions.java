package com.example.docs;

import java.time.Duration;

import io.durable.api.Orchestrator;
import io.durable.api.Task;
import io.durable.api.TaskCanceledException;
import io.durable.api.TaskOrchestrationContext;

import org.springframework.stereotype.Component;

@Component
class Auctions {

	@Orchestrator("Auction")
	Bid auction(TaskOrchestrationContext context, Duration patience) {
		Bid best = new Bid("nobody", 0);
		while (true) {
			try {
				Bid bid = context.waitForExternalEvent("Bid", patience, Bid.class).await();
				best = (bid.amount() > best.amount()) ? bid : best;
			}
			catch (TaskCanceledException ex) {
				return best;
			}
		}
	}

	@Orchestrator("PlaceBid")
	void placeBid(TaskOrchestrationContext context, Bid bid) {
		context.sendEvent("auction-1", "Bid", bid);
	}

	@Orchestrator("BuyOrCancel")
	String buyOrCancel(TaskOrchestrationContext context) {
		Task<String> paid = context.waitForExternalEvent("Paid", String.class);
		Task<Void> cancelled = context.waitForExternalEvent("Cancelled");
		if (context.anyOf(paid, cancelled).await() == cancelled) {
			paid.cancel();
			return "cancelled";
		}
		return "paid by " + paid.await();
	}

	record Bid(String bidder, int amount) {

	}

}
