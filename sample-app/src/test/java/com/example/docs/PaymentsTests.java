package com.example.docs;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.example.docs.Payments.PaymentGateway;
import io.durable.history.HistoryEvent.TaskScheduled;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PaymentsTests {

	@Test
	void anActivityThatIsRepeatedHasTheSameKey() throws Exception {
		AtomicInteger calls = new AtomicInteger();
		CountDownLatch charged = new CountDownLatch(1);
		PaymentGateway gateway = new PaymentGateway() {

			@Override
			String charge(String idempotencyKey, int cents) {
				String payment = super.charge(idempotencyKey, cents);
				if (calls.incrementAndGet() == 1) {
					charged.countDown();
					// Until the node is stopped: its answer is lost
					await(new CountDownLatch(1));
				}
				return payment;
			}

		};
		try (ExampleHub hub = ExampleHub.of(new Payments(gateway))) {
			String id = hub.start("Pay", 500);
			await(charged);
			hub.deploy((builder) -> builder.addAnnotated(new Payments(gateway)));
			assertThat(hub.output(id)).isEqualTo("\"paid 500\"");
			assertThat(calls).hasValue(2);
			assertThat(gateway.count()).isEqualTo(1);
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void anActivityMayFailForGood() {
		try (ExampleHub hub = ExampleHub.of(new Payments(new PaymentGateway()))) {
			assertThat(hub.output(hub.start("Pay", 0))).contains("Nothing to charge: 0");
		}
	}

	@Test
	void aMissingActivityWaitsForANodeThatHasIt() {
		try (ExampleHub hub = ExampleHub.with((builder) -> builder.addOrchestration("Pay",
				(context) -> context.callActivity("ChargeCard", context.getInput(Integer.class), String.class)
					.await()))) {
			String id = hub.start("Pay", 500);
			hub.awaitEvents(id, TaskScheduled.class, 1);
			Awaitility.await()
				.atMost(ExampleHub.LIMIT)
				.untilAsserted(() -> assertThat(hub.hub().missingActivities()).containsExactly("ChargeCard"));
			hub.deploy((builder) -> builder.addAnnotated(new Payments(new PaymentGateway())));
			assertThat(hub.output(id)).isEqualTo("\"paid 500\"");
		}
	}

}
