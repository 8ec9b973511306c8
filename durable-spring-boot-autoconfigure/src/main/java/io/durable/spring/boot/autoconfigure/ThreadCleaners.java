package io.durable.spring.boot.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.util.ClassUtils;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * Free a thread of what Spring keeps on it: what one activity leaves there, such as who
 * is logged in, must not be what the next one finds.
 */
final class ThreadCleaners {

	private ThreadCleaners() {
	}

	/**
	 * Return the cleaners for the parts of Spring that the application has.
	 * @param classLoader the class loader of the application
	 * @return the cleaners
	 */
	static List<Runnable> available(@Nullable ClassLoader classLoader) {
		List<Runnable> cleaners = new ArrayList<>();
		cleaners.add(LocaleContextHolder::resetLocaleContext);
		if (isPresent("org.springframework.web.context.request.RequestContextHolder", classLoader)) {
			cleaners.add(OfRequests.cleaner());
		}
		if (isPresent("org.springframework.security.core.context.SecurityContextHolder", classLoader)) {
			cleaners.add(OfSecurity.cleaner());
		}
		return cleaners;
	}

	private static boolean isPresent(String name, @Nullable ClassLoader classLoader) {
		return ClassUtils.isPresent(name, classLoader);
	}

	// Classes of their own, so that what is absent is never looked for

	private static final class OfRequests {

		static Runnable cleaner() {
			return RequestContextHolder::resetRequestAttributes;
		}

	}

	private static final class OfSecurity {

		static Runnable cleaner() {
			return SecurityContextHolder::clearContext;
		}

	}

}
