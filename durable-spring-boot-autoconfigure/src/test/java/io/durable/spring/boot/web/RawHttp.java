package io.durable.spring.boot.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.jayway.jsonpath.JsonPath;

/**
 * Speaks HTTP by hand, so that every header and every path can be sent.
 *
 * @param address the address to connect to
 * @param port the port
 */
record RawHttp(String address, int port) {

	private static final Pattern CONTENT_LENGTH = Pattern.compile("\r\ncontent-length: *(\\d+)\r\n",
			Pattern.CASE_INSENSITIVE);

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

	// As nginx does by default
	Response byOldProtocol(String verb, String path, String... headers) {
		return send("HTTP/1.0", verb, path, new byte[0], headers);
	}

	private Response send(String verb, String path, byte[] body, String... headers) {
		return send("HTTP/1.1", verb, path, body, headers);
	}

	private Response send(String protocol, String verb, String path, byte[] body, String... headers) {
		StringBuilder request = new StringBuilder(verb + " " + path + " " + protocol + "\r\n");
		boolean hasHost = false;
		boolean hasLength = false;
		for (String header : headers) {
			request.append(header).append("\r\n");
			hasHost |= header.toLowerCase(Locale.ROOT).startsWith("host:");
			hasLength |= header.toLowerCase(Locale.ROOT).matches("(content-length|transfer-encoding):.*");
		}
		if (!hasHost) {
			request.append("Host: localhost:").append(this.port).append("\r\n");
		}
		if (body.length > 0 && !hasLength) {
			request.append("Content-Length: ").append(body.length).append("\r\n");
		}
		request.append("Connection: close\r\n\r\n");
		try (Socket socket = new Socket(this.address, this.port)) {
			socket.setSoTimeout(100_000);
			socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
			socket.getOutputStream().write(body);
			socket.getOutputStream().flush();
			return read(socket.getInputStream());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	// Not to the end of the stream: a server that refuses a body waits for the rest of it
	private static Response read(InputStream input) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		byte[] buffer = new byte[8192];
		for (int length = input.read(buffer); length >= 0; length = input.read(buffer)) {
			bytes.write(buffer, 0, length);
			String text = bytes.toString(StandardCharsets.ISO_8859_1);
			int end = text.indexOf("\r\n\r\n");
			Matcher declared = CONTENT_LENGTH.matcher((end >= 0) ? text.substring(0, end + 2) : "");
			if (declared.find() && bytes.size() >= end + 4 + Integer.parseInt(declared.group(1))) {
				break;
			}
		}
		return Response.parse(bytes.toString(StandardCharsets.UTF_8));
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
