package io.durable.spring.boot.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.springframework.core.io.ClassPathResource;

/**
 * A line of the table that says what each route answers.
 *
 * @param route the route, as it is documented
 * @param status the status that is expected
 * @param verb the verb of the request
 * @param target its URL
 * @param body its body
 * @param how what is special about it
 * @param problem the end of the problem's type, or empty
 */
record ContractLine(String route, int status, String verb, String target, String body, String how, String problem) {

	static final String BASE = "/runtime/webhooks/durabletask";

	static List<ContractLine> readAll() {
		try {
			String table = new ClassPathResource("http-contract.txt", ContractLine.class)
				.getContentAsString(StandardCharsets.UTF_8);
			return table.lines().filter((line) -> !line.startsWith("#")).map(ContractLine::parse).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static ContractLine parse(String line) {
		String[] cells = (line + " | | | ").split(" *\\| *", -1);
		String[] request = cells[2].split(" ");
		return new ContractLine(cells[0].replace("~", BASE), Integer.parseInt(cells[1]), request[0],
				request[1].replace("~", BASE), cells[3], cells[4], cells[5]);
	}

	String answer() {
		return this.route + " " + this.status;
	}

	@Override
	public String toString() {
		return "%s %s %s %s -> %d %s".formatted(this.verb, this.target, this.body, this.how, this.status, this.problem);
	}

}
