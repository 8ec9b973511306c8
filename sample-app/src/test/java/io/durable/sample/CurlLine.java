package io.durable.sample;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A curl line of the README, as far as the README uses curl.
 *
 * @param comment what it is said to answer
 * @param verb the HTTP method
 * @param uri the URL
 * @param json the body, or {@code null}
 */
record CurlLine(String comment, String verb, URI uri, String json) {

	private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

	static CurlLine parse(String comment, String line) {
		List<String> words = WORD.matcher(line)
			.results()
			.map((match) -> (match.group(1) != null) ? match.group(1) : match.group(2))
			.toList();
		String verb = words.contains("POST") ? words.get(words.indexOf("-X") + 1) : "GET";
		String json = words.contains("-d") ? words.get(words.indexOf("-d") + 1) : null;
		if (json != null && !words.contains("Content-Type: application/json")) {
			throw new IllegalArgumentException("A body without its type: " + line);
		}
		URI uri = words.stream().filter((word) -> word.startsWith("http")).map(URI::create).findFirst().orElseThrow();
		return new CurlLine(comment, verb, uri, json);
	}

	/**
	 * Send it to the sample.
	 * @param client connected to the sample, wherever that is
	 * @return the answer; if the comment says "then 200", the one after the last 202
	 */
	HttpResponse<String> send(SampleClient client) {
		String query = (this.uri.getRawQuery() != null) ? "?" + this.uri.getRawQuery() : "";
		String path = this.uri.getRawPath() + query;
		if (this.verb.equals("GET")) {
			return this.comment.contains("then 200") ? client.completed(path) : client.get(path);
		}
		return (this.json != null) ? client.post(path, this.json) : client.post(path);
	}

	/**
	 * Return whether the comment announces a status.
	 * @param status the status
	 * @return whether it is among those that are named
	 */
	boolean announces(int status) {
		return this.comment.isEmpty() || this.comment.matches("(.*\\D)?" + status + "(\\D.*)?");
	}

}
