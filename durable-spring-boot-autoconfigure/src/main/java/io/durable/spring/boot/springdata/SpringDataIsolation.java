package io.durable.spring.boot.springdata;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ConfigurationClassPostProcessor;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.ClassUtils;

/**
 * Keeps the application's own Spring Data as it would be without this library. The store
 * reads with Spring Data JDBC, which is therefore on the class path. Where the
 * application uses another module, such as Spring Data JPA, two modules would make Spring
 * Data strict: it says so, and leaves out repositories whose module it cannot tell.
 * <p>
 * An application that has repositories of Spring Data JDBC itself has Spring Boot's
 * support for them, and then nothing is changed.
 */
final class SpringDataIsolation implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	private static final String REPOSITORIES_OF_THE_APPLICATION = "org.springframework.boot.data.jdbc.autoconfigure.DataJdbcRepositoriesAutoConfiguration";

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		if (!ClassUtils.isPresent(REPOSITORIES_OF_THE_APPLICATION, context.getClassLoader())) {
			context.getBeanFactory().addBeanPostProcessor(new BeanPostProcessor() {

				// After the context has introduced itself
				@Override
				public Object postProcessAfterInitialization(Object bean, String beanName) {
					if (bean instanceof ConfigurationClassPostProcessor configurationClasses) {
						configurationClasses.setResourceLoader(withoutRepositoryFactory(context));
					}
					return bean;
				}

			});
		}
	}

	// The context in everything else, since conditions ask what kind of context it is
	private static ResourceLoader withoutRepositoryFactory(ConfigurableApplicationContext context) {
		ClassLoader application = (context.getClassLoader() != null) ? context.getClassLoader()
				: SpringDataIsolation.class.getClassLoader();
		ClassLoader classLoader = new UnseenRepositoryFactory(application);
		Class<?>[] interfaces = ClassUtils.getAllInterfacesForClassAsSet(context.getClass())
			.stream()
			.filter((type) -> Modifier.isPublic(type.getModifiers()))
			.toArray(Class<?>[]::new);
		return (ResourceLoader) Proxy.newProxyInstance(application, interfaces, (proxy, method, arguments) -> {
			if (method.getName().equals("getClassLoader") && method.getParameterCount() == 0) {
				return classLoader;
			}
			try {
				return method.invoke(context, arguments);
			}
			catch (InvocationTargetException ex) {
				throw ex.getTargetException();
			}
		});
	}

}
