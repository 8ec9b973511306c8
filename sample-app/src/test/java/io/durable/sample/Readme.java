package io.durable.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import com.example.docs.DocsPage;

/**
 * The README of the project.
 *
 * @param text its text
 */
record Readme(String text) {

	static final Path PROJECT = Path.of("..");

	private static final Pattern CURL = Pattern.compile("(?:^# (.*)\\R)?^(curl .*)$", Pattern.MULTILINE);

	private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)(#[^)]*)?\\)");

	static Readme read() throws IOException {
		return new Readme(Files.readString(PROJECT.resolve("README.md")));
	}

	/**
	 * Return the code blocks of a language.
	 * @param language the language
	 * @return the blocks, in order
	 */
	List<String> blocks(String language) {
		return new DocsPage("README.md", this.text).blocks(language);
	}

	/**
	 * Return the curl lines of a section, with the comment above each.
	 * @param section the heading of the section
	 * @return the lines, in order
	 */
	List<CurlLine> curlLines(String section) {
		int start = this.text.indexOf("## " + section);
		int end = this.text.indexOf("\n## ", start);
		return CURL.matcher(this.text.substring(start, end)).results().map(Readme::curlLine).toList();
	}

	private static CurlLine curlLine(MatchResult match) {
		return CurlLine.parse((match.group(1) != null) ? match.group(1) : "", match.group(2));
	}

	/**
	 * Return the files that are linked.
	 * @return the paths
	 */
	List<String> links() {
		return LINK.matcher(this.text).results().map((match) -> match.group(1)).toList();
	}

}
