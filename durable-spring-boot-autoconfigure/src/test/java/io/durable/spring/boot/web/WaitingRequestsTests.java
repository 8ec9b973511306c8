package io.durable.spring.boot.web;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.durable.client.DurableTaskClient;
import io.durable.hub.TaskHub;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests that wait for an instance have no thread of the server.
 */
@Timeout(120)
class WaitingRequestsTests {

	// More than there are threads
	private static final int WAITING = 30;

	@Test
	void othersAreServedWhileManyWait() throws Exception {
		try (TestServer server = TestServer.start("server.tomcat.threads.max=8", "server.tomcat.threads.min-spare=2")) {
			DurableTaskClient client = server.bean(TaskHub.class).client();
			List<Socket> waiting = new ArrayList<>();
			for (int i = 0; i < WAITING; i++) {
				waiting.add(begin(server, "/orchestrators/Wait/w" + i + "?timeout=90&pollingInterval=1"));
			}
			for (int i = 0; i < WAITING; i++) {
				String id = "w" + i;
				Awaitility.await()
					.atMost(Duration.ofSeconds(30))
					.until(() -> client.getInstanceMetadata(id, false).isInstanceFound());
			}
			assertThat(server.http().get("/runtime/webhooks/durabletask/instances/w0").status()).isEqualTo(202);
			assertThat(server.http().post("/orchestrators/Hello?timeout=60&pollingInterval=1").body())
				.isEqualTo("\"Hello Tokyo!\"");
			for (int i = 0; i < WAITING; i++) {
				client.raiseEvent("w" + i, "Done", "number " + i);
			}
			for (int i = 0; i < WAITING; i++) {
				assertThat(answer(waiting.get(i))).contains("200").endsWith("\"number " + i + "\"");
			}
		}
	}

	@Test
	void whoHasWaitedLongEnoughIsToldWhereToAsk() throws Exception {
		try (TestServer server = TestServer.start()) {
			Socket short1 = begin(server, "/orchestrators/Wait/a?timeout=0.2&pollingInterval=0.1");
			assertThat(answer(short1)).startsWith("HTTP/1.1 202").contains("statusQueryGetUri");
			Socket failed = begin(server,
					"/orchestrators/Fail/b?timeout=60&pollingInterval=1&returnInternalServerErrorOnFailure=true");
			assertThat(answer(failed)).startsWith("HTTP/1.1 500").contains("out of paper");
		}
	}

	private static Socket begin(TestServer server, String path) throws IOException {
		Socket socket = new Socket("127.0.0.1", server.port());
		socket.setSoTimeout(100_000);
		socket.getOutputStream()
			.write("POST %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".formatted(path)
				.getBytes(StandardCharsets.US_ASCII));
		return socket;
	}

	private static String answer(Socket socket) throws IOException {
		try (socket) {
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
