package io.durable.spring.boot.web.access;

import java.security.Principal;

import io.durable.spring.boot.security.InstanceOperation;
import io.durable.spring.boot.web.answer.SafeText;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a line for each change that was made over HTTP: who, what, which instance. Never
 * a payload.
 */
public final class AuditLog {

	private static final Logger logger = LoggerFactory.getLogger("io.durable.audit");

	private AuditLog() {
	}

	/**
	 * Write a line.
	 * @param request the request that made the change
	 * @param caller who sent it, or {@code null} if that is not known
	 * @param operation what was done
	 * @param instanceId to which instance
	 * @param detail further names, or an empty string
	 */
	public static void write(HttpServletRequest request, @Nullable Principal caller, InstanceOperation operation,
			String instanceId, String detail) {
		logger.info("operation={} instance={} caller={} address={}{}", operation.text(), SafeText.quote(instanceId),
				(caller != null) ? SafeText.quote(caller.getName()) : "unknown",
				SafeText.quote(String.valueOf(request.getRemoteAddr())), detail);
	}

	public static String detail(String name, String value) {
		return " " + name + "=" + SafeText.quote(value);
	}

}
