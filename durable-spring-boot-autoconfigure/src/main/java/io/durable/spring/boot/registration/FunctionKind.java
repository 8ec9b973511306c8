package io.durable.spring.boot.registration;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.function.Supplier;

import io.durable.api.Activity;
import io.durable.api.Orchestrator;
import io.durable.api.TaskActivity;
import io.durable.api.TaskActivityContext;
import io.durable.api.TaskOrchestration;
import io.durable.api.TaskOrchestrationContext;
import io.durable.function.FunctionMethod;
import io.durable.function.FunctionRegistry;
import io.durable.function.FunctionRegistry.ActivityFunction;
import io.durable.function.FunctionRegistry.OrchestratorFunction;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.ReflectionUtils;

/**
 * The kinds of functions: how they are declared, and how they get into the registry.
 */
enum FunctionKind {

	ORCHESTRATOR(Orchestrator.class, TaskOrchestration.class, TaskOrchestrationContext.class, false) {

		@Override
		void addMethod(FunctionRegistry functions, String name, FunctionBean bean, Method method, String source) {
			FunctionMethod function = FunctionMethod.orchestrator(bean.type(), bean.declaredType(), method);
			Supplier<TaskOrchestration> code = bean
				.use((instance) -> function.asOrchestration(invocable(bean, instance, method, source), () -> instance));
			functions.add(new OrchestratorFunction(name, (context) -> code.get().run(context), bean.describe(source),
					function));
		}

		@Override
		void addBean(FunctionRegistry functions, String name, FunctionBean bean, String source) {
			Supplier<TaskOrchestration> code = bean
				.use((instance) -> TaskOrchestration.class.cast(checked(bean, instance, source)));
			functions
				.add(new OrchestratorFunction(name, (context) -> code.get().run(context), bean.describe(source), null));
		}

	},

	ACTIVITY(Activity.class, TaskActivity.class, TaskActivityContext.class, true) {

		@Override
		void addMethod(FunctionRegistry functions, String name, FunctionBean bean, Method method, String source) {
			FunctionMethod function = FunctionMethod.activity(bean.type(), bean.declaredType(), method);
			Supplier<TaskActivity> code = bean
				.use((instance) -> function.asActivity(invocable(bean, instance, method, source), () -> instance));
			functions
				.add(new ActivityFunction(name, (context) -> code.get().run(context), bean.describe(source), function));
		}

		@Override
		void addBean(FunctionRegistry functions, String name, FunctionBean bean, String source) {
			Supplier<TaskActivity> code = bean
				.use((instance) -> TaskActivity.class.cast(checked(bean, instance, source)));
			functions
				.add(new ActivityFunction(name, (context) -> code.get().run(context), bean.describe(source), null));
		}

	};

	private final Class<? extends Annotation> annotation;

	private final Class<?> contract;

	private final Class<?> context;

	private final boolean transactional;

	FunctionKind(Class<? extends Annotation> annotation, Class<?> contract, Class<?> context, boolean transactional) {
		this.annotation = annotation;
		this.contract = contract;
		this.context = context;
		this.transactional = transactional;
	}

	Class<? extends Annotation> annotation() {
		return this.annotation;
	}

	/**
	 * Return what a bean implements that is a function as a whole.
	 * @return the interface
	 */
	Class<?> contract() {
		return this.contract;
	}

	boolean mayBeTransactional() {
		return this.transactional;
	}

	/**
	 * Return what is called of a bean that is a function as a whole.
	 * @param type the class of the bean
	 * @return its implementation of the contract
	 */
	Method contractMethod(Class<?> type) {
		Method method = ReflectionUtils.findMethod(type, "run", this.context);
		Assert.state(method != null, "The contract has this method");
		return method;
	}

	Method invocable(FunctionBean bean, Object instance, Method method, String source) {
		new FunctionAdvice(this, bean, method, source).checkProxy(instance);
		return bean.invocable(instance, method, annotated(source));
	}

	Object checked(FunctionBean bean, Object instance, String source) {
		FunctionAdvice advice = new FunctionAdvice(this, bean, contractMethod(bean.type()), source);
		advice.checkProxy(instance);
		return instance;
	}

	/**
	 * Refuse annotations that cannot work on a function.
	 * @param bean the bean
	 * @param method the method, or {@code null} if the bean is a function as a whole
	 * @param source names the function in messages
	 */
	void checkAnnotations(FunctionBean bean, @Nullable Method method, String source) {
		new FunctionAdvice(this, bean, (method != null) ? method : contractMethod(bean.type()), source)
			.checkAnnotations();
	}

	String annotated(String source) {
		return "@" + this.annotation.getSimpleName() + " " + source;
	}

	abstract void addMethod(FunctionRegistry functions, String name, FunctionBean bean, Method method, String source);

	abstract void addBean(FunctionRegistry functions, String name, FunctionBean bean, String source);

}
