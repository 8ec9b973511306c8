package io.durable.migration;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares the types that have the same name in the Durable Task SDK for Java, member by
 * member, with the list of its members: what is not here is on the page about migration.
 */
class SdkMembersTests {

	private static final Path PAGE = Path.of("..", "docs", "migrating-from-azure.md");

	private static final List<String> PACKAGES = List.of("io.durable.api", "io.durable.client",
			"io.durable.serialization");

	// A type, a member, and for a method its parameters and what it returns
	private static final Pattern MEMBER = Pattern.compile("(\\w+)\\.(\\w+)(?:\\((.*)\\)(?:: (\\w+))?)?");

	private static List<String> members() throws IOException {
		try (InputStream list = Objects.requireNonNull(SdkMembersTests.class.getResourceAsStream("sdk-members.txt"))) {
			return new String(list.readAllBytes(), StandardCharsets.UTF_8).lines()
				.filter((line) -> !line.isBlank())
				.toList();
		}
	}

	private static Set<String> rows() throws IOException {
		String page = Files.readString(PAGE);
		return Pattern.compile("`(\\w+\\.\\w+)`")
			.matcher(page.lines().filter((line) -> line.startsWith("|")).collect(Collectors.joining("\n")))
			.results()
			.map((match) -> match.group(1))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	@Test
	void theListHasTheTypesOfTheSameName() throws IOException {
		Set<String> types = members().stream()
			.map((member) -> member.substring(0, member.indexOf('.')))
			.collect(Collectors.toCollection(TreeSet::new));
		// TaskCanceledException, the 28th, has no members of its own
		assertThat(types).hasSize(27).allMatch((type) -> find(type) != null);
		assertThat(find("TaskCanceledException").getSuperclass().getSimpleName()).isEqualTo("TaskFailedException");
	}

	@Test
	void whatIsNotHereIsOnThePageAboutMigration() throws IOException {
		List<String> different = members().stream()
			.filter((member) -> !isHere(member))
			.map((member) -> member.replaceFirst("\\(.*", ""))
			.distinct()
			.toList();
		assertThat(rows()).containsAll(different);
	}

	private static boolean isHere(String line) {
		Matcher member = MEMBER.matcher(line);
		assertThat(member.matches()).as(line).isTrue();
		Class<?> type = Objects.requireNonNull(find(member.group(1)), line);
		String name = member.group(2);
		if (member.group(3) == null) {
			return Stream
				.concat(Arrays.stream(type.getFields()).map((field) -> field.getName()),
						Arrays.stream(type.getClasses()).map(Class::getSimpleName))
				.anyMatch(name::equals);
		}
		if (name.equals("new")) {
			return Arrays.stream(type.getConstructors())
				.anyMatch((constructor) -> parameters(constructor).equals(member.group(3)));
		}
		return Arrays.stream(type.getMethods())
			.anyMatch((method) -> method.getName().equals(name) && accepts(method, member.group(3))
					&& returned(method).equals(member.group(4)));
	}

	private static String returned(Method method) {
		return method.getReturnType().getSimpleName();
	}

	private static String parameters(Constructor<?> constructor) {
		return simpleNames(constructor);
	}

	private static String simpleNames(Executable executable) {
		return Arrays.stream(executable.getParameterTypes())
			.map(Class::getSimpleName)
			.collect(Collectors.joining(", "));
	}

	// A collection takes a list too
	private static boolean accepts(Method method, String parameters) {
		return simpleNames(method).equals(parameters)
				|| simpleNames(method).replace("Collection", "List").equals(parameters);
	}

	private static Class<?> find(String type) {
		for (String name : PACKAGES) {
			try {
				return Class.forName(name + "." + type);
			}
			catch (ClassNotFoundException ex) {
				// Look in the next one
			}
		}
		return null;
	}

}
