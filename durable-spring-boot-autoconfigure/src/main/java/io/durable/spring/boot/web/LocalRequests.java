package io.durable.spring.boot.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.web.cors.CorsUtils;
import org.springframework.web.util.InvalidUrlException;

/**
 * Tells requests of a program on the same machine from those that came over a network,
 * through a proxy, or from a web page of another site in a browser on the machine.
 */
final class LocalRequests {

	private static final Pattern LOCAL_HOST = Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d{1,5})?",
			Pattern.CASE_INSENSITIVE);

	private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F.:]*:[0-9a-fA-F.:]*(%\\w+)?");

	private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

	/**
	 * Set by Tomcat when it has replaced the address of the client.
	 */
	private static final String REPLACED_BY_TOMCAT = "org.apache.tomcat.request.forwarded";

	private LocalRequests() {
	}

	/**
	 * Look at a request as it came in: what filters have changed does not count.
	 * @param request the request
	 * @return why it is not a genuine local one, or {@code null} if it is
	 */
	static @Nullable String whyForeign(HttpServletRequest request) {
		HttpServletRequest original = unwrap(request);
		String reason = whyRemote(original);
		if (reason == null) {
			reason = whyProxied(original);
		}
		if (reason == null) {
			reason = whyOtherHost(original);
		}
		return (reason != null) ? reason : whyOtherSite(original);
	}

	private static HttpServletRequest unwrap(HttpServletRequest request) {
		ServletRequest original = request;
		while (original instanceof ServletRequestWrapper wrapper) {
			original = wrapper.getRequest();
		}
		return (HttpServletRequest) original;
	}

	private static @Nullable String whyRemote(HttpServletRequest request) {
		if (!isLoopback(request.getRemoteAddr())) {
			return "it came from another machine";
		}
		return isLoopback(request.getLocalAddr()) ? null : "it did not come in on a loopback address";
	}

	static boolean isAddress(String text) {
		return ADDRESS.matcher(text).matches();
	}

	private static boolean isLoopback(@Nullable String address) {
		// Never ask a name server
		if (address == null || !isAddress(address)) {
			return false;
		}
		try {
			return InetAddress.getByName(address).isLoopbackAddress();
		}
		catch (UnknownHostException ex) {
			return false;
		}
	}

	private static @Nullable String whyProxied(HttpServletRequest request) {
		if (request.getAttribute(REPLACED_BY_TOMCAT) != null) {
			return "the server took the client's address from a forwarded header";
		}
		for (String name : Collections.list(request.getHeaderNames())) {
			String lower = name.toLowerCase(Locale.ROOT);
			if (lower.equals("forwarded") || lower.startsWith("x-forwarded-") || lower.equals("x-real-ip")
					|| lower.equals("via")) {
				return "it came through a proxy (it has the header " + lower + ")";
			}
		}
		return null;
	}

	private static @Nullable String whyOtherHost(HttpServletRequest request) {
		List<String> hosts = Collections.list(request.getHeaders("Host"));
		if (hosts.size() == 1 && LOCAL_HOST.matcher(hosts.get(0)).matches()
				&& LOCAL_HOST.matcher(request.getServerName()).matches()) {
			return null;
		}
		return "its Host header is not localhost, 127.0.0.1 or [::1]";
	}

	private static @Nullable String whyOtherSite(HttpServletRequest request) {
		for (String site : Collections.list(request.getHeaders("Sec-Fetch-Site"))) {
			if (!OWN_SITE.contains(site.toLowerCase(Locale.ROOT))) {
				return "a browser sent it for a page of another site";
			}
		}
		List<String> origins = Collections.list(request.getHeaders("Origin"));
		return (origins.isEmpty() || (origins.size() == 1 && isOwnOrigin(request))) ? null
				: "a browser sent it for a page of another origin";
	}

	private static boolean isOwnOrigin(HttpServletRequest request) {
		try {
			return !CorsUtils.isCorsRequest(request);
		}
		catch (InvalidUrlException ex) {
			return false;
		}
	}

}
