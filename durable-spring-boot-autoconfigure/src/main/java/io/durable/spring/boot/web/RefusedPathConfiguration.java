package io.durable.spring.boot.web;

import java.util.stream.Stream;

import io.durable.spring.boot.web.access.HttpApiSettings;
import org.apache.catalina.Valve;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.tomcat.TomcatContextCustomizer;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Lets Tomcat answer with problem documents, too, where it refuses the path of a request
 * before anybody else sees it.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({ TomcatContextCustomizer.class, Valve.class })
class RefusedPathConfiguration {

	// The path of the servlet is asked for late: the server is made before the servlet
	@Bean
	TomcatContextCustomizer durableRefusedPaths(HttpApiSettings settings,
			ObjectProvider<DispatcherServletPath> servlet) {
		return (context) -> context.getParent()
			.getPipeline()
			.addValve(new RefusedPathValve(() -> Stream.of(settings.basePath(), settings.starterPath())
				.filter((path) -> path != null)
				.map((path) -> context.getPath() + prefix(servlet.getIfAvailable()) + path + "/")));
	}

	private static String prefix(@Nullable DispatcherServletPath servlet) {
		return (servlet != null) ? servlet.getPrefix() : "";
	}

}
