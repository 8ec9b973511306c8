package com.example.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A page of the documentation.
 *
 * @param name its file
 * @param content its text
 */
public record DocsPage(String name, String content) {

	/**
	 * Where the pages are.
	 */
	public static final Path DIRECTORY = Path.of("../docs");

	public static DocsPage read(String name) {
		try {
			return new DocsPage(name, Files.readString(DIRECTORY.resolve(name)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return the code blocks of a language.
	 * @param language the language
	 * @return the blocks, in order
	 */
	public List<String> blocks(String language) {
		return Pattern.compile("^```" + language + "\\R(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
			.matcher(this.content)
			.results()
			.map((match) -> match.group(1))
			.toList();
	}

	/**
	 * Return the message that the page quotes.
	 * @param part a part of it
	 * @return the message, its lines joined
	 */
	public String text(String part) {
		return blocks("text").stream()
			.map((block) -> block.strip().replaceAll("\\R", " "))
			.filter((block) -> block.contains(part))
			.findFirst()
			.orElseThrow(() -> new AssertionError(this.name + " quotes no message with: " + part));
	}

}
