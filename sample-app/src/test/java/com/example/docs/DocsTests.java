package com.example.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.jayway.jsonpath.JsonPath;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.spring.boot.actuate.DurableMetrics;
import io.durable.spring.boot.actuate.WorkerLoadMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the documentation shows is code that the tests run, properties that there are, and
 * files that exist.
 */
class DocsTests {

	private static final Path EXAMPLES = Path.of("src/test/java/com/example/docs");

	private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#]+)(#[^)]*)?\\)");

	private static final Pattern PROPERTY = Pattern.compile("`(durable\\.[a-z-]+(?:\\.[a-z-]+)*)(?:[=:][^`]*)?`");

	// No properties, but written like some
	private static final Set<String> MDC_KEYS = Set.of("durable.orchestration", "durable.activity");

	// Whatever the activity is called
	private static final Pattern ACTIVITY_PROPERTY = Pattern.compile("durable\\.activities[.\\[].+\\.max-concurrent");

	static List<DocsPage> pages() throws IOException {
		try (Stream<Path> files = Files.list(DocsPage.DIRECTORY)) {
			return files.map((file) -> file.getFileName().toString())
				.filter((name) -> name.endsWith(".md"))
				.sorted()
				.map(DocsPage::read)
				.toList();
		}
	}

	@ParameterizedTest
	@MethodSource("pages")
	void javaBlocksAreTestedSources(DocsPage page) throws IOException {
		List<String> sources = sources();
		assertThat(page.blocks("java")).allSatisfy((block) -> assertThat(sources).as("a source with\n" + block)
			.anyMatch((source) -> source.contains(withoutIndentation(block))));
	}

	@ParameterizedTest
	@MethodSource("pages")
	void propertiesExist(DocsPage page) throws IOException {
		Set<String> known = knownProperties();
		assertThat(known).contains("durable.lease-duration", "spring.datasource.url");
		for (String block : page.blocks("yaml")) {
			for (String name : properties(block)) {
				assertThat(ACTIVITY_PROPERTY.matcher(name).matches() || known.contains(name))
					.as("property %s of %s", name, page.name())
					.isTrue();
			}
		}
		known.addAll(MDC_KEYS);
		known.addAll(meters());
		assertThat(PROPERTY.matcher(page.content()).results().map((match) -> match.group(1)))
			.allSatisfy((name) -> assertThat(known).as("a property of " + page.name())
				.anyMatch((property) -> property.equals(name) || property.startsWith(name + ".")));
	}

	@ParameterizedTest
	@MethodSource("pages")
	void linksLeadSomewhere(DocsPage page) {
		assertThat(LINK.matcher(page.content()).results().map((match) -> match.group(1)))
			.allSatisfy((link) -> assertThat(DocsPage.DIRECTORY.resolve(link)).exists());
	}

	@Test
	void theIndexHasEveryPage() throws IOException {
		assertThat(DocsPage.read("README.md").content())
			.contains(pages().stream().map(DocsPage::name).filter((name) -> !name.equals("README.md")).toList());
	}

	@Test
	void theTestsThatAreNamedExist() throws IOException {
		List<String> named = Pattern.compile("`(\\w+(?:Tests|Scenarios))\\.(\\w+)`")
			.matcher(DocsPage.read("differences.md").content())
			.results()
			.map((match) -> match.group(1) + "." + match.group(2))
			.toList();
		assertThat(named).isNotEmpty();
		Set<String> tests = tests();
		assertThat(tests).containsAll(named);
	}

	@Test
	void theClassesOfTheArchitectureExist() throws IOException {
		Set<String> types = types();
		assertThat(Pattern.compile("`(?:[a-z]+/)*([A-Z][a-z]\\w+)(?:\\.\\w+)*`")
			.matcher(DocsPage.read("architecture.md").content())
			.results()
			.map((match) -> match.group(1))
			.filter((name) -> !ClassUtils.isPresent("java.lang." + name, null))).isNotEmpty().isSubsetOf(types);
	}

