package io.durable.spring.boot.registration;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Map;

import io.durable.function.FunctionRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.Bean;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.stereotype.Component;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Registers the orchestrators and activities among the beans: annotated methods, and
 * annotated beans that are a function as a whole. Works once all singletons exist, which
 * is before any lifecycle starts.
 */
public final class DurableFunctionRegistrar implements SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(DurableFunctionRegistrar.class);

	private final ConfigurableListableBeanFactory beanFactory;

	private final FunctionRegistry functions;

	public DurableFunctionRegistrar(ConfigurableListableBeanFactory beanFactory, FunctionRegistry functions) {
		this.beanFactory = beanFactory;
		this.functions = functions;
	}

	@Override
	public void afterSingletonsInstantiated() {
		for (String beanName : this.beanFactory.getBeanNamesForType(Object.class, true, false)) {
			// The target of a scoped proxy is looked at itself, under its own name
			if (!this.beanFactory.containsBean(ScopedProxyUtils.getTargetBeanName(beanName))) {
				Class<?> type = targetClass(beanName);
				if (type != null && !isSpringInternal(type)) {
					register(new FunctionBean(this.beanFactory, beanName, type));
				}
			}
		}
	}

	private @Nullable Class<?> targetClass(String beanName) {
		try {
			Class<?> type = AutoProxyUtils.determineTargetClass(this.beanFactory, beanName);
			if (type != null && Proxy.isProxyClass(type) && this.beanFactory.containsSingleton(beanName)) {
				type = AopProxyUtils.ultimateTargetClass(this.beanFactory.getBean(beanName));
			}
			return (type != null) ? ClassUtils.getUserClass(type) : null;
		}
		catch (RuntimeException | LinkageError ex) {
			logger.debug("The class of bean '{}' is not available: it has no orchestrators and activities", beanName,
					ex);
			return null;
		}
	}

	private static boolean isSpringInternal(Class<?> type) {
		return type.getName().startsWith("org.springframework.")
				&& !AnnotatedElementUtils.isAnnotated(type, Component.class);
	}

	private void register(FunctionBean bean) {
		for (FunctionKind kind : FunctionKind.values()) {
			registerBean(kind, bean);
			if (AnnotationUtils.isCandidateClass(bean.type(), kind.annotation())) {
				methods(kind, bean).forEach((method, name) -> registerMethod(kind, bean, method, name));
			}
		}
	}

	private void registerBean(FunctionKind kind, FunctionBean bean) {
		String name = declaredName(MergedAnnotations.from(bean.type(), SearchStrategy.TYPE_HIERARCHY), kind,
				bean.type().getSimpleName());
		String source = bean.type().getSimpleName();
		if (name == null) {
			Method factoryMethod = factoryMethod(bean.name());
			if (factoryMethod == null) {
				return;
			}
			name = declaredName(annotations(factoryMethod), kind, factoryMethod.getName());
			source = source(factoryMethod.getDeclaringClass(), factoryMethod);
		}
		if (name != null) {
			checkContract(kind, bean, source);
			bean.requireSingleton(kind.annotated(source));
			kind.checkAnnotations(bean, null, source);
			kind.addBean(this.functions, name, bean, source);
		}
	}

	private @Nullable Method factoryMethod(String beanName) {
		return (this.beanFactory.containsBeanDefinition(beanName)
				&& this.beanFactory.getMergedBeanDefinition(beanName) instanceof RootBeanDefinition definition)
						? definition.getResolvedFactoryMethod() : null;
	}

	private static void checkContract(FunctionKind kind, FunctionBean bean, String source) {
		if (!kind.contract().isAssignableFrom(bean.type())) {
			throw new InvalidFunctionException(
					"%s is annotated as a whole, but the bean '%s' does not implement %s"
						.formatted(kind.annotated(source), bean.displayName(), kind.contract().getSimpleName()),
					"Implement %s, or put the annotation on a method of the class instead."
						.formatted(kind.contract().getSimpleName()));
		}
	}

	private static Map<Method, String> methods(FunctionKind kind, FunctionBean bean) {
		try {
			return MethodIntrospector.selectMethods(bean.type(), (Method method) -> {
				MergedAnnotations annotations = annotations(method);
				return annotations.isPresent(Bean.class) ? null : declaredName(annotations, kind, method.getName());
			});
		}
		catch (IllegalStateException | LinkageError ex) {
			logger.debug("The methods of bean '{}' are not available: it has no orchestrators and activities",
					bean.name(), ex);
			return Map.of();
		}
	}

	private void registerMethod(FunctionKind kind, FunctionBean bean, Method method, String name) {
		String source = source(bean.type(), method);
		bean.requireSingleton(kind.annotated(source));
		if (Modifier.isStatic(method.getModifiers())) {
			throw new InvalidFunctionException(
					"%s of the bean '%s' is static".formatted(kind.annotated(source), bean.name()),
					"Remove 'static' from the method: it is invoked on the bean.");
		}
		kind.checkAnnotations(bean, method, source);
		kind.addMethod(this.functions, name, bean, method, source);
	}

	private static MergedAnnotations annotations(Method method) {
		return MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY);
	}

	private static @Nullable String declaredName(MergedAnnotations annotations, FunctionKind kind, String defaultName) {
		MergedAnnotation<?> annotation = annotations.get(kind.annotation());
		if (!annotation.isPresent()) {
			return null;
		}
		String name = annotation.getString(MergedAnnotation.VALUE);
		return StringUtils.hasText(name) ? name : defaultName;
	}

	private static String source(Class<?> type, Method method) {
		return ClassUtils.getUserClass(type).getSimpleName() + "." + method.getName();
	}

}
