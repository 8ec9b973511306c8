package io.durable.spring.boot.web.request;

import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.durable.spring.boot.web.answer.Problem;
import io.durable.spring.boot.web.answer.ProblemException;
import io.durable.spring.boot.web.answer.ProblemType;
import io.durable.spring.boot.web.answer.SafeText;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * The parameters in the query of a URL: names without regard to case, blank values as if
 * they were absent. They are read from the URL itself, since the servlet API would take
 * those of a form in the body for the same.
 */
public final class QueryParameters {

	private final Map<String, List<String>> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

	private final Set<String> known;

	/**
	 * Read the parameters.
	 * @param query the raw query, or {@code null}
	 * @param known the names that may be asked for
	 * @throws ProblemException if it is not encoded as it should
	 */
	public QueryParameters(@Nullable String query, Set<String> known) {
		this.known = known;
		for (String pair : StringUtils.tokenizeToStringArray(query, "&")) {
			int equals = pair.indexOf('=');
			String name = decode((equals >= 0) ? pair.substring(0, equals) : pair);
			String value = (equals >= 0) ? decode(pair.substring(equals + 1)) : "";
			if (!value.isBlank()) {
				this.values.computeIfAbsent(name, (key) -> new ArrayList<>()).add(value);
			}
		}
	}

	private static String decode(String text) {
		try {
			return PercentEncoding.decode(text.replace('+', ' '));
		}
		catch (CharacterCodingException ex) {
			throw new ProblemException(
					Problem.of(ProblemType.INVALID_PARAMETER, "The query of the URL is not percent-encoded UTF-8."));
		}
	}

	/**
	 * Return all values of a parameter.
	 * @param name the name
	 * @return the values, without blank ones
	 * @throws ProblemException if one has characters that do harm
	 */
	public List<String> all(String name) {
		if (!this.known.contains(name)) {
			throw new IllegalStateException("This route has not declared the parameter " + name);
		}
		List<String> found = this.values.getOrDefault(name, List.of());
		if (found.stream().anyMatch(SafeText::isUnsafe)) {
			throw invalid(name, "must not contain control characters");
		}
		return found;
	}

	/**
	 * Return the value of a parameter.
	 * @param name the name
	 * @return the value, or {@code null} if it is absent or blank
	 * @throws ProblemException if it is there more than once
	 */
	public @Nullable String text(String name) {
		List<String> found = all(name);
		if (found.size() > 1) {
			throw invalid(name, "must not be given more than once");
		}
		return found.isEmpty() ? null : found.get(0);
	}

	public @Nullable String text(String name, int maxLength) {
		String text = text(name);
		if (text != null && text.length() > maxLength) {
			throw invalid(name, "must not have more than %d characters".formatted(maxLength));
		}
		return text;
	}

	public boolean flag(String name, boolean otherwise) {
		String text = text(name);
		if (text == null) {
			return otherwise;
		}
		return switch (text.strip().toLowerCase(Locale.ROOT)) {
			case "true" -> true;
			case "false" -> false;
			default -> throw invalid(name, "must be true or false");
		};
	}

	public static ProblemException invalid(String name, String why) {
		return new ProblemException(new Problem(ProblemType.INVALID_PARAMETER,
				"The parameter '%s' %s.".formatted(name, why), Map.of("parameter", name)));
	}

}
