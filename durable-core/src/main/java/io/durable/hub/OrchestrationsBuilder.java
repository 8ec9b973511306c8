package io.durable.hub;

import java.util.Map;

import io.durable.api.DataConverter;
import io.durable.api.ExceptionPropertiesProvider;
import io.durable.api.Limits;
import io.durable.api.TaskActivity;
import io.durable.api.TaskOrchestration;
import io.durable.api.Versioning;
import io.durable.engine.EngineSettings;
import io.durable.function.AnnotatedMethods;
import io.durable.function.FunctionRegistry;
import io.durable.function.FunctionRegistry.ActivityFunction;
import io.durable.function.FunctionRegistry.OrchestratorFunction;
import io.durable.serialization.JacksonDataConverter;

/**
 * Collects orchestrators and activities, and the rules by which they run.
 *
 * @param <B> the type of the builder
 */
public abstract class OrchestrationsBuilder<B extends OrchestrationsBuilder<B>> {

	private FunctionRegistry functions = new FunctionRegistry();

	private DataConverter converter = new JacksonDataConverter();

	private Runnable awaitGuard = () -> {
	};

	private Limits limits = Limits.defaults();

	private Versioning versioning = Versioning.NONE;

	private ExceptionPropertiesProvider failures = (exception) -> Map.of();

	private boolean failOnNonDeterminism;

	OrchestrationsBuilder() {
	}

	abstract B self();

	EngineSettings settings() {
		return new EngineSettings(this.converter, this.functions, this.awaitGuard, this.limits, this.versioning,
				this.failures, this.failOnNonDeterminism);
	}

	/**
	 * Add an orchestrator.
	 * @param name its name
	 * @param orchestration its code
	 * @return this builder
	 */
	public B addOrchestration(String name, TaskOrchestration orchestration) {
		this.functions.add(new OrchestratorFunction(name, orchestration, orchestration.getClass().getName(), null));
		return self();
	}

	/**
	 * Add an orchestrator whose code returns nothing. Takes several only so that a lambda
	 * that returns a value is not taken for such code.
	 * @param name its name
	 * @param orchestration its code, one
	 * @return this builder
	 */
	public B addOrchestration(String name, TaskOrchestration.WithoutResult... orchestration) {
		if (orchestration.length != 1) {
			throw new IllegalArgumentException(
					"The orchestrator '%s' has one code, not %d".formatted(name, orchestration.length));
		}
		TaskOrchestration.WithoutResult code = orchestration[0];
		this.functions.add(new OrchestratorFunction(name, (context) -> {
			code.run(context);
			return null;
		}, code.getClass().getName(), null));
		return self();
	}

	/**
	 * Add an activity.
	 * @param name its name
	 * @param activity its code
	 * @return this builder
	 */
	public B addActivity(String name, TaskActivity activity) {
		this.functions.add(new ActivityFunction(name, activity, activity.getClass().getName(), null));
		return self();
	}

	/**
	 * Add the methods of an object that are annotated with {@code @Orchestrator} or
	 * {@code @Activity}, as they stand in an application.
	 * @param bean the object
	 * @return this builder
	 * @throws io.durable.function.FunctionSignatureException if a signature cannot work
	 */
	public B addAnnotated(Object bean) {
		AnnotatedMethods.register(bean, this.functions);
		return self();
	}

	/**
	 * Use a registry that is filled elsewhere, instead of the functions added so far.
	 * @param registry the registry
	 * @return this builder
	 */
	public B functions(FunctionRegistry registry) {
		this.functions = registry;
		return self();
	}

	public B dataConverter(DataConverter dataConverter) {
		this.converter = dataConverter;
		return self();
	}

	public B limits(Limits newLimits) {
		this.limits = newLimits;
		return self();
	}

	public B versioning(Versioning newVersioning) {
		this.versioning = newVersioning;
		return self();
	}

	/**
	 * Set what is kept of an exception besides type, message and stack trace.
	 * @param provider says it
	 * @return this builder
	 */
	public B exceptionProperties(ExceptionPropertiesProvider provider) {
		this.failures = provider;
		return self();
	}

	/**
	 * Set what becomes of an instance whose code does not do what its history says.
	 * @param fail whether it fails, instead of being parked until code that fits is
	 * deployed
	 * @return this builder
	 */
	public B failOnNonDeterminism(boolean fail) {
		this.failOnNonDeterminism = fail;
		return self();
	}

	/**
	 * Set what is called before an orchestrator waits.
	 * @param guard throws if waiting is not allowed there
	 * @return this builder
	 */
	public B awaitGuard(Runnable guard) {
		this.awaitGuard = guard;
		return self();
	}

}
