package io.durable.spring.boot.web.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Tells requests of a program on the same machine from those that came over a network,
 * through a proxy, or from a web page of another site in a browser on the machine.
 */
public final class LocalRequests {

	private static final Pattern LOCAL_HOST = Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d{1,5})?",
			Pattern.CASE_INSENSITIVE);

	private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F.:]*:[0-9a-fA-F.:]*(%\\w+)?");

	/**
	 * What programs no longer send by themselves, but nginx does unless it is told
	 * otherwise.
	 */
	private static final Pattern OLD_PROTOCOL = Pattern.compile("HTTP/(0\\.9|1\\.0)", Pattern.CASE_INSENSITIVE);

	/**
	 * Who asked, for which host, and by which way: what proxies, load balancers and
	 * content delivery networks say, each in its own words.
	 */
	private static final Pattern OF_PROXIES = Pattern
		.compile("(http[-_])?(x[-_]?)?(original(ly)?[-_])?forward(ed|er)?([-_].*)?"
				+ "|.*[-_]via|via|x[-_]?original[-_].*" + "|x[-_]?real[-_].*|x[-_]?proxy.*|proxy[-_].*|wl[-_]proxy.*"
				+ "|x[-_](host|port|scheme|url[-_]scheme|rewrite[-_]url|base[-_]url|backend[-_]host|http[-_](host|destinationurl)[-_]?override)"
				+ "|.*(client|connecting|remote|source|user|visitor|peer)[-_]?(ip|addr|address)([-_]?v?[46])?|remote[-_]?(ip|addr|host)"
				+ "|x[-_]originating.*|x[-_]client[-_](port|dn|verify|cert|ssl|proto).*|ssl[-_]client.*|remote[-_]user|disguised[-_]host|surrogate[-_].*"
				+ "|x[-_](varnish|waws[-_].*|ms[-_]client.*|kong.*|fd[-_].*|bluecoat.*)|tailscale[-_].*|(x[-_])?(ali[-_]cdn|nf)[-_].*"
				+ "|(cf|cdn|fastly|fly|akamai|incap|sucuri|x[-_]vercel|x[-_]azure|x[-_]arr|x[-_]amzn|x[-_]amz[-_]cf|x[-_]appengine|x[-_]envoy|x[-_]nginx|x[-_]varnish|x[-_]cloud|x[-_]google|x[-_]haproxy|x[-_]traefik|x[-_]akamai|x[-_]cdn)[-_].*"
				+ "|true[-_]client.*|front[-_]end[-_]https|max[-_]forwards|x[-_]cluster.*|x[-_]ssl.*",
				Pattern.CASE_INSENSITIVE);

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
	public static @Nullable String whyForeign(HttpServletRequest request) {
		HttpServletRequest original = unwrap(request);
		String reason = whyRemote(original);
		if (reason == null) {
			reason = whyProxied(original);
		}
		if (reason == null) {
			reason = whyOtherHost(original);
		}
		return (reason != null) ? reason : CrossSiteRequests.whyOther(original);
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

	public static boolean isAddress(String text) {
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
		if (OLD_PROTOCOL.matcher(String.valueOf(request.getProtocol())).matches()) {
			return "it came by " + request.getProtocol() + ", as through a proxy such as nginx";
		}
		for (String name : Collections.list(request.getHeaderNames())) {
			if (OF_PROXIES.matcher(name).matches()) {
				return "it came through a proxy (it has the header " + name.toLowerCase(Locale.ROOT) + ")";
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

}
