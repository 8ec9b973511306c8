package io.durable.spring.boot.web;

import java.lang.reflect.Method;

import io.durable.spring.boot.DurableClient;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.util.ClassUtils;

/**
 * Tells springdoc that an argument annotated with {@link DurableClient} is no parameter
 * of the request. By reflection, so that nobody gets springdoc by this library.
 */
public final class SpringDocParameters implements InitializingBean {

	/**
	 * The class that knows what to leave out.
	 */
	public static final String SPRINGDOC = "org.springdoc.core.utils.SpringDocUtils";

	private static final Logger logger = LoggerFactory.getLogger(SpringDocParameters.class);

	private final @Nullable ClassLoader classLoader;

	public SpringDocParameters(@Nullable ClassLoader classLoader) {
		this.classLoader = classLoader;
	}

	@Override
	public void afterPropertiesSet() {
		try {
			Object config = ClassUtils.forName(SPRINGDOC, this.classLoader).getMethod("getConfig").invoke(null);
			Method ignore = config.getClass().getMethod("addAnnotationsToIgnore", Class[].class);
			ignore.invoke(config, (Object) new Class<?>[] { DurableClient.class });
		}
		catch (ReflectiveOperationException | LinkageError ex) {
			logger.debug("springdoc shows arguments that are clients as parameters of the request", ex);
		}
	}

}
