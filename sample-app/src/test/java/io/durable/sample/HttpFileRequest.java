package io.durable.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A request of {@code requests.http}, as far as that uses the format.
 *
 * @param title what it does
 * @param status the status that it says comes back
 * @param verb the HTTP method
 * @param path path and query
 * @param json the body, empty for none
 */
record HttpFileRequest(String title, int status, String verb, String path, String json) {

	private static final Pattern REQUEST = Pattern
		.compile("^### ([^\\n]*)\\n(?:### [^\\n]*\\n)*# (\\d+)\\n([A-Z]+) (\\S+)\\n(?:[\\w-]+: [^\\n]*\\n)*\\n?"
				+ "((?:(?!###)[^\\n]+\\n)*)", Pattern.MULTILINE);

	static List<HttpFileRequest> read() throws IOException {
		String text = Files.readString(Path.of("requests.http"));
		String base = text.replaceAll("(?s).*@base = (\\S+).*", "$1");
		return REQUEST.matcher(text.replace("{{base}}", base)).results().map(HttpFileRequest::of).toList();
	}

	private static HttpFileRequest of(MatchResult match) {
		URI uri = URI.create(match.group(4));
		String query = (uri.getRawQuery() != null) ? "?" + uri.getRawQuery() : "";
		return new HttpFileRequest(match.group(1), Integer.parseInt(match.group(2)), match.group(3),
				uri.getRawPath() + query, match.group(5).strip());
	}

	HttpResponse<String> send(SampleClient client) {
		if (this.verb.equals("GET")) {
			return client.get(this.path);
		}
		if (this.verb.equals("DELETE")) {
			return client.delete(this.path);
		}
		return this.json.isEmpty() ? client.post(this.path) : client.post(this.path, this.json);
	}

}
