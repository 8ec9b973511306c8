package io.durable.spring.boot.web.access;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.util.InvalidUrlException;
import org.springframework.web.util.UriComponents;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Tells requests that a browser sent for a page of this server, or that no browser sent,
 * from those of pages of other sites.
 */
public final class CrossSiteRequests {

	private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

	private final @Nullable String ownOrigin;

	private final Set<String> ownHosts;

	/**
	 * Create the rule for an application that anybody may reach.
	 * @param settings the URL and the hosts of the application
	 */
	public CrossSiteRequests(HttpApiSettings settings) {
		this.ownOrigin = (settings.publicUrl() != null) ? origin(settings.publicUrl()) : null;
		this.ownHosts = settings.allowedHosts();
	}

	private static String origin(String url) {
		UriComponents parts = UriComponentsBuilder.fromUriString(url).build();
		return (parts.getScheme() + "://" + parts.getHost() + ((parts.getPort() != -1) ? ":" + parts.getPort() : ""))
			.toLowerCase(Locale.ROOT);
	}

	/**
	 * Look at a request that must be of this server, whatever the application allows to
	 * others.
	 * @param request the request
	 * @return why it is not, or {@code null} if it is
	 */
	public static @Nullable String whyOther(HttpServletRequest request) {
		String reason = bySite(request);
		if (reason == null && hasOrigin(request) && !(isSingle(request) && isOwn(request))) {
			reason = "a browser sent it for a page of another origin";
		}
		return reason;
	}

	/**
	 * Look at a request that changes something. Behind a proxy the browser knows another
	 * URL of the server than the server, but says by itself whether the page is of the
	 * same origin. What the application allows by its own CORS configuration is allowed.
	 * @param request the request
	 * @param response has what CORS allows
	 * @return why it is refused, or {@code null} if it is not
	 */
	public @Nullable String whyRefused(HttpServletRequest request, HttpServletResponse response) {
		if (response.getHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN) != null) {
			return null;
		}
		String reason = bySite(request);
		boolean told = request.getHeader("Sec-Fetch-Site") != null;
		if (reason == null && !told && hasOrigin(request) && !(isSingle(request) && isKnown(request))) {
			reason = "a browser sent it for a page of another origin";
		}
		return reason;
	}

	private static @Nullable String bySite(HttpServletRequest request) {
		for (String site : Collections.list(request.getHeaders("Sec-Fetch-Site"))) {
			if (!OWN_SITE.contains(site.toLowerCase(Locale.ROOT))) {
				return "a browser sent it for a page of another site";
			}
		}
		return null;
	}

	private static boolean hasOrigin(HttpServletRequest request) {
		return request.getHeaders(HttpHeaders.ORIGIN).hasMoreElements();
	}

	private static boolean isSingle(HttpServletRequest request) {
		List<String> origins = Collections.list(request.getHeaders(HttpHeaders.ORIGIN));
		return origins.size() == 1 && !origins.get(0).isBlank();
	}

	private static boolean isOwn(HttpServletRequest request) {
		try {
			return !CorsUtils.isCorsRequest(request);
		}
		catch (InvalidUrlException ex) {
			return false;
		}
	}

	// With https where the proxy has http, too
	private boolean isKnown(HttpServletRequest request) {
		if (isOwn(request)) {
			return true;
		}
		String origin = String.valueOf(request.getHeader(HttpHeaders.ORIGIN)).toLowerCase(Locale.ROOT);
		if (origin.equals(this.ownOrigin)) {
			return true;
		}
		if (!origin.startsWith("http://") && !origin.startsWith("https://")) {
			return false;
		}
		String authority = origin.substring(origin.indexOf("//") + 2);
		return authority.equalsIgnoreCase(request.getHeader(HttpHeaders.HOST)) || this.ownHosts.contains(authority);
	}

}