	private static Set<String> types() throws IOException {
		Set<String> types = new TreeSet<>();
		Pattern type = Pattern.compile("\\b(?:class|record|interface|enum) (\\w+)");
		try (Stream<Path> files = Files.walk(DocsPage.DIRECTORY.resolveSibling("."))) {
			files.filter((path) -> path.toString().matches(".*/src/(main|test)/java/.*\\.java"))
				.map(DocsTests::readString)
				.forEach((source) -> type.matcher(source).results().forEach((match) -> types.add(match.group(1))));
		}
		return types;
	}

	private static Set<String> tests() throws IOException {
		Set<String> tests = new TreeSet<>();
		Pattern test = Pattern.compile("^\\t+void (\\w+)\\(", Pattern.MULTILINE);
		try (Stream<Path> files = Files.walk(DocsPage.DIRECTORY.resolveSibling("."))) {
			for (Path file : files.filter((path) -> path.toString().matches(".*(Tests|Scenarios).java")).toList()) {
				String type = file.getFileName().toString().replace(".java", "");
				test.matcher(Files.readString(file))
					.results()
					.forEach((match) -> tests.add(type + "." + match.group(1)));
			}
		}
		return tests;
	}

	@Test
	void everyExampleIsRunByATest() throws IOException {
		try (Stream<Path> files = Files.list(EXAMPLES)) {
			List<Path> paths = files.toList();
			String tests = paths.stream()
				.filter((path) -> path.toString().endsWith("Tests.java"))
				.map(DocsTests::readString)
				.reduce("", String::concat);
			assertThat(paths).map((path) -> path.getFileName().toString().replace(".java", ""))
				.filteredOn((type) -> !type.endsWith("Tests"))
				.allSatisfy((type) -> assertThat(tests).containsPattern("\\b" + type + "\\b"));
		}
	}

	private static List<String> sources() throws IOException {
		try (Stream<Path> examples = Files.list(EXAMPLES); Stream<Path> sample = Files.walk(Path.of("src/main/java"))) {
			return Stream.concat(examples, sample)
				.filter((path) -> path.toString().endsWith(".java"))
				.map(DocsTests::readString)
				.map(DocsTests::withoutIndentation)
				.toList();
		}
	}

	private static String readString(Path path) {
		try {
			return Files.readString(path);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String withoutIndentation(String code) {
		return code.strip().replaceAll("(?m)^[ \\t]+", "");
	}

	private static List<String> properties(String yaml) throws IOException {
		PropertySource<?> source = new YamlPropertySourceLoader().load("docs", new ByteArrayResource(yaml.getBytes()))
			.get(0);
		return List.of(((EnumerablePropertySource<?>) source).getPropertyNames());
	}

	private static Set<String> knownProperties() throws IOException {
		Set<String> names = new TreeSet<>();
		for (String file : List.of("META-INF/spring-configuration-metadata.json",
				"META-INF/additional-spring-configuration-metadata.json")) {
			for (URL url : Collections.list(DocsTests.class.getClassLoader().getResources(file))) {
				try (InputStream json = url.openStream()) {
					names.addAll(JsonPath.<List<String>>read(json, "$.properties[*].name"));
				}
			}
		}
		return names;
	}

	@Test
	void everyMeterIsDescribed() {
		assertThat(DocsPage.read("operating.md").content())
			.contains(meters().stream().map((name) -> "`" + name + "`").toList());
	}

	private static Set<String> meters() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		DurableMetrics metrics = new DurableMetrics(registry);
		metrics.instanceChanged("one", "One", OrchestrationRuntimeStatus.RUNNING);
		metrics.activityEnded("Two", true, Duration.ZERO);
		metrics.turnBlocked("one", "One", Duration.ZERO);
		new WorkerLoadMetrics(() -> null).bindTo(registry);
		return registry.getMeters()
			.stream()
			.map((meter) -> meter.getId().getName())
			.collect(Collectors.toCollection(TreeSet::new));
	}

}
