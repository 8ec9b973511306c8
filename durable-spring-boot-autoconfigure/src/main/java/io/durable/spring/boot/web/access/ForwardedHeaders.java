package io.durable.spring.boot.web.access;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;
import org.springframework.web.filter.ForwardedHeaderFilter;

/**
 * Whether this server believes what {@code X-Forwarded-For} and the like say: then the
 * address of a client cannot be trusted.
 */
public final class ForwardedHeaders {

	private ForwardedHeaders() {
	}

	public static boolean areTrusted(Environment environment, ListableBeanFactory beanFactory) {
		return byStrategy(environment) || byTomcat(environment) || byFilter(beanFactory);
	}

	private static boolean byStrategy(Environment environment) {
		String strategy = environment.getProperty("server.forward-headers-strategy");
		if (StringUtils.hasText(strategy)) {
			return !strategy.strip().equalsIgnoreCase("none");
		}
		// Spring Boot's own default on platforms that have a proxy in front
		CloudPlatform platform = CloudPlatform.getActive(environment);
		return platform != null && platform.isUsingForwardHeaders();
	}

	private static boolean byTomcat(Environment environment) {
		return StringUtils.hasText(environment.getProperty("server.tomcat.remoteip.remote-ip-header"))
				|| StringUtils.hasText(environment.getProperty("server.tomcat.remoteip.protocol-header"));
	}

	private static boolean byFilter(ListableBeanFactory beanFactory) {
		return beanFactory.getBeanNamesForType(ForwardedHeaderFilter.class).length > 0
				|| beanFactory.getBeansOfType(FilterRegistrationBean.class)
					.values()
					.stream()
					.anyMatch((registration) -> registration.getFilter() instanceof ForwardedHeaderFilter);
	}

}
