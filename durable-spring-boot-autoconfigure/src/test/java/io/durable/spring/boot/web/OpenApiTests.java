package io.durable.spring.boot.web;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The formal description of the API and the routes that are registered agree.
 */
class OpenApiTests {

	private static final Set<String> VERBS = Set.of("get", "post", "put", "patch", "delete");

	private static Map<String, Object> document;

	private static Set<HttpRoute> routes;

	@BeforeAll
	static void read() throws IOException {
		try (Reader reader = Files.newBufferedReader(Path.of("..", "docs", "openapi.yaml"))) {
			document = new Yaml().load(reader);
		}
		try (TestServer server = TestServer.start()) {
			routes = server.bean(HttpApiRoutes.class).routes();
		}
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> map(Map<String, Object> from, String key) {
		return (Map<String, Object>) from.getOrDefault(key, Map.of());
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> parameters(Map<String, Object> from) {
		return ((List<Map<String, Object>>) from.getOrDefault("parameters", List.of())).stream()
			.map(OpenApiTests::resolve)
			.toList();
	}

	private static Map<String, Object> resolve(Map<String, Object> object) {
		String reference = (String) object.get("$ref");
		if (reference == null) {
			return object;
		}
		Map<String, Object> target = document;
		for (String step : reference.substring(2).split("/")) {
			assertThat(target).as(reference).containsKey(step);
			target = map(target, step);
		}
		return target;
	}

	private static void eachOperation(BiConsumer<String, Map<String, Object>> consumer) {
		map(document, "paths").keySet().forEach((path) -> {
			Map<String, Object> item = map(map(document, "paths"), path);
			item.keySet()
				.stream()
				.filter(VERBS::contains)
				.forEach((verb) -> consumer.accept(verb.toUpperCase(Locale.ROOT) + " " + path, map(item, verb)));
		});
	}

	private static Set<String> names(List<Map<String, Object>> parameters, String where) {
		return parameters.stream()
			.filter((parameter) -> parameter.get("in").equals(where))
			.map((parameter) -> (String) parameter.get("name"))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	@Test
	void documentsTheRegisteredRoutesWithTheirParameters() {
		Map<String, Set<String>> documented = new TreeMap<>();
		eachOperation((route, operation) -> documented.put(route, names(parameters(operation), "query")));
		Map<String, Set<String>> registered = new TreeMap<>();
		routes.forEach((route) -> registered.put(route.toString(), new TreeSet<>(route.parameters())));
		assertThat(documented).isEqualTo(registered);
	}

	@Test
	void documentsTheVariablesOfEachPath() {
		map(document, "paths").keySet().forEach((path) -> {
			Set<String> variables = Pattern.compile("\\{(\\w+)}")
				.matcher(path)
				.results()
				.map((result) -> result.group(1))
				.collect(Collectors.toCollection(TreeSet::new));
			assertThat(names(parameters(map(map(document, "paths"), path)), "path")).as(path).isEqualTo(variables);
		});
	}

	@Test
	void theTableOfTheContractHasEachDocumentedAnswerAndNoOther() {
		Set<String> documented = new TreeSet<>();
		eachOperation((route, operation) -> map(operation, "responses").forEach((status, response) -> {
			documented.add(route + " " + status);
			assertThat(resolve(map(map(operation, "responses"), status))).containsKey("description");
		}));
		Set<String> tested = ContractLine.readAll()
			.stream()
			.map(ContractLine::answer)
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(tested).isEqualTo(documented);
	}

	@Test
	void theTableOfTheGuideHasEachRoute() throws IOException {
		String guide = Files.readString(Path.of("..", "docs", "http.md"));
		routes.stream()
			.map((route) -> route.toString().replace("/runtime/webhooks/durabletask", "{base}"))
			.filter((route) -> !route.contains("/entities"))
			.forEach((route) -> assertThat(guide).contains("| `" + route + "` |"));
	}

}
