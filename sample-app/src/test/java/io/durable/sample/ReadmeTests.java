package io.durable.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.example.GreetingsApplication;
import com.example.WithoutSecurity;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Does what the README says.
 */
class ReadmeTests {

	private static final Pattern OUTPUT = Pattern.compile("\"output\":\\S+]");

	@TempDir
	private Path directory;

	private Readme readme;

	@BeforeEach
	void read() throws IOException {
		this.readme = Readme.read();
	}

	@Test
	void theSampleAnswersAsTheReadmeSays() {
		try (ConfigurableApplicationContext sample = new SpringApplicationBuilder(SampleApplication.class)
			.run("--server.port=0", "--spring.datasource.url=" + url("sample"))) {
			List<HttpResponse<String>> answers = answers(sample, "Try it");
			assertThat(answers).hasSize(8);
			assertThat(URI.create(answers.get(0).headers().firstValue("Location").orElseThrow()).getPath())
				.isEqualTo(answers.get(1).uri().getPath());
			assertThat(SampleClient.of(port(sample)).completed(answers.get(3).uri().getPath()).body())
				.contains("\"output\":385");
			assertThat(answers.get(5).body()).contains("An instance with ID 'StaticId' already exists.");
		}
	}

	@Test
	void anApplicationOfOnesOwnAnswersAsTheReadmeSays() throws IOException {
		Map<String, Object> properties = yaml();
		assertThat(properties).containsKeys("spring.datasource.username", "spring.datasource.password");
		String url = String.valueOf(properties.get("spring.datasource.url"));
		assertThat(url).contains("jdbc:h2:file:./data/");
		try (ConfigurableApplicationContext application = new SpringApplicationBuilder(GreetingsApplication.class)
			.properties(properties)
			// Not the sample's own configuration, which is on the class path here
			.properties("spring.config.name=none")
			// Nor its Spring Security
			.properties("spring.autoconfigure.exclude=" + WithoutSecurity.EXCLUDED)
			.run("--server.port=0", "--spring.datasource.url=" + url.replace("./data", this.directory.toString()))) {
			assertThat(answers(application, "In your own application")).hasSize(2);
		}
	}

	private List<HttpResponse<String>> answers(ConfigurableApplicationContext application, String section) {
		SampleClient client = SampleClient.of(port(application));
		return this.readme.curlLines(section).stream().map((line) -> answer(client, line)).toList();
	}

	private static HttpResponse<String> answer(SampleClient client, CurlLine line) {
		HttpResponse<String> response = line.send(client);
		assertThat(line.announces(response.statusCode())).as(line + " " + response.statusCode()).isTrue();
		Matcher output = OUTPUT.matcher(line.comment());
		if (output.find()) {
			assertThat(response.body()).contains(output.group());
		}
		return response;
	}

	private static int port(ConfigurableApplicationContext application) {
		return application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	private String url(String name) {
		return "jdbc:h2:file:" + this.directory.resolve(name);
	}

	private Map<String, Object> yaml() throws IOException {
		PropertySource<?> source = new YamlPropertySourceLoader()
			.load("readme", new ByteArrayResource(this.readme.blocks("yaml").get(0).getBytes()))
			.get(0);
		Map<String, Object> properties = new HashMap<>();
		for (String name : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
			properties.put(name, source.getProperty(name));
		}
		return properties;
	}

	@Test
	void javaBlocksAreTestedSources() throws IOException {
		String sources = Files.readString(Path.of("src/test/java/com/example/Greetings.java"))
				+ Files.readString(Path.of("src/test/java/com/example/GreetingsTests.java"))
				+ Files.readString(Path.of("src/main/java/io/durable/sample/HttpStartSingle.java"));
		assertThat(this.readme.blocks("java")).hasSize(3).allSatisfy((block) -> assertThat(sources).contains(block));
	}

	@Test
	void coordinatesAreThoseOfTheProject() throws IOException {
		String pom = Files.readString(Readme.PROJECT.resolve("pom.xml"));
		Matcher version = Pattern.compile("<artifactId>durable-parent</artifactId>\\s*<version>(.*)</version>")
			.matcher(pom);
		assertThat(version.find()).isTrue();
		assertThat(this.readme.text()).contains("<version>" + version.group(1) + "</version>",
				"io.durable:durable-spring-boot-starter:" + version.group(1));
	}

	@Test
	void linksLeadSomewhere() {
		assertThat(this.readme.links()).isNotEmpty()
			.allSatisfy((link) -> assertThat(Readme.PROJECT.resolve(link)).exists());
	}

}
