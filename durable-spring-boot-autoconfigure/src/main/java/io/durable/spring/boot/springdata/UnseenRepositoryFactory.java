package io.durable.spring.boot.springdata;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.support.SpringFactoriesLoader;

/**
 * All classes and resources of the application, without what Spring Data JDBC announces
 * to Spring Data in its {@code spring.factories}.
 */
final class UnseenRepositoryFactory extends ClassLoader {

	private static final String FACTORY = "org/springframework/data/jdbc/repository/support/JdbcRepositoryFactory.class";

	private final @Nullable String hidden;

	UnseenRepositoryFactory(@Nullable ClassLoader application) {
		super(application);
		URL factory = getResource(FACTORY);
		this.hidden = (factory != null)
				? factory.toString().replace(FACTORY, SpringFactoriesLoader.FACTORIES_RESOURCE_LOCATION) : null;
	}

	@Override
	public Enumeration<URL> getResources(String name) throws IOException {
		Enumeration<URL> resources = super.getResources(name);
		if (this.hidden == null || !SpringFactoriesLoader.FACTORIES_RESOURCE_LOCATION.equals(name)) {
			return resources;
		}
		return Collections.enumeration(Collections.list(resources)
			.stream()
			.filter((resource) -> !resource.toString().equals(this.hidden))
			.toList());
	}

}
