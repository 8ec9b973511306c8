package io.durable.spring.boot.registration;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.function.Supplier;

import io.durable.api.Activity;
import io.durable.api.Orchestrator;
import io.durable.api.TaskActivity;
import io.durable.api.TaskOrchestration;
import io.durable.function.FunctionMethod;
import io.durable.function.FunctionRegistry;
import io.durable.function.FunctionRegistry.ActivityFunction;
import io.durable.function.FunctionRegistry.OrchestratorFunction;

/**
 * The kinds of functions: how they are declared, and how they get into the registry.
 */
enum FunctionKind {

	ORCHESTRATOR(Orchestrator.class, TaskOrchestration.class) {

		@Override
		void addMethod(FunctionRegistry functions, String name, FunctionBean bean, Method method, String source) {
			FunctionMethod function = FunctionMethod.orchestrator(bean.type(), method);
			Supplier<TaskOrchestration> code = bean.use((instance) -> function
				.asOrchestration(bean.invocable(instance, method, annotated(source)), () -> instance));
			functions.add(new OrchestratorFunction(name, (context) -> code.get().run(context), bean.describe(source),
					function));
		}

		@Override
		void addBean(FunctionRegistry functions, String name, FunctionBean bean, String source) {
			Supplier<TaskOrchestration> code = bean.use(TaskOrchestration.class::cast);
			functions
				.add(new OrchestratorFunction(name, (context) -> code.get().run(context), bean.describe(source), null));
		}

	},

	ACTIVITY(Activity.class, TaskActivity.class) {

		@Override
		void addMethod(FunctionRegistry functions, String name, FunctionBean bean, Method method, String source) {
			FunctionMethod function = FunctionMethod.activity(bean.type(), method);
			Supplier<TaskActivity> code = bean.use((instance) -> function
				.asActivity(bean.invocable(instance, method, annotated(source)), () -> instance));
			functions
				.add(new ActivityFunction(name, (context) -> code.get().run(context), bean.describe(source), function));
		}

		@Override
		void addBean(FunctionRegistry functions, String name, FunctionBean bean, String source) {
			Supplier<TaskActivity> code = bean.use(TaskActivity.class::cast);
			functions
				.add(new ActivityFunction(name, (context) -> code.get().run(context), bean.describe(source), null));
		}

	};

	private final Class<? extends Annotation> annotation;

	private final Class<?> contract;

	FunctionKind(Class<? extends Annotation> annotation, Class<?> contract) {
		this.annotation = annotation;
		this.contract = contract;
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

	String annotated(String source) {
		return "@" + this.annotation.getSimpleName() + " " + source;
	}

	abstract void addMethod(FunctionRegistry functions, String name, FunctionBean bean, Method method, String source);

	abstract void addBean(FunctionRegistry functions, String name, FunctionBean bean, String source);

}
