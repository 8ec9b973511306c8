package io.durable.spring.boot.web.request;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.spring.boot.web.answer.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * Reads values of parameters. What cannot be read is refused: a filter that is silently
 * ignored would show, or delete, everything.
 */
public final class QueryValues {

	/**
	 * The parameter for the earliest time of creation.
	 */
	public static final String CREATED_FROM = "createdTimeFrom";

	/**
	 * The parameter for the latest time of creation.
	 */
	public static final String CREATED_TO = "createdTimeTo";

	/**
	 * The parameter for statuses, separated by commas.
	 */
	public static final String RUNTIME_STATUS = "runtimeStatus";

	private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

	private static final double LONGEST_SECONDS = 1e9;

	// The time of day may be left out, and so may the offset
	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
			"uuuu-MM-dd['T'HH:mm[:ss[.[SSSSSSSSS][SSSSSSSS][SSSSSSS][SSSSSS][SSSSS][SSSS][SSS][SS][S]]][XXX][XX][X]]")
		.withResolverStyle(ResolverStyle.STRICT);

	private QueryValues() {
	}

	/**
	 * Read a time, in ISO 8601. Without an offset it is UTC, without a time of day it is
	 * midnight. Nothing was created before 1970, so that stands for all that is earlier,
	 * and the end of the year 9999 for all that is later: databases know no others.
	 * @param query the parameters
	 * @param name the name of the parameter
	 * @return the time, or {@code null} if it is absent
	 * @throws ProblemException if it is not a time
	 */
	public static @Nullable Instant time(QueryParameters query, String name) {
		String text = query.text(name);
		if (text == null) {
			return null;
		}
		try {
			// A plus sign that is not encoded means a space, and some clients write years
			// before 1000 with fewer digits
			String normal = text.strip().replaceFirst(" (?=\\d\\d:?\\d\\d$)", "+");
			int dash = normal.indexOf('-');
			Instant time = parse((dash > 0 && dash < 4) ? "0".repeat(4 - dash) + normal : normal);
			Instant notBefore = time.isBefore(Instant.EPOCH) ? Instant.EPOCH : time;
			return notBefore.isAfter(LATEST) ? LATEST : notBefore;
		}
		catch (DateTimeException ex) {
			throw QueryParameters.invalid(name, "must be a time such as 2026-01-31T12:00:00Z");
		}
	}

	private static Instant parse(String text) {
		TemporalAccessor parsed = TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
		if (parsed instanceof OffsetDateTime time) {
			return time.toInstant();
		}
		LocalDateTime local = (parsed instanceof LocalDateTime time) ? time : ((LocalDate) parsed).atStartOfDay();
		return local.toInstant(ZoneOffset.UTC);
	}

	/**
	 * Read a length of time in seconds, which may have a fraction.
	 * @param query the parameters
	 * @param name the name of the parameter
	 * @return the time, or {@code null} if it is absent
	 * @throws ProblemException if it is not a number, or negative
	 */
	public static @Nullable Duration seconds(QueryParameters query, String name) {
		String text = query.text(name);
		if (text == null) {
			return null;
		}
		if (!text.matches("\\d{1,20}(\\.\\d{1,20})?")) {
			throw QueryParameters.invalid(name, "must be a number of seconds");
		}
		return Duration.ofMillis((long) (Math.min(Double.parseDouble(text), LONGEST_SECONDS) * 1000));
	}

	/**
	 * Read a number of instances.
	 * @param query the parameters
	 * @param name the name of the parameter
	 * @param otherwise the number if it is absent
	 * @return the number, at least 1
	 * @throws ProblemException if it is not one
	 */
	public static int count(QueryParameters query, String name, int otherwise) {
		String text = query.text(name);
		if (text == null) {
			return otherwise;
		}
		if (!text.matches("0*[1-9]\\d{0,8}")) {
			throw QueryParameters.invalid(name, "must be a number from 1 on");
		}
		return Integer.parseInt(text);
	}

	/**
	 * Read statuses, separated by commas, in several parameters, or both.
	 * @param query the parameters
	 * @param name the name of the parameter
	 * @return the statuses, empty if the parameter is absent
	 * @throws ProblemException if one is unknown
	 */
	public static Set<OrchestrationRuntimeStatus> statuses(QueryParameters query, String name) {
		Set<OrchestrationRuntimeStatus> statuses = EnumSet.noneOf(OrchestrationRuntimeStatus.class);
		for (String list : query.all(name)) {
			for (String text : list.split(",", -1)) {
				statuses.add(status(text.strip(), name));
			}
		}
		return statuses;
	}

	private static OrchestrationRuntimeStatus status(String text, String name) {
		for (OrchestrationRuntimeStatus status : OrchestrationRuntimeStatus.values()) {
			// Durable Functions takes the numbers too, which are those of our constants
			if (status.text().equalsIgnoreCase(text) || Integer.toString(status.ordinal()).equals(text)) {
				return status;
			}
		}
		throw QueryParameters.invalid(name, "must be a list of Pending, Running, Suspended, Completed, Failed, "
				+ "Terminated, Canceled and ContinuedAsNew");
	}

	/**
	 * Read tags of the form {@code key:value}, one in each parameter.
	 * @param query the parameters
	 * @param name the name of the parameter
	 * @return the tags
	 * @throws ProblemException if one has another form, or two have the same key
	 */
	public static Map<String, String> tags(QueryParameters query, String name) {
		Map<String, String> tags = new LinkedHashMap<>();
		for (String text : query.all(name)) {
			int colon = text.indexOf(':');
			if (colon <= 0 || tags.put(text.substring(0, colon), text.substring(colon + 1)) != null) {
				throw QueryParameters.invalid(name, "must be key:value, each key once");
			}
		}
		return tags;
	}

}
