package io.durable.spring.boot.web.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import io.durable.spring.boot.web.answer.InstanceLinks;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.UriComponents;

/**
 * Decides how the URLs in answers begin. Anybody can send any {@code Host}: one that
 * nobody vouches for does not get into a URL, which then begins with the path.
 */
public final class PublicUrls {

	private static final Logger logger = LoggerFactory.getLogger(PublicUrls.class);

	private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

	private final AtomicBoolean warned = new AtomicBoolean();

	private final HttpApiSettings settings;

	private final boolean forwardedHeaders;

	public PublicUrls(HttpApiSettings settings, boolean forwardedHeaders) {
		this.settings = settings;
		this.forwardedHeaders = forwardedHeaders;
	}

	/**
	 * Build the URLs as the client of a request sees this server.
	 * @param request the request; behind a proxy Spring's forwarded-header support has
	 * changed it
	 * @return the links
	 */
	public InstanceLinks linksFor(HttpServletRequest request) {
		if (this.settings.publicUrl() != null) {
			return new InstanceLinks(this.settings.publicUrl() + this.settings.basePath());
		}
		ServletUriComponentsBuilder context = ServletUriComponentsBuilder.fromContextPath(request);
		String servletPath = ServletRequestPathUtils.getServletPathPrefix(request);
		if (servletPath != null) {
			context.path(servletPath);
		}
		UriComponents base = context.path(this.settings.basePath()).build();
		if (this.forwardedHeaders || isTrusted(request, base)) {
			return new InstanceLinks(base.toUriString());
		}
		if (this.warned.compareAndSet(false, true)) {
			logger.warn("URLs in answers of the HTTP API begin with the path, because requests come for a host that is "
					+ "not configured. Set durable.http.public-url, or add the host to durable.http.allowed-hosts.");
		}
		return new InstanceLinks(String.valueOf(base.getPath()));
	}

	private boolean isTrusted(HttpServletRequest request, UriComponents base) {
		String host = String.valueOf(base.getHost()).toLowerCase(Locale.ROOT);
		if (LOOPBACK.contains(host)) {
			return true;
		}
		boolean ownPort = base.getPort() == -1 || base.getPort() == request.getLocalPort();
		return (ownPort && (this.settings.allowedHosts().contains(host) || isLocalAddress(host, request)))
				|| this.settings.allowedHosts().contains(host + ":" + base.getPort());
	}

	private static boolean isLocalAddress(String host, HttpServletRequest request) {
		InetAddress address = address(host);
		return address != null && address.equals(address(request.getLocalAddr()));
	}

	// Never asks a name server
	private static @Nullable InetAddress address(@Nullable String text) {
		if (text == null || !LocalRequests.isAddress(text.replaceAll("[\\[\\]]", ""))) {
			return null;
		}
		try {
			return InetAddress.getByName(text);
		}
		catch (UnknownHostException ex) {
			return null;
		}
	}

}
