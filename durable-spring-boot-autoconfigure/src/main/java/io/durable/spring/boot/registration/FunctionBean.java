package io.durable.spring.boot.registration;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.Supplier;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.BridgeMethodResolver;
import org.springframework.core.ResolvableType;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * A bean that has functions.
 *
 * @param beanFactory the factory of the bean
 * @param name the name of the bean
 * @param type its class, behind any proxy
 */
record FunctionBean(ConfigurableListableBeanFactory beanFactory, String name, Class<?> type) {

	/**
	 * Return the type that the bean is declared as: where a factory method returns a
	 * generic type, only that says what its type variables stand for.
	 * @return the declared type, or the class
	 */
	Type declaredType() {
		boolean defined = this.beanFactory.containsBeanDefinition(this.name);
		ResolvableType declared = defined ? this.beanFactory.getMergedBeanDefinition(this.name).getResolvableType()
				: ResolvableType.NONE;
		return (declared != ResolvableType.NONE) ? declared.getType() : this.type;
	}

	/**
	 * Make something of the bean: at once if it exists, so that mistakes show at
	 * start-up, and at the first call if it is lazy.
	 * @param <T> what is made
	 * @param use makes it
	 * @return supplies it
	 */
	<T> Supplier<T> use(Function<Object, T> use) {
		SingletonSupplier<T> supplier = SingletonSupplier.of(() -> use.apply(this.beanFactory.getBean(this.name)));
		if (this.beanFactory.containsSingleton(this.name)) {
			supplier.obtain();
		}
		return supplier::obtain;
	}

	/**
	 * Return the method to invoke on the bean, so that the call goes through its proxy.
	 * @param instance the bean
	 * @param method the method of its class
	 * @param what names the method in messages
	 * @return the method, accessible
	 */
	Method invocable(Object instance, Method method, String what) {
		Method invocable = method;
		if (Proxy.isProxyClass(instance.getClass()) && !method.getDeclaringClass().isInstance(instance)) {
			invocable = interfaceMethod(instance.getClass().getInterfaces(), method, what);
		}
		else if (AopUtils.isCglibProxy(instance)) {
			checkOverridable(method, what);
		}
		ReflectionUtils.makeAccessible(invocable);
		return invocable;
	}

	private Method interfaceMethod(Class<?>[] interfaces, Method method, String what) {
		return Arrays.stream(interfaces)
			.flatMap((implemented) -> Arrays.stream(implemented.getMethods()))
			.filter((candidate) -> candidate.getName().equals(method.getName()))
			.filter((candidate) -> method.equals(BridgeMethodResolver.getMostSpecificMethod(candidate, this.type)))
			.findFirst()
			.orElseThrow(() -> new InvalidFunctionException(
					"%s is not exposed by the JDK proxy of the bean '%s', which offers the methods of %s only"
						.formatted(what, this.name, userInterfaces(interfaces)),
					"Declare the method in an interface that the class implements, or use class proxies: "
							+ "spring.aop.proxy-target-class=true, or proxyTargetClass = true where the proxy is enabled."));
	}

	private static String userInterfaces(Class<?>[] interfaces) {
		return Arrays.stream(interfaces)
			.filter((implemented) -> !implemented.getName().startsWith("org.springframework."))
			.map(Class::getSimpleName)
			.toList()
			.toString();
	}

	private void checkOverridable(Method method, String what) {
		boolean isPrivate = Modifier.isPrivate(method.getModifiers());
		if (isPrivate || Modifier.isFinal(method.getModifiers())) {
			throw new InvalidFunctionException(
					"%s is %s, but the bean '%s' is proxied (by @Transactional, for example) and the proxy cannot override it"
						.formatted(what, isPrivate ? "private" : "final", this.name),
					isPrivate ? "Make the method package-private, protected or public."
							: "Remove 'final' from the method.");
		}
	}

	/**
	 * Refuse beans of which there is more than one instance.
	 * @param what names the function in messages
	 */
	void requireSingleton(String what) {
		if (this.beanFactory.isSingleton(this.name)) {
			return;
		}
		String scope = this.beanFactory.containsBeanDefinition(this.name)
				? this.beanFactory.getMergedBeanDefinition(this.name).getScope() : null;
		throw new InvalidFunctionException(
				"%s belongs to the bean '%s', which is not a singleton but has the scope '%s'".formatted(what,
						displayName(), scope),
				"Remove the scope from the bean: orchestrators and activities are invoked by the engine, outside any "
						+ "request or session, and for many instances at once. What belongs to one instance goes into "
						+ "inputs and results.");
	}

	String describe(String source) {
		return "%s (bean '%s')".formatted(source, this.name);
	}

	String displayName() {
		String prefix = "scopedTarget.";
		return this.name.startsWith(prefix) ? this.name.substring(prefix.length()) : this.name;
	}

}
