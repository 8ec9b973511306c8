package io.durable.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

import com.jayway.jsonpath.JsonPath;
import org.awaitility.Awaitility;

/**
 * Calls the sample over HTTP.
 *
 * @param http the HTTP client
 * @param base the URL of the server
 */
record SampleClient(HttpClient http, URI base) {

	static final String INSTANCES = "/runtime/webhooks/durabletask/instances/";

	static SampleClient of(int port) {
		HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(60)).build();
		return new SampleClient(http, URI.create("http://127.0.0.1:" + port));
	}

	/**
	 * Connect as a user.
	 * @param port the port
	 * @param user the name of the user, which is the password too
	 * @return the client
	 */
	static SampleClient of(int port, String user) {
		HttpClient http = HttpClient.newBuilder().authenticator(new Authenticator() {

			@Override
			protected PasswordAuthentication getPasswordAuthentication() {
				return new PasswordAuthentication(user, user.toCharArray());
			}

		}).build();
		return new SampleClient(http, URI.create("http://127.0.0.1:" + port));
	}

	HttpResponse<String> get(String path) {
		return send(request(path).GET());
	}

	HttpResponse<String> post(String path) {
		return send(request(path).POST(BodyPublishers.noBody()));
	}

	HttpResponse<String> post(String path, String json) {
		return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
	}

	HttpResponse<String> delete(String path) {
		return send(request(path).DELETE());
	}

	/**
	 * Ask for a status until the instance has ended.
	 * @param path the path or URL of the status
	 * @return the answer with status 200
	 */
	HttpResponse<String> completed(String path) {
		return Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(20))
			.atMost(Duration.ofSeconds(60))
			.until(() -> get(path), SampleClient::hasEnded);
	}

	private static boolean hasEnded(HttpResponse<String> status) {
		if (status.statusCode() != 200 && status.statusCode() != 202) {
			throw new IllegalStateException(status.uri() + " " + status.statusCode() + ": " + status.body());
		}
		return status.statusCode() == 200;
	}

	static <T> T read(HttpResponse<String> response, String path) {
		return JsonPath.read(response.body(), path);
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(this.base.resolve(path)).timeout(Duration.ofSeconds(90));
	}

	private HttpResponse<String> send(HttpRequest.Builder request) {
		try {
			return this.http.send(request.build(), BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
