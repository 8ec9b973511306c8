package io.durable.spring.boot.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import com.jayway.jsonpath.JsonPath;

/**
 * Speaks HTTP by hand, so that every header and every path can be sent.
 *
 * @param address the address to connect to
 * @param port the port
 */
record RawHttp(String address, int port) {

	Response get(String path, String... headers) {
		return send("GET", path, "", headers);
	}

	Response post(String path, String... headers) {
		return send("POST", path, "", headers);
	}

	Response postJson(String path, String body) {
		return send("POST", path, body, "Content-Type: application/json");
	}

	Response postLatin1(String path, String body) {
		return send("POST", path, body.getBytes(StandardCharsets.ISO_8859_1), "Content-Type: application/json");
	}

	Response send(String verb, String path, String body, String... headers) {
		return send(verb, path, body.getBytes(StandardCharsets.UTF_8), headers);
	}

	private Response send(String verb, String path, byte[] body, String... headers) {
		StringBuilder request = new StringBuilder(verb + " " + path + " HTTP/1.1\r\n");
		boolean hasHost = false;
		for (String header : headers) {
			request.append(header).append("\r\n");
			hasHost |= header.toLowerCase(Locale.ROOT).startsWith("host:");
		}
		if (!hasHost) {
			request.append("Host: localhost:").append(this.port).append("\r\n");
		}
		if (body.length > 0) {
			request.append("Content-Length: ").append(body.length).append("\r\n");
		}
		request.append("Connection: close\r\n\r\n");
		try (Socket socket = new Socket(this.address, this.port)) {
			socket.setSoTimeout(30_000);
			socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
			socket.getOutputStream().write(body);
			socket.getOutputStream().flush();
			return Response.parse(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * An answer.
	 *
	 * @param status the status
	 * @param headers the headers, ignoring case
	 * @param body the body
	 */
	record Response(int status, Map<String, String> headers, String body) {

		static Response parse(String text) {
			int end = text.indexOf("\r\n\r\n");
			String[] lines = text.substring(0, end).split("\r\n");
			Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
			for (int i = 1; i < lines.length; i++) {
				headers.put(lines[i].substring(0, lines[i].indexOf(':')),
						lines[i].substring(lines[i].indexOf(':') + 1).strip());
			}
			return new Response(Integer.parseInt(lines[0].split(" ")[1]), headers, text.substring(end + 4));
		}

		<T> T json(String path) {
			return JsonPath.read(this.body, path);
		}

	}

}
