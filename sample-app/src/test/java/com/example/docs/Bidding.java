package com.example.docs;

import com.example.docs.Auctions.Bid;
import io.durable.client.DurableTaskClient;
import io.durable.client.InstanceNotFoundException;
import io.durable.client.InstanceNotRunningException;

class Bidding {

	private final DurableTaskClient client;

	Bidding(DurableTaskClient client) {
		this.client = client;
	}

	String bid(String requestId, Bid bid) {
		try {
			this.client.raiseEvent("auction-1", "Bid", bid, requestId);
			return "accepted";
		}
		catch (InstanceNotFoundException ex) {
			return "no such auction";
		}
		catch (InstanceNotRunningException ex) {
			return "too late";
		}
	}

}
